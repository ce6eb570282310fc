import type { TextRange } from '../../../manifest/parse/text-range';

/** Characters of a text that come from one stretch of a source: one each, or all of them from an escape. */
interface Piece {
  readonly text: string;
  readonly from: TextRange;
}

/** What a string in a source evaluates to, with the place in the source that each of its characters comes from. */
export class EvaluatedText {
  readonly text: string;
  private readonly starts: readonly number[];

  /**
   * @param from Where it stands in the source, quotes and prefixes included; of several strings from the first to the last.
   * @param pieces In the order of the text; a piece as long as its stretch is the stretch, character by character.
   */
  constructor(
    readonly from: TextRange,
    private readonly pieces: readonly Piece[],
  ) {
    let length = 0;
    this.starts = pieces.map(({ text }) => {
      length += text.length;
      return length - text.length;
    });
    this.text = pieces.map(({ text }) => text).join('');
  }

  /** One text behind the other, as `+` and strings side by side make it. */
  static joined(texts: readonly EvaluatedText[], from: TextRange): EvaluatedText {
    return new EvaluatedText(
      from,
      texts.flatMap(({ pieces }) => pieces),
    );
  }

  /** The stretch of the source that a part of the text comes from; of an empty part the place before which it stands. */
  sourceOf({ start, end }: TextRange): TextRange {
    const first = this.placeOf(start);
    if (end <= start) {
      return { start: first.start, end: first.start };
    }
    const last = this.placeOf(end - 1);
    // Parts may come from constants that stand in another order than the text.
    return { start: first.start, end: last.end >= first.end ? last.end : first.end };
  }

  /** The stretches of the source that escapes were read from, in a part of the text; a plain string's, not a raw one's. */
  escapesIn({ start, end }: TextRange): readonly Piece[] {
    return this.pieces.filter((piece, index) => {
      const at = this.starts[index] ?? 0;
      return !isVerbatim(piece) && at < end && at + piece.text.length > start;
    });
  }

  private placeOf(offset: number): TextRange {
    const piece = this.pieces[this.indexOf(offset)];
    if (!piece) {
      return { start: this.from.end, end: this.from.end };
    }
    const inside = offset - (this.starts[this.indexOf(offset)] ?? 0);
    if (inside >= piece.text.length) {
      return { start: piece.from.end, end: piece.from.end };
    }
    const at = piece.from.start + inside;
    return isVerbatim(piece) ? { start: at, end: at + 1 } : piece.from;
  }

  /** The last piece that begins at an offset or before it and has characters. */
  private indexOf(offset: number): number {
    let low = 0;
    let high = this.starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.starts[middle] ?? 0) <= offset) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return low;
  }
}

function isVerbatim({ text, from }: Piece): boolean {
  return text.length === from.end - from.start;
}
