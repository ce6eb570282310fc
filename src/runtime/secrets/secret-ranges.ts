import type { Steps } from '../../base/steps';
import type { Lookup, Range } from './known-secrets';
import { readings } from './readings';

/** What stands where a secret stood. */
export const HIDDEN = '•••';

/** What stands alone before the `@` of an address and is as long as this is a token, and nobody's name. */
const LONGEST_USER = 16;

/** Tells where secrets stand in a text; in no order, and perhaps over each other. See {@link readings} for `most`. */
export function* findSecrets(
  lookups: readonly Lookup[],
  text: string,
  { isKey, most }: { readonly isKey: boolean; readonly most?: number },
  tell: (range: Range, isEncoded: boolean) => void,
): Steps<void> {
  let last: Range = [0, 0];
  for (const reading of lookups.length === 0 ? [] : readings(text, most)) {
    for (const lookup of lookups) {
      lookup.find(reading, isKey, (range, isEncoded) => {
        // Many that are encoded together stand in one place.
        if (range[0] !== last[0] || range[1] !== last[1]) {
          last = range;
          tell(range, isEncoded ?? reading.text !== text);
        }
      });
      yield;
    }
  }
  passwordsIn(text).forEach((range) => tell(range, false));
}

/** An address may hold a password that nobody has told of: `//user:password@`, or a token alone, `//token@`. */
function passwordsIn(text: string): Range[] {
  return text.includes('://')
    ? [...text.matchAll(/(:\/\/(?:[^\s/?#@:"']*:)?)([^\s/?#@:"'][^\s/?#@"']*)@/g)].flatMap(
        ({ index, 1: before = '', 2: part = '' }) => {
          const start = index + before.length;
          return before.length > '://'.length || part.length >= LONGEST_USER
            ? [[start, start + part.length] as const]
            : [];
        },
      )
    : [];
}

/** The text with {@link HIDDEN} in place of the ranges, which may lie over each other. */
export function withoutRanges(text: string, ranges: readonly Range[]): string {
  if (ranges.length === 0) {
    return text;
  }
  let redacted = '';
  let done = 0;
  let open: [start: number, end: number] | undefined;
  const close = (): void => {
    if (open) {
      redacted += text.slice(done, open[0]) + HIDDEN;
      done = open[1];
    }
  };
  for (const [start, end] of [...ranges].sort((a, b) => a[0] - b[0])) {
    if (open && start <= open[1]) {
      open[1] = Math.max(open[1], end);
    } else {
      close();
      open = [start, end];
    }
  }
  close();
  return redacted + text.slice(done);
}
