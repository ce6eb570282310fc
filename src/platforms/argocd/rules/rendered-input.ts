import type { ManifestDocument } from '../../../manifest/parse/manifest-document';
import { rule, type RuleRemark } from '../../../manifest/rule';
import type { SetGenerator } from '../generators';
import { firstPartOf, parameterNames } from '../generator-parameters';
import type { Action } from '../go-template';
import { firstOfMany } from '../first-of-many';
import { rootReferences, type RootReference } from '../root-references';
import { placeIn } from '../template-place';
import { isFlatReference, templateOptions, templateTexts, usesGoTemplate, type TemplateText } from '../template-text';

/**
 * Inside a matrix the second generator is rendered with the first one's parameters before it is used, so braces that
 * are meant for the plugin never reach it (argo-cd v3.5.7, `InterpolateGenerator`).
 */
export const renderedInput = rule({
  code: 'argocd/rendered-input',
  kinds: ['argocd.application-set'],
  severity: 'error',
  *check({ document }) {
    const isGo = usesGoTemplate(document);
    if (isGo === undefined) {
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
        known.set(generator, parameterNames(generator.parent.value.at('generators', 0)));
      }
      const names = known.get(generator);
      if (!isGo) {
        yield* leftAsWritten(text, names, document);
        continue;
      }
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

/** Without Go templates a name that is no parameter's stays, braces and all (`applicationset/utils/utils.go`, `Replace`). */
function* leftAsWritten(
  text: TemplateText,
  names: ReadonlySet<string> | undefined,
  document: ManifestDocument,
): Generator<RuleRemark> {
  const isKnown = (name: string): boolean =>
    name.startsWith('generator.') || names?.has(name) !== false || names.has(firstPartOf(name));
  const isMissing = (action: Action): boolean => isFlatReference(action) && !isKnown(action.content.trim());
  yield* firstOfMany(text.template.actions.filter(isMissing), (action) => {
    const message = `Argo CD renders the input with the parameters of the matrix's first generator, which have no "${action.content.trim()}": the plugin gets this as it is written, braces and all.`;
    return { range: placeIn(text, action.start, action.end, document), message, severity: 'warning' };
  });
}
