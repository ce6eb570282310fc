import { joined, stopped, type Failure, type FilePlace, type NextStep } from '../base/workbench-error';
import type { CheckResult, Outcome } from './contract';

/** What came of a check, as one line of text: its outcome, its title, and what {@link outcomeWords} says. */
export function resultLine(
  { check, outcome }: Pick<CheckResult, 'check' | 'outcome'>,
  stepWords = titleOf,
  placeWords = inWords,
): string {
  const words = outcomeWords(outcome, stepWords, placeWords);
  return `${outcome.is.padEnd(7)} ${check.title}${words === undefined ? '' : `: ${words}`}`;
}

/** What there is to say of an outcome: why a check was skipped, or its failure with its place; undefined where it passed. */
export function outcomeWords(outcome: Outcome, stepWords = titleOf, placeWords = inWords): string | undefined {
  switch (outcome.is) {
    case 'passed':
      return undefined;
    case 'skipped':
      return outcome.why;
    case 'warned':
    case 'failed': {
      const { failure } = outcome;
      const words = failureWords(failure, stepWords);
      return failure.where ? `${words} (${placeWords(failure.where)})` : words;
    }
  }
}

/**
 * A failure where no button can say its next step.
 * @param stepWords How the front end says a step; its title unless given.
 */
export function failureWords({ what, why, next }: Failure, stepWords = titleOf): string {
  return joined([what, why, next && stopped(stepWords(next))]);
}

function titleOf({ title }: NextStep): string {
  return title;
}

function inWords({ file, line }: FilePlace): string {
  return line === undefined ? file : `${file}:${line}`;
}
