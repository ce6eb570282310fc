/**
 * Foreign text on its way to a person: what has no shape of its own, or moves, colours, hides or reorders what stands
 * around it, is shown as text (`\u001b`), and so is the start of what a build service would take for a command.
 * It stands behind redaction, which has to see a text as it is.
 */

/**
 * Controls, line and paragraph separators, lone surrogates, and all that Unicode calls ignorable: marks that turn the
 * direction, zero-width characters, tags. A tab is left out, and so is what words are written with: a joiner in a script
 * that joins or between pictures, a variation selector behind what it varies.
 */
const UNSEEN = new RegExp(
  [
    String.raw`(?!\t)\p{Cc}|\p{Zl}|\p{Zp}|\p{Cs}|[\uFFF9-\uFFFB]`,
    String.raw`(?:(?!${joinerInAWord()}|${variationOfACharacter()})\p{Default_Ignorable_Code_Point})`,
  ].join('|'),
  'gu',
);

function joinerInAWord(): string {
  const joining = String.raw`(?![\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{Script=Common}])[\p{L}\p{M}]`;
  const picture = String.raw`[\p{Extended_Pictographic}\p{Emoji_Modifier}\uFE0F]`;
  return String.raw`(?<=${joining})[\u200C\u200D]|(?<=${picture})\u200D(?=\p{Extended_Pictographic})`;
}

function variationOfACharacter(): string {
  return String.raw`(?<=[\p{L}\p{M}\p{N}\p{P}\p{S}])(?<![\uFE00-\uFE0F])[\uFE00-\uFE0F]`;
}

/**
 * What build services read commands from: GitHub and those that follow it a line that begins with `::name::`, Azure
 * Pipelines (and GitHub's older form) `##vso[` or `##[` anywhere in a line, TeamCity `##teamcity[`.
 */
const COMMAND = /:(?<=^\s*:)(?=:.*::)|#(?=#(?:vso|teamcity)?\[)/gi;

/** One line of text in which everything is seen; a line break is shown as text as well. */
export function visible(text: string): string {
  return text.replace(UNSEEN, escaped).replace(COMMAND, escaped);
}

/**
 * The pieces of one line, each as {@link visible} shows it where it stands in the line: two harmless ones may be a command
 * together.
 */
export function visiblePieces(pieces: readonly string[]): string[] {
  const seen = pieces.map((piece) => piece.replace(UNSEEN, escaped));
  const commands = [...seen.join('').matchAll(COMMAND)].map(({ index }) => index);
  let start = 0;
  return seen.map((piece) => {
    const from = start;
    start += piece.length;
    const here = commands.filter((at) => at >= from && at < start);
    return here.reduceRight((text, at) => {
      const place = at - from;
      return `${text.slice(0, place)}${escaped(text.charAt(place))}${text.slice(place + 1)}`;
    }, piece);
  });
}

/** A text whose lines stay lines, each as {@link visible} shows it. */
export function visibleLines(text: string): string {
  return text.split(/\r?\n/).map(visible).join('\n');
}

/** A value as JSON in which nothing unseen is left, and no command of a build service: the same value, read again. */
export function visibleJson(value: unknown, space?: number): string {
  const written = JSON.stringify(value, undefined, space);
  return written
    .split('\n')
    .map((line) => line.replace(UNSEEN, escapedInJson).replace(COMMAND, escapedInJson))
    .join('\n');
}

function escaped(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  const digits = code.toString(16).padStart(4, '0');
  return code > 0xffff ? `\\u{${digits}}` : `\\u${digits}`;
}

/** JSON knows four digits only, so that what lies beyond is written as its two halves. */
function escapedInJson(character: string): string {
  return character
    .split('')
    .map((half) => escaped(half))
    .join('');
}
