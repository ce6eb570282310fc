/** Which sign tells a word from the one that was meant, where both look the same to a person; undefined where they do not. */
export function oddSign(word: string, meant: string): string | undefined {
  if (/^\s|\s$/u.test(word) && word.trim() === meant) {
    const edge = /^\s/u.test(word) ? 'beginning' : 'end';
    return `${nameOf(/^\s/u.test(word) ? word.charAt(0) : word.slice(-1))} at its ${edge}`;
  }
  const strange = Array.from(word).find((sign) => !meant.includes(sign) && isLookalike(sign));
  return strange === undefined ? undefined : nameOf(strange);
}

/** What asks whether a word was meant, or says by which sign nobody would see that it is another. */
export function meantWords(word: string, meant: string): string {
  const sign = oddSign(word, meant);
  return sign === undefined ? `did you mean "${meant}"?` : `it has ${sign}, and "${meant}" has not.`;
}

/** Blanks but the plain one, signs without an extent, and letters of other scripts and widths that look like Latin ones. */
function isLookalike(sign: string): boolean {
  return (
    (/[\s\p{Z}\p{Cf}]/u.test(sign) && sign !== ' ') || /[\p{Script=Cyrillic}\p{Script=Greek}\uFF01-\uFF5E]/u.test(sign)
  );
}

function nameOf(sign: string): string {
  const code = `U+${(sign.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
  if (sign === ' ') {
    return 'a blank';
  }
  if (sign === '\t') {
    return 'a tab';
  }
  if (sign === '\u00A0') {
    return 'a no-break space';
  }
  if (/\p{Z}/u.test(sign)) {
    return `the blank ${code}`;
  }
  if (/\p{Cf}/u.test(sign)) {
    return `the sign ${code}, which nobody sees`;
  }
  const script = /\p{Script=Cyrillic}/u.test(sign)
    ? 'Cyrillic'
    : /\p{Script=Greek}/u.test(sign)
      ? 'Greek'
      : 'full-width';
  return `the ${script} "${sign}"`;
}
