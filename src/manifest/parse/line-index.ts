import type { TextRange } from './text-range';

/** A place as editors count it: 0-based line, 0-based column in UTF-16 units. */
export interface Position {
  readonly line: number;
  readonly character: number;
}

const byteOrderMark = '\uFEFF';

/** Offsets of a text to lines and columns and back; a byte order mark takes no column, as in an editor that hides it. */
export class LineIndex {
  private readonly starts: number[] = [0];

  constructor(private readonly text: string) {
    const breaks = /\r\n|\n|\r/g;
    for (let found = breaks.exec(text); found; found = breaks.exec(text)) {
      this.starts.push(found.index + found[0].length);
    }
    if (text.startsWith(byteOrderMark)) {
      this.starts[0] = 1;
    }
  }

  get lineCount(): number {
    return this.starts.length;
  }

  /** The position of an offset; one outside the text counts as the nearest end. */
  positionAt(offset: number): Position {
    const inside = Math.min(Math.max(offset, this.startOf(0)), this.text.length);
    let low = 0;
    let high = this.starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.startOf(middle) <= inside) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return { line: low, character: inside - this.startOf(low) };
  }

  /** The offset of a position; a line or column outside the text counts as the nearest one. */
  offsetAt({ line, character }: Position): number {
    const row = Math.min(Math.max(line, 0), this.starts.length - 1);
    const start = this.startOf(row);
    const limit = row + 1 < this.starts.length ? this.startOf(row + 1) : this.text.length;
    return Math.min(start + Math.max(character, 0), limit);
  }

  rangeAt(range: TextRange): { readonly start: Position; readonly end: Position } {
    return { start: this.positionAt(range.start), end: this.positionAt(range.end) };
  }

  private startOf(line: number): number {
    return this.starts[line] ?? this.text.length;
  }
}
