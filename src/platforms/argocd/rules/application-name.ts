import { rule } from '../../../manifest/rule';
import { generatorsOf } from '../generators';
import { isHelmTemplate } from '../helm-template';
import { templateTexts } from '../template-text';
import { placeIn } from '../template-place';
import { parseTemplate } from '../go-template';

/**
 * What stands outside the braces is in every name, and the API server takes small letters, digits, "-" and "." alone
 * (Kubernetes v1.33, `IsDNS1123Subdomain` in `k8s.io/apimachinery/pkg/util/validation`).
 */
export const applicationName = rule({
  code: 'argocd/application-name',
  kinds: ['argocd.application-set'],
  severity: 'error',
  *check({ document }) {
    const templates = [document.at('spec'), ...generatorsOf(document.root).map(({ value }) => value)];
    for (const owner of isHelmTemplate(document) ? [] : templates) {
      const name = owner?.at('template', 'metadata', 'name');
      const rendered = templateTexts(document).find(({ node }) => node === name?.node);
      const text = rendered?.text ?? (name?.isString === true && !name.isMasked ? name.text : '');
      const { actions } = rendered?.template ?? parseTemplate('');
      const at = firstWrong(text, actions);
      if (name && at !== undefined) {
        const character = String.fromCodePoint(text.codePointAt(at) ?? 0);
        const range = rendered
          ? placeIn(rendered, at, at + character.length, document)
          : name.rangeOf(at, at + character.length);
        const message = `The API server refuses "${character}" in a name: it takes lower-case letters, digits, "-" and ".".`;
        yield { range, message };
      }
    }
  },
});

/** The first character outside all actions that is in no name; white space is what templates trim. */
function firstWrong(
  text: string,
  actions: readonly { readonly start: number; readonly end: number }[],
): number | undefined {
  let at = 0;
  for (const action of [...actions, { start: text.length, end: text.length }]) {
    const found = /[^a-z0-9.\s-]/.exec(text.slice(at, action.start));
    if (found) {
      return text.slice(at).includes('{{') && actions.length === 0 ? undefined : at + found.index;
    }
    at = action.end;
  }
  return undefined;
}
