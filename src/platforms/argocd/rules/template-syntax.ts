import { rule } from '../../../manifest/rule';
import { firstOfMany } from '../first-of-many';
import { syntaxAdvice } from '../syntax-advice';
import { awaitVerdicts, mistakesOf, type TemplateMistake } from '../template-mistakes';
import { placeIn } from '../template-place';

/**
 * Each string is a template by itself, and one that cannot be parsed stops all Applications of the set (argo-cd v3.5.7,
 * `applicationset/utils/utils.go`). Go's parser names one mistake in a string.
 */
export const templateSyntax = rule({
  code: 'argocd/template-syntax',
  kinds: ['argocd.application-set'],
  severity: 'error',
  awaits: ({ document, templates }) => awaitVerdicts(document, templates),
  *check({ document, templates }) {
    for (const mistakes of mistakesOf('syntax', document, templates)) {
      yield* firstOfMany(mistakes, (mistake) => {
        const { start, end } = rangeOf(mistake);
        const { problem, text } = mistake;
        const advice = syntaxAdvice(problem, text.text, writtenAround(mistake));
        const message = `Argo CD ends in ${inQuotes(problem.error)} and makes no Application: ${advice}.`;
        return { range: placeIn(text, start, end, document), message };
      });
    }
  },
});

/** A single sign of a word is told at the word. */
function rangeOf({ problem: { start, end }, text: { text } }: TemplateMistake): { start: number; end: number } {
  if (text.charAt(start) !== '-') {
    return { start, end };
  }
  const before = /[\w.$]{0,200}$/.exec(text.slice(Math.max(0, start - 200), start))?.[0] ?? '';
  const after = /^[\w.-]*/.exec(text.slice(start, start + 200))?.[0] ?? '';
  return { start: start - before.length, end: Math.max(end, start + after.length) };
}

/** The action, as far as its line goes where it is not closed. */
function writtenAround({ action, problem, text: { text } }: TemplateMistake): string {
  if (action) {
    return text.slice(action.start, action.end);
  }
  return /^[^\r\n]*/.exec(text.slice(Math.max(0, text.lastIndexOf('{{', problem.start))))?.[0] ?? '';
}

/** Words in the quotes that they do not have themselves. */
function inQuotes(words: string): string {
  return words.includes('"') ? `'${words}'` : `"${words}"`;
}
