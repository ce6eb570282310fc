import { visible } from '../../base/visible';

/** HTML that is safe to show: what came from elsewhere is text in it. */
export class Html {
  constructor(readonly text: string) {}
}

type Part = Html | string | number | undefined | false | readonly Html[];

/** Fills parts into HTML: {@link Html} as it is, nothing for undefined and false, and anything else as text. */
export function html(written: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return new Html(written.map((piece, index) => piece + textOf(parts[index])).join(''));
}

/** The longest text of a stranger that is shown in one place. */
const LONGEST = 1000;

/** A stranger's text with its lines: nothing in it is unseen, and no more is shown than a person reads. */
export function lines(text: string): string {
  const start = text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
  return start.split('\n').map(visible).join('\n');
}

function textOf(part: Part): string {
  if (part === undefined || part === false) {
    return '';
  }
  if (part instanceof Html) {
    return part.text;
  }
  return typeof part === 'object' ? part.map(({ text }) => text).join('') : escaped(String(part));
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}
