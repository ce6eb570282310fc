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
      const wrong = firstWrong(text, actions) ?? wrongEdge(text, actions);
      if (name && wrong) {
        const { at, length, reason } = wrong;
        const range = rendered ? placeIn(rendered, at, at + length, document) : name.rangeOf(at, at + length);
        yield { range, message: reason };
      }
    }
  },
});

interface Wrong {
  readonly at: number;
  readonly length: number;
  readonly reason: string;
}

type Actions = readonly { readonly start: number; readonly end: number }[];

/** The first character outside all actions that is in no name; line breaks are what templates trim. */
function firstWrong(text: string, actions: Actions): Wrong | undefined {
  for (const { from, to } of literals(text, actions)) {
    const part = text.slice(from, to);
    const found = /[^a-z0-9.\s-]/.exec(part) ?? (isTrimmed(text, from, to) ? null : /[ \t]/.exec(part));
    if (found) {
      const character = String.fromCodePoint(part.codePointAt(found.index) ?? 0);
      const called = character.trim() === '' ? 'a blank' : `"${character}"`;
      const reason = `The API server refuses ${called} in a name: it takes lower-case letters, digits, "-" and ".".`;
      const at = from + found.index;
      const isLast = at + 1 === text.length;
      // A blank is shown with what stands beside it.
      const place = called === 'a blank' ? { at: isLast ? at - 1 : at, length: 2 } : { at, length: character.length };
      return text.includes('{{') && actions.length === 0 ? undefined : { ...place, reason };
    }
  }
  return undefined;
}

/** A name, and each part of it between dots, begins and ends with a letter or digit. */
function wrongEdge(text: string, actions: Actions): Wrong | undefined {
  const reason =
    'The API server refuses this name: it begins and ends with a letter or digit, and so does each part of it between dots.';
  const parts = text.includes('{{') && actions.length === 0 ? [] : [...literals(text, actions)];
  const inner = parts.flatMap(({ from, to }) => {
    const found = /\.[.-]|-\./.exec(text.slice(from, to));
    return found ? [from + found.index] : [];
  });
  const [first] = /^[.-]/.test(text) ? [0] : inner;
  const at = first ?? (/[.-]$/.test(text) ? text.length - 1 : undefined);
  return at === undefined ? undefined : { at, length: 1, reason };
}

/** What stands in front of, between and behind the actions. */
function* literals(text: string, actions: Actions): Generator<{ readonly from: number; readonly to: number }> {
  let from = 0;
  for (const { start, end } of [...actions, { start: text.length, end: text.length }]) {
    yield { from, to: start };
    from = end;
  }
}

/** White space goes where an action beside it says so, and with what a template defines. */
function isTrimmed(text: string, from: number, to: number): boolean {
  const part = text.slice(from, to);
  const isAll = part.trim() === '' && (text.slice(0, from).endsWith('-}}') || text.startsWith('{{-', to));
  return isAll || part.includes('\n') || /\{\{-?\s*(?:define|block)\b/.test(text);
}
