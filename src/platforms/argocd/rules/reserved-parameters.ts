import { rule } from '../../../manifest/rule';
import { generatorsOf } from '../generators';
import { firstOfMany } from '../first-of-many';
import { rootReferences, type RootReference } from '../root-references';
import { placeIn } from '../template-place';
import { templateOptions, templateTexts, usesGoTemplate } from '../template-text';

/**
 * With Go templates `generator` of a parameter set is always the plugin's input, and `values` of the manifest take the
 * place of all `values` that the server gave (argo-cd v3.5.7, `applicationset/generators/plugin.go`, `value_interpolation.go`).
 */
export const reservedParameters = rule({
  code: 'argocd/reserved-parameters',
  kinds: ['argocd.application-set'],
  severity: 'error',
  *check({ document }) {
    const generators = generatorsOf(document.root);
    if (usesGoTemplate(document) !== true || !generators.every(({ type }) => type === 'plugin')) {
      return;
    }
    const isStrict = templateOptions(document).some(({ text }) => text === 'missingkey=error');
    const outcome = isStrict ? 'and no Application is made' : 'so it prints "<no value>"';
    const lists = generators.map(({ value }) => value.at('values'));
    const isKnown = lists.every((values) => values?.isMapping === true);
    const names = new Set(lists.flatMap((values) => values?.keys ?? []));
    const reasonOf = ({ token: { path } }: RootReference): string | undefined => {
      const [first, second] = path;
      if (second === undefined) {
        return undefined;
      }
      if (first === 'generator' && second !== 'input') {
        return `"generator" holds the plugin's input and nothing else, whatever the server answers: there is no "${second}"`;
      }
      return first === 'values' && isKnown && !names.has(second)
        ? `"values" of the generator has no "${second}", and takes the place of what the server gives under that name`
        : undefined;
    };
    for (const text of templateTexts(document)) {
      const found = text.part === 'values' ? [] : rootReferences(text).filter((each) => reasonOf(each) !== undefined);
      yield* firstOfMany(found, (reference) => ({
        range: placeIn(text, reference.token.start, reference.token.end, document),
        message: `${reasonOf(reference)}, ${outcome}.`,
        severity: isStrict && !reference.action.isConditional ? 'error' : 'warning',
      }));
    }
  },
});
