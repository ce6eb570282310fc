import { stringify } from 'yaml';
import { visible } from '../base/visible';

/** How a call ended, as far as it has. */
export type AnswerEnd =
  | { readonly is: 'open' }
  | { readonly is: 'answered'; readonly milliseconds: number }
  | { readonly is: 'cancelled'; readonly milliseconds: number }
  | { readonly is: 'failed'; readonly milliseconds: number; readonly error: object };

/** Past this many characters items are counted and no longer shown, so that the editor stays quick. */
const LONGEST_TEXT = 4_000_000;

/** The text of an answer while it arrives: a heading, and a YAML document a message. */
export class AnswerText {
  private readonly items: string[] = [];
  private length = 0;
  private count = 0;
  private end: AnswerEnd = { is: 'open' };

  /** @param title What was called where. */
  constructor(
    private readonly title: string,
    private readonly streams: boolean,
    private readonly notes: readonly string[] = [],
  ) {}

  add(message: unknown): void {
    this.count += 1;
    if (this.length < LONGEST_TEXT) {
      const item = stringify(message, { lineWidth: 0, aliasDuplicateObjects: false });
      this.length += item.length;
      this.items.push(item);
    }
  }

  close(end: AnswerEnd): void {
    this.end = end;
  }

  toString(): string {
    const hidden = this.count - this.items.length;
    const more = hidden > 0 ? [`# … and ${hidden} more that are not shown`] : [];
    const failure = this.end.is === 'failed' ? [`---\n${stringify({ error: this.end.error }, { lineWidth: 0 })}`] : [];
    const heading = [this.title, this.summary(), ...this.notes].map((line) => `# ${visible(line)}`);
    return (
      [...heading, ...this.items.map((item) => `---\n${item}`.trimEnd()), ...more, ...failure].join('\n').trimEnd() +
      '\n'
    );
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
        return this.streams && this.count > 0
          ? `failed after ${items}, ${this.end.milliseconds} ms`
          : `failed after ${this.end.milliseconds} ms`;
    }
  }
}
