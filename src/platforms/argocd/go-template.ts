import { Budget } from '../../base/budget';

/** A word of a template's action; offsets count from the start of the whole text. */
export interface Token {
  readonly is: 'field' | 'function' | 'variable' | 'keyword' | 'string' | 'other';
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** The names behind the dots, such as `['a', 'b']` for `.a.b`, `$.a.b` and `a.b`. */
  readonly path: readonly string[];
  /** Stands right behind a closing parenthesis, so it is a part of that value. */
  readonly isPart: boolean;
}

/** One `{{ … }}`. */
export interface Action {
  readonly start: number;
  readonly end: number;
  readonly tokens: readonly Token[];
  /** What stands between the braces and trim markers. */
  readonly content: string;
  /** The dot is another value here: inside `range`, `with` or a template of its own. */
  readonly hasOtherDot: boolean;
  /** Whether it is rendered depends on a condition. */
  readonly isConditional: boolean;
}

export interface TemplateProblem {
  readonly start: number;
  readonly end: number;
  /** In the words of Go's template engine. */
  readonly message: string;
}

export interface ParsedTemplate {
  readonly actions: readonly Action[];
  readonly problem: TemplateProblem | undefined;
}

const keywords = new Set([
  'if',
  'else',
  'end',
  'range',
  'with',
  'define',
  'template',
  'block',
  'break',
  'continue',
  'nil',
  'true',
  'false',
]);
const openers = new Set(['if', 'range', 'with', 'define', 'block']);

/** Steps for a word of an action, beside those for its characters. */
const STEPS_A_TOKEN = 24;

interface Block {
  readonly start: number;
  readonly end: number;
  /** Inside it the dot is another value. */
  readonly hasOtherDot: boolean;
}

/**
 * Reads a text as Go's `text/template` does, as far as single words and the nesting of blocks.
 * @throws BudgetSpent
 */
export function parseTemplate(text: string, budget = new Budget()): ParsedTemplate {
  const actions: Action[] = [];
  const open: Block[] = [];
  budget.spend(text.length);
  let at = text.indexOf('{{');
  while (at >= 0) {
    const close = closeOf(text, at);
    if (close < 0) {
      return { actions, problem: { start: at, end: text.length, message: 'unclosed action' } };
    }
    const [from, to] = contentOf(text, at, close);
    const tokens = tokensIn(text, from, to);
    budget.spend(STEPS_A_TOKEN * (1 + tokens.length));
    const [first, second] = tokens.filter(({ is }) => is === 'keyword');
    const isAt = (token: Token | undefined): boolean => token !== undefined && token === tokens[0];
    const keyword = isAt(first) ? first?.text : undefined;
    const action = { start: at, end: close, tokens, content: text.slice(from, to) };
    if (keyword === 'end') {
      if (open.length === 0) {
        return { actions, problem: { start: at, end: close, message: 'unexpected {{end}}' } };
      }
      open.pop();
    } else if (keyword === 'else' && open.length === 0) {
      return { actions, problem: { start: at, end: close, message: 'unexpected {{else}}' } };
    }
    actions.push({
      ...action,
      hasOtherDot: open.at(-1)?.hasOtherDot === true,
      isConditional: open.length > 0 || (keyword === 'else' && second !== undefined),
    });
    if (keyword !== undefined && openers.has(keyword)) {
      open.push({ start: at, end: close, hasOtherDot: keyword !== 'if' || open.at(-1)?.hasOtherDot === true });
    }
    at = text.indexOf('{{', close);
  }
  const last = open.at(-1);
  return { actions, problem: last && { start: last.start, end: last.end, message: 'unexpected EOF' } };
}

/** Where an action ends, behind its braces; -1 when it does not. Braces inside strings do not count. */
function closeOf(text: string, start: number): number {
  const comment = /^\{\{(?:- )?\/\*/.exec(text.slice(start, start + 8));
  if (comment) {
    const end = text.indexOf('*/', start + comment[0].length);
    const close = end < 0 ? -1 : text.indexOf('}}', end);
    return close < 0 ? -1 : close + 2;
  }
  for (let at = start + 2; at < text.length; at += 1) {
    const char = text.charAt(at);
    if (char === '}' && text.charAt(at + 1) === '}') {
      return at + 2;
    }
    if (char === '"' || char === '`' || char === "'") {
      const end = stringEnd(text, at);
      if (end < 0) {
        // An open string hides the end: that is what a person sees as the action's end.
        return -1;
      }
      at = end - 1;
    }
  }
  return -1;
}

/** Behind the closing quote; -1 where it is missing. */
function stringEnd(text: string, start: number): number {
  const quote = text.charAt(start);
  for (let at = start + 1; at < text.length; at += 1) {
    const char = text.charAt(at);
    if (char === '\\' && quote !== '`') {
      at += 1;
    } else if (char === quote) {
      return at + 1;
    } else if (char === '\n' && quote !== '`') {
      return -1;
    }
  }
  return -1;
}

/** Without braces and trim markers. */
function contentOf(text: string, start: number, end: number): [from: number, to: number] {
  const from = /^-\s/.test(text.slice(start + 2, start + 4)) ? start + 3 : start + 2;
  const to = /\s-$/.test(text.slice(end - 4, end - 2)) ? end - 3 : end - 2;
  return [from, Math.max(from, to)];
}

const name = '[\\p{L}_][\\p{L}\\p{N}_]*';
const words: readonly (readonly [is: Token['is'], pattern: RegExp])[] = [
  ['string', /"(?:\\.|[^"\\])*"|`[^`]*`|'(?:\\.|[^'\\])*'/uy],
  ['variable', new RegExp(`\\$(?:${name})?(?:\\.${name})*`, 'uy')],
  ['field', new RegExp(`(?:\\.${name})+`, 'uy')],
  ['function', new RegExp(`${name}(?:\\.${name})*`, 'uy')],
  ['other', /[-+]?\d[\w.+-]*|:=|\S/uy],
];

function tokensIn(text: string, from: number, to: number): Token[] {
  const tokens: Token[] = [];
  if (text.slice(from, to).trimStart().startsWith('/*')) {
    return tokens;
  }
  let at = from;
  while (at < to) {
    if (/\s/.test(text.charAt(at))) {
      at += 1;
      continue;
    }
    const { is, word } = wordAt(text, at);
    const path = is === 'string' || is === 'other' ? [] : word.split('.').slice(1);
    const isKeyword = is === 'function' && keywords.has(word);
    tokens.push({
      is: isKeyword ? 'keyword' : is,
      text: word,
      start: at,
      end: at + word.length,
      path,
      isPart: is === 'field' && text.charAt(at - 1) === ')',
    });
    at += word.length;
  }
  return tokens;
}

function wordAt(text: string, at: number): { readonly is: Token['is']; readonly word: string } {
  for (const [is, pattern] of words) {
    pattern.lastIndex = at;
    const [word] = pattern.exec(text) ?? [];
    if (word !== undefined) {
      return { is, word };
    }
  }
  return { is: 'other', word: text.charAt(at) };
}
