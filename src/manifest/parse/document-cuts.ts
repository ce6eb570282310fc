/** More documents than anyone writes into a file. */
export const documentLimit = 10_000;

/** One YAML document of a file: its own text and where that starts in the file. */
export interface DocumentCut {
  readonly start: number;
  readonly text: string;
}

/**
 * Cuts a file into its YAML documents, each parsed and cached by its own text.
 *
 * A marker counts at column 0 only: there YAML allows it in no scalar, so a `---` inside a block scalar never cuts.
 * Directives and comments in front of a marker stay with the document that follows.
 */
export function cutDocuments(text: string): DocumentCut[] {
  const cuts: DocumentCut[] = [];
  let start = 0;
  const cutAt = (end: number): void => {
    cuts.push({ start, text: text.slice(start, end) });
    start = end;
  };
  const markers = /(^\uFEFF?|\r\n|\n|\r)(---|\.\.\.)(?=[ \t\r\n]|$)/g;
  for (let found = markers.exec(text); found; found = markers.exec(text)) {
    const marker = found.index + (found[1]?.length ?? 0);
    if (found[2] === '...') {
      cutAt(endOfLine(text, marker));
    } else if (marker > start && hasContent(text.slice(start, marker))) {
      cutAt(marker);
    }
  }
  if (start < text.length || cuts.length === 0) {
    cutAt(text.length);
  }
  return cuts;
}

/** True when something other than blanks, comments and directives is there; a marker counts as content. */
function hasContent(text: string): boolean {
  return /(?:^|[\r\n])[ \t]*[^\s#%\uFEFF]/.test(text);
}

function endOfLine(text: string, from: number): number {
  const breaks = /\r\n|\n|\r/g;
  breaks.lastIndex = from;
  return breaks.exec(text) ? breaks.lastIndex : text.length;
}
