import { numberText } from '../base/number-text';
import type { Json } from '../base/json';
import type { FilePlace } from '../base/workbench-error';
import type { Outcome } from './contract';
import { sizeOf } from './size-of';

/** What breaks a promise: what came, what the platform makes of it, and what to do. */
export interface Fault {
  readonly what: string;
  readonly why: string;
  readonly next: string;
  /** Left out where the platform fails over it, or loses something; true where it is only odd. */
  readonly isOdd?: boolean;
  readonly expected?: string;
  /** The value at fault. */
  readonly actual?: Json | undefined;
}

/** By {@link sizeOf}; more is not compared by eye. */
const LONGEST_SHOWN = 200_000;
const MOST_NAMED = 100;

/** The outcome of a check that has found this, or nothing. */
export function outcomeOf(fault: Fault | undefined, at: FilePlace | undefined): Outcome {
  if (!fault) {
    return { is: 'passed' };
  }
  const { what, why, next, isOdd = false, expected, actual } = fault;
  return {
    is: isOdd ? 'warned' : 'failed',
    failure: { what, why, where: at, next: { title: next } },
    ...(expected !== undefined && { expected }),
    ...(actual !== undefined && { actual: shown(actual) }),
  };
}

/** An answer as a person compares it with another. */
export function shown(answer: Json | undefined): string {
  if (answer === undefined) {
    return 'No message.';
  }
  const isLong = sizeOf(answer, LONGEST_SHOWN) > LONGEST_SHOWN;
  return isLong ? 'A message too long to be shown.' : JSON.stringify(answer, undefined, 2);
}

/** The first of many names. */
export function listed(names: readonly string[], between: string): string {
  const more = names.length - MOST_NAMED;
  return names.slice(0, MOST_NAMED).join(between) + (more > 0 ? `${between}and ${numberText(more)} more` : '');
}
