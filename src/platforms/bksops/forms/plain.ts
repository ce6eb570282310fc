import type { Budget } from '../../../base/budget';
import type { TextRange } from '../../../manifest/parse/text-range';
import type { FormValue, Plain } from './form-value';

/** A value as JSON, or the reason why it is not known. */
export type PlainReading =
  | { readonly is: 'plain'; readonly value: Plain | undefined }
  | { readonly is: 'unknown'; readonly why: string; readonly range: TextRange };

/** Makes JSON of a value; what it is made of twice is counted twice. */
export function plainOf(value: FormValue, budget: Budget): PlainReading {
  try {
    return { is: 'plain', value: plain(value, budget) };
  } catch (error) {
    if (error instanceof NotPlain) {
      return { is: 'unknown', why: error.message, range: error.range };
    }
    throw error;
  }
}

class NotPlain extends Error {
  constructor(
    why: string,
    readonly range: TextRange,
  ) {
    super(why);
  }
}

const STEPS_A_VALUE = 5;

function plain(value: FormValue, budget: Budget): Plain | undefined {
  budget.spend(STEPS_A_VALUE);
  switch (value.is) {
    case 'primitive':
      return value.value;
    case 'array':
      return value.items.map((item) => plain(item, budget) ?? null);
    case 'object':
      return Object.fromEntries(
        [...value.entries].flatMap(([key, entry]) => {
          const inside = plain(entry.value, budget);
          return inside === undefined ? [] : [[key, inside]];
        }),
      );
    case 'regex':
      throw new NotPlain('it is a regular expression', value.range);
    case 'function':
      throw new NotPlain('it is a function', value.range);
    case 'unknown':
      throw new NotPlain(value.why, value.range);
  }
}
