import { numberText } from '../../base/number-text';
import type { RuleRemark } from '../../manifest/rule';

/** So many mistakes of one kind in one text are enough to see what is wrong with it. */
const MOST_SHOWN = 20;

/**
 * The remarks on what is found in one text. Of many alike the first are shown, and the last of these says how many more
 * there are: each place has to be looked for, and a text may have a hundred thousand.
 */
export function* firstOfMany<T>(found: Iterable<T>, remarkOn: (each: T) => RuleRemark): Generator<RuleRemark> {
  let held: RuleRemark | undefined;
  let count = 0;
  for (const each of found) {
    count += 1;
    if (count <= MOST_SHOWN) {
      yield* held ? [held] : [];
      held = remarkOn(each);
    }
  }
  const more = count - MOST_SHOWN;
  yield* held
    ? [more > 0 ? { ...held, message: `${held.message} And ${numberText(more)} more in this text.` } : held]
    : [];
}
