import { rule } from '../../../manifest/rule';
import type { Value } from '../../../manifest/dialects/value';
import type { SetGenerator } from '../generators';
import { firstOfMany } from '../first-of-many';
import { rootReferences, type RootReference } from '../root-references';
import { placeIn } from '../template-place';
import { templateOptions, templateTexts, usesGoTemplate } from '../template-text';

/**
 * Inside a matrix the second generator is rendered with the first one's parameters before it is used, so braces that
 * are meant for the plugin never reach it (argo-cd v3.5.7, `InterpolateGenerator`).
 */
export const renderedInput = rule({
  code: 'argocd/rendered-input',
  kinds: ['argocd.application-set'],
  severity: 'error',
  *check({ document }) {
    if (usesGoTemplate(document) !== true) {
      return;
    }
    const isStrict = templateOptions(document).some(({ text }) => text === 'missingkey=error');
    const known = new Map<SetGenerator, ReadonlySet<string> | undefined>();
    for (const text of templateTexts(document)) {
      const { generator } = text;
      if (generator?.type !== 'plugin' || !generator.parent) {
        continue;
      }
      if (!known.has(generator)) {
        known.set(generator, firstParameters(generator.parent.value));
      }
      const names = known.get(generator);
      const isMissing = ({ token: { path } }: RootReference): boolean =>
        path[0] !== undefined && names?.has(path[0]) === false;
      yield* firstOfMany(rootReferences(text).filter(isMissing), ({ token, action }) => {
        const fails = isStrict || token.path.length > 1;
        const outcome = fails ? 'so no Application is made' : 'so the plugin gets "<no value>"';
        const message = `Argo CD renders the input with the parameters of the matrix's first generator, which have no "${token.path[0]}", ${outcome}. Braces that are meant for the plugin must be escaped: {{ "{{" }}.`;
        const severity = fails && !action.isConditional ? 'error' : 'warning';
        return { range: placeIn(text, token.start, token.end, document), message, severity };
      });
    }
  },
});

/** The names of all parameters that the first generator gives; undefined where only running it would tell. */
function firstParameters(matrix: Value): Set<string> | undefined {
  const first = matrix.at('generators', 0);
  const list = first?.at('list');
  const elements = list?.at('elements')?.items ?? [];
  const isUnknown =
    list?.at('elementsYaml') !== undefined || first?.keys.some((key) => key !== 'list' && key !== 'selector') === true;
  if (!list || isUnknown || elements.length === 0 || !elements.every(({ isMapping }) => isMapping)) {
    return undefined;
  }
  const names = elements.flatMap(({ keys }) => keys);
  return names.some((name) => name.includes('{{')) ? undefined : new Set(names);
}
