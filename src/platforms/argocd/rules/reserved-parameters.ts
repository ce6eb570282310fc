import { rule } from '../../../manifest/rule';
import { generatorsOf } from '../generators';
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
    for (const text of templateTexts(document)) {
      for (const action of text.template.actions) {
        for (const token of action.tokens) {
          const isRoot = (token.is === 'field' && !token.isPart && !action.hasOtherDot) || token.text.startsWith('$.');
          const [first, second] = token.path;
          if (!isRoot || second === undefined || text.part === 'values') {
            continue;
          }
          const severity = isStrict && !action.isConditional ? 'error' : 'warning';
          const range = placeIn(text, token.start, token.end, document);
          if (first === 'generator' && second !== 'input') {
            const message = `"generator" holds the plugin's input and nothing else, whatever the server answers: there is no "${second}", ${outcome}.`;
            yield { range, message, severity };
          } else if (first === 'values' && isKnown && !names.has(second)) {
            const message = `"values" of the generator has no "${second}", and takes the place of what the server gives under that name, ${outcome}.`;
            yield { range, message, severity };
          }
        }
      }
    }
  },
});
