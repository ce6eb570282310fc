import type { NextStep } from '../../base/workbench-error';
import type { ProcessExit } from '../processes/processes';

/** How a process ended that has said nothing. */
export function wordsOfEnd({ code, signal }: ProcessExit): string {
  return signal === null
    ? `It ended with exit code ${code ?? 'unknown'} and printed nothing.`
    : `It was ended by ${signal} and printed nothing.`;
}

/** Where to look for the cause, when a process that is to serve has ended without a word. */
export function afterSilence({ code, signal }: ProcessExit): NextStep {
  if (signal !== null) {
    return {
      title:
        signal === 'SIGKILL'
          ? 'See whether the machine has run out of memory, or who else ends processes'
          : 'Look for a library of compiled code that crashes while it is loaded',
    };
  }
  return {
    title:
      code === 0
        ? 'See that what is run at the start goes on to serve: it ended as if all were done'
        : 'Look for an exit in what is run at the start, with a breakpoint there for instance',
  };
}
