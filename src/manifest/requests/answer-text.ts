import { stringify } from 'yaml';
import { visible } from '../../base/visible';

/** How a call ended, as far as it has. */
export type AnswerEnd =
  | { readonly is: 'open' }
  | { readonly is: 'answered'; readonly milliseconds: number }
  | { readonly is: 'cancelled'; readonly milliseconds: number }
  | {
      readonly is: 'failed';
      readonly milliseconds: number;
      readonly error: object;
      /** False for a request that is wrong in itself, which no server has seen. */
      readonly isSent: boolean;
    };

/** From the first item on that would lead past it, items are counted and no longer shown, so that the editor stays quick. */
export const LONGEST_TEXT = 4_000_000;

/** Block style takes long to write: a message of more values is written in one line, as JSON, which is YAML as well. */
const MOST_VALUES = 20_000;
/** Characters by which a level of block style is moved in. */
const INDENT = 2;

/** What stands for a secret, in every text that has passed the redactor. */
export const HIDDEN = '•••';

/** So wide are the lines of an error, which is there to be read; those of an answer are as they are. */
const ERROR_WIDTH = 100;

/** A message as a document; undefined when it has more than so many characters. */
function itemText(message: unknown, most: number): string | undefined {
  const text = valueText(message, most);
  return text === undefined ? undefined : `---\n${text}\n`;
}

/** A value as it is shown: in block style, or in one line where that takes long; undefined for more than so many characters. */
export function valueText(value: unknown, most: number): string | undefined {
  const text = isQuick(value, most)
    ? stringify(value, { lineWidth: 0, aliasDuplicateObjects: false }).trimEnd()
    : JSON.stringify(value);
  return text.length > most ? undefined : text;
}

/** Whether block style has few values and little white space, told without writing it: a deep one is mostly white. */
function isQuick(message: unknown, mostWhite: number): boolean {
  let [values, white] = [0, 0];
  const open: { readonly value: unknown; readonly depth: number }[] = [{ value: message, depth: 0 }];
  for (let next = open.pop(); next; next = open.pop()) {
    values += 1;
    white += INDENT * next.depth;
    if (values > MOST_VALUES || white > mostWhite) {
      return false;
    }
    const { value, depth } = next;
    for (const inside of typeof value === 'object' && value !== null ? Object.values(value) : []) {
      open.push({ value: inside, depth: depth + 1 });
    }
  }
  return true;
}

/** The text of an answer while it arrives: a heading, and a YAML document a message. */
export class AnswerText {
  /** Grown as one text: a long stream is shown again and again while it arrives. */
  private items = '';
  private shown = 0;
  private count = 0;
  private hidesSecrets = false;
  private end: AnswerEnd = { is: 'open' };

  /** @param title What was called where. */
  constructor(
    private readonly title: string,
    private readonly streams: boolean,
    private readonly notes: readonly string[] = [],
  ) {}

  add(message: unknown): void {
    this.count += 1;
    const left = LONGEST_TEXT - this.items.length;
    const item = this.shown < this.count - 1 ? undefined : itemText(message, left);
    if (item !== undefined) {
      this.items += item;
      this.shown += 1;
      this.hidesSecrets ||= item.includes(HIDDEN);
    }
  }

  /** Counts items that are there and were not kept. */
  leaveOut(count: number): void {
    this.count += count;
  }

  close(end: AnswerEnd): void {
    this.end = end;
  }

  toString(): string {
    const hidden = this.count - this.shown;
    const more = hidden > 0 ? [`# … and ${hidden} more that are not shown`] : [];
    const failure =
      this.end.is === 'failed' ? [`---\n${stringify({ error: this.end.error }, { lineWidth: ERROR_WIDTH })}`] : [];
    const legend = this.hidesSecrets || failure.join('').includes(HIDDEN) ? [`${HIDDEN} hides a secret`] : [];
    const heading = [this.title, this.summary(), ...legend, ...this.notes].map((line) => `# ${visible(line)}`);
    const before = `${heading.join('\n')}\n${this.items}`;
    return `${before}${[...more, ...failure].join('\n')}`.trimEnd() + '\n';
  }

  private summary(): string {
    const items = this.streams ? `${this.count} ${this.count === 1 ? 'item' : 'items'}` : 'answer';
    switch (this.end.is) {
      case 'open':
        return this.streams ? `receiving: ${items} so far` : 'waiting for the answer';
      case 'answered':
        return `${items} in ${this.end.milliseconds} ms`;
      case 'cancelled':
        return this.streams
          ? `cancelled after ${items}, ${this.end.milliseconds} ms`
          : `cancelled after ${this.end.milliseconds} ms`;
      case 'failed':
        if (!this.end.isSent) {
          return 'not sent';
        }
        return this.streams && this.count > 0
          ? `failed after ${items}, ${this.end.milliseconds} ms`
          : `failed after ${this.end.milliseconds} ms`;
    }
  }
}
