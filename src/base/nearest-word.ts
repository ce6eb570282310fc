/** The question whether a person meant the nearest known word; undefined when none is near enough. */
export function didYouMean(word: string, known: Iterable<string>): string | undefined {
  const near = nearestWord(word, known);
  return near === undefined ? undefined : `Did you mean "${near}"?`;
}

/** The known word that a person most likely meant; undefined when none is near enough to say so. */
export function nearestWord(word: string, known: Iterable<string>): string | undefined {
  const plain = plainly(word);
  let best: string | undefined;
  let bestDistance = Infinity;
  for (const candidate of known) {
    const other = plainly(candidate);
    const allowed = Math.max(1, Math.floor(Math.min(plain.length, other.length) / 3));
    if (Math.abs(plain.length - other.length) > allowed || candidate === word) {
      continue;
    }
    const distance = editDistance(plain, other);
    if (distance <= allowed && distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  // One letter of a two-letter word is half of it: a guess, not a correction.
  return bestDistance > 0 && plain.length < 3 ? undefined : best;
}

/** Case and separators are how people misremember a key, not how they mistype it: they cost nothing. */
function plainly(word: string): string {
  return word
    .slice(0, 80)
    .toLowerCase()
    .replace(/[-_\s]/g, '');
}

/** Letters to insert, delete, replace or swap with a neighbour. */
function editDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= b.length; column += 1) {
      const same = a[row - 1] === b[column - 1];
      const swapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      current[column] = Math.min(
        (last[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (last[column - 1] ?? 0) + (same ? 0 : 1),
        swapped ? (beforeLast[column - 2] ?? 0) + 1 : Infinity,
      );
    }
    beforeLast = last;
    last = current;
  }
  return last[b.length] ?? 0;
}
