import type { StructureProblem } from './structure-problem';
import { lineEnd, lineStart } from './text-range';

/** What looks like a sign of YAML and is none, as text programs and other keyboards write it. */
interface Lookalike {
  /** Finds the sign in a line, behind what may stand in front of it. */
  readonly pattern: RegExp;
  readonly insteadOf: string;
  /** The rest of the sentence that begins with the sign and its name. */
  readonly words: string;
}

const names: Readonly<Record<string, string>> = {
  '：': 'full-width colon',
  '﹕': 'small colon',
  '︓': 'vertical colon',
  '∶': 'ratio sign',
  '－': 'full-width hyphen',
  '‐': 'typographic hyphen',
  '‑': 'no-break hyphen',
  '–': 'en dash',
  '—': 'em dash',
  '−': 'minus sign',
  '•': 'bullet',
  '\u00A0': 'no-break space',
  '\u202F': 'narrow no-break space',
  '\u3000': 'full-width space',
};

const lookalikes: readonly Lookalike[] = [
  {
    pattern: /^[ \t]*([\u00A0\u2000-\u200A\u202F\u3000])/,
    insteadOf: ' ',
    words: 'in the indentation: YAML is indented with plain spaces',
  },
  {
    pattern: /^[ \t]*(?:-[ \t]+)*["']?[\w.$@/-]+["']?[ \t]*([：﹕︓∶])/,
    insteadOf: ':',
    words: 'behind a key: YAML knows ":" alone',
  },
  {
    pattern: /^[ \t]*([－‐‑–—−•])[ \t\u3000]/,
    insteadOf: '-',
    words: 'before an item: YAML begins one with "-" and a space',
  },
  {
    pattern: /(?:^|[:,[{-])[ \t]*([“”„‘’「＂＇])/,
    insteadOf: '"',
    words: `around a text: YAML quotes with " or '`,
  },
];

/** The first such sign in the line of a mistake or the next one, which the parser may take for a part of it. */
export function typographicSign(text: string, at: number): StructureProblem | undefined {
  const first = lineStart(text, Math.min(at, text.length));
  for (const start of [first, lineEnd(text, first) + 1]) {
    const line = text.slice(start, lineEnd(text, start));
    for (const { pattern, insteadOf, words } of lookalikes) {
      const found = pattern.exec(line);
      const sign = found?.[1];
      if (found && sign !== undefined) {
        const from = start + found.index + found[0].lastIndexOf(sign);
        const range = { start: from, end: from + sign.length };
        const blank = insteadOf === ':' && !/^(?:\s|$)/.test(text.slice(range.end, range.end + 1)) ? ' ' : '';
        return {
          code: 'manifest/syntax',
          range,
          message: `${told(sign)} stands ${words}.`,
          ...(insteadOf === '"' ? {} : { fix: { title: `Write "${insteadOf}"`, replace: insteadOf + blank } }),
        };
      }
    }
  }
  return undefined;
}

/** The text with colons in place of what looks like one behind a key, so that the keys are known all the same. */
export function withPlainColons(text: string): string {
  return text.replace(/^([ \t]*(?:-[ \t]+)*["']?[\w.$@/-]+["']?)[：﹕︓∶](?=\s|$)/gm, '$1:');
}

function told(sign: string): string {
  const name = names[sign] ?? (/\s/.test(sign) ? 'typographic space' : 'typographic quote');
  const article = /^[aeiou]/.test(name) ? 'An' : 'A';
  return /\s/.test(sign) ? `${article} ${name}` : `${article} ${name} (${sign})`;
}
