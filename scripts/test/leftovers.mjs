// No test run may leave a process behind, whatever group or session it moved to.
import { canFindProcesses, end, markedProcesses, waitUntilGone } from '../host/processes.mjs';

/** The variable that marks every process of one test run; its value is the run's own. */
export const runMark = 'PLUGIN_WORKBENCH_TEST_RUN';

/** What a process may take to end by itself after the run, before it counts as left behind. */
const graceMilliseconds = 8_000;

/**
 * Looks for processes of a run that is over, and ends them: a result in a list, empty where processes cannot be found.
 * @param {string} mark
 * @returns {Promise<import('./results.mjs').Result[]>}
 */
export async function lookForLeftovers(mark) {
  if (!canFindProcesses) {
    return [];
  }
  const left = await waitUntilGone(() => markedProcesses(runMark, mark), graceMilliseconds);
  end(left);
  const title = 'leaves no process behind';
  if (left.length === 0) {
    return [{ title, state: 'passed', milliseconds: 0 }];
  }
  const lines = left.map(({ pid, command }) => `${pid}  ${command}`);
  return [{ title, state: 'failed', milliseconds: 0, error: lines.join('\n') }];
}
