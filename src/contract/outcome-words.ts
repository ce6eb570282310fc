import type { Failure, FilePlace } from '../base/workbench-error';
import type { CheckResult, Outcome } from './contract';

/** What came of a check, as one line of text: its outcome, its title, and what {@link outcomeWords} says. */
export function resultLine({ check, outcome }: Pick<CheckResult, 'check' | 'outcome'>): string {
  const words = outcomeWords(outcome);
  return `${outcome.is.padEnd(7)} ${check.title}${words === undefined ? '' : `: ${words}`}`;
}

/** What there is to say of an outcome: why a check was skipped, or its failure with its place; undefined where it passed. */
export function outcomeWords(outcome: Outcome): string | undefined {
  switch (outcome.is) {
    case 'passed':
      return undefined;
    case 'skipped':
      return outcome.why;
    case 'warned':
    case 'failed': {
      const { failure } = outcome;
      return failure.where ? `${failureWords(failure)} (${inWords(failure.where)})` : failureWords(failure);
    }
  }
}

/** A failure where no button can say its next step. */
export function failureWords({ what, why, next }: Failure): string {
  return [what, why, next && `${next.title}.`].filter(Boolean).join(' ');
}

function inWords({ file, line }: FilePlace): string {
  return line === undefined ? file : `${file}:${line}`;
}
