import { rule } from '../../../manifest/rule';
import { firstOfMany } from '../first-of-many';
import type { Action, ParsedTemplate, Token } from '../go-template';
import { templateFunctions } from '../template-functions';
import { placeIn } from '../template-place';
import { isFlatReference, templateTexts, usesGoTemplate } from '../template-text';

/**
 * Each string is a template by itself, and one that cannot be parsed stops all Applications of the set (argo-cd v3.5.7,
 * `applicationset/utils/utils.go`).
 */
export const templateSyntax = rule({
  code: 'argocd/template-syntax',
  kinds: ['argocd.application-set'],
  severity: 'error',
  *check({ document }) {
    if (usesGoTemplate(document) !== true) {
      return;
    }
    for (const text of templateTexts(document)) {
      const { problem, actions } = text.template;
      const unknown = actions.some(callsUnknown) ? [] : unknownVariables(text.template);
      yield* firstOfMany(unknown, (token) => {
        const [name = ''] = token.text.split('.');
        const message = `Argo CD ends in 'undefined variable "${name}"' and makes no Application: braces that are meant for another program must be escaped.`;
        return { range: placeIn(text, token.start, token.start + name.length, document), message };
      });
      yield* firstOfMany(actions.filter((action) => !isFlatReference(action)).flatMap(hyphens), (token) => {
        const message =
          'Argo CD ends in "bad character U+002D" and makes no Application: a name with a hyphen needs "index", such as {{ index .labels "a-b" }}.';
        return { range: placeIn(text, token.start, token.end, document), message };
      });
      if (problem) {
        const message = `Argo CD ends in "failed to parse template: ${problem.message}" and makes no Application: ${advice(problem.message)}.`;
        yield { range: placeIn(text, problem.start, problem.end, document), message };
      }
    }
  },
});

function advice(problem: string): string {
  switch (problem) {
    case 'unclosed action':
      return 'an action must end with "}}" in the same string';
    case 'unexpected EOF':
      return 'a block needs its "{{ end }}" in the same string';
    default:
      return 'no block is open in this string';
  }
}

/** Variables that are used and never given a value in the same string; `$` alone is the whole parameter set. */
function unknownVariables({ actions }: ParsedTemplate): Token[] {
  const declared = new Set<string>(['$']);
  return actions.flatMap(({ tokens }) => {
    const isDeclaration = tokens.some(({ text }) => text === ':=');
    const names = tokens.filter(({ is }) => is === 'variable');
    if (isDeclaration) {
      const end = tokens.findIndex(({ text }) => text === ':=');
      tokens.slice(0, end).forEach(({ is, text }) => is === 'variable' && declared.add(text));
    }
    return names.filter(({ text }) => !declared.has(text.split('.')[0] ?? ''));
  });
}

/** Words that a hyphen splits: Go's names have none. */
function hyphens({ tokens }: Action): Token[] {
  return tokens.filter(({ is, end }, index) => {
    const next = tokens[index + 1];
    return (is === 'field' || is === 'variable') && next?.text.startsWith('-') === true && next.start === end;
  });
}

/** The first thing that cannot be read is the one that Go names. */
function callsUnknown({ tokens }: Action): boolean {
  return tokens.some(({ is, text }) => is === 'function' && !templateFunctions.has(text.split('.')[0] ?? ''));
}
