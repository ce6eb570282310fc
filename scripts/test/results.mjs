// How results of tests are shown: a line a group, and under it every failure in full.

/**
 * @typedef {object} Result
 * @property {string} title
 * @property {'passed' | 'failed' | 'unsteady'} state `'unsteady'`: it failed at first, and not in a second run
 * @property {number} [milliseconds]
 * @property {string | undefined} [file]
 * @property {string | undefined} [error] what a failed one says, or said at first
 */

/**
 * Shows a group of results.
 * @param {string} group
 * @param {readonly Result[]} results
 */
export function showResults(group, results) {
  const { passed, failed, unsteady } = byState(results);
  const again = unsteady.length > 0 ? `, ${unsteady.length} needed a second run` : '';
  const count = failed.length > 0 ? `${failed.length} of ${results.length} failed` : `${passed.length} passed`;
  console.log(`${failed.length > 0 ? '✗' : '✓'} ${group}: ${count}${again}`);
  for (const { title, error } of failed) {
    console.log(`\n  ✗ ${title}\n${indent(error ?? '')}\n`);
  }
}

/**
 * The end of a run, as lines: what needed a second run and what it said at first, and last of all the count. What passed
 * in its second run has passed.
 * @param {readonly Result[]} results
 */
export function summaryOf(results) {
  const { passed, failed, unsteady } = byState(results);
  return [
    ...unsteady.map(({ title, error }) => `needed a second run: ${title}\n${indent(error ?? '')}`),
    `${passed.length + unsteady.length} passed, ${failed.length} failed`,
  ].join('\n');
}

/** @param {readonly Result[]} results */
function byState(results) {
  /** @param {Result['state']} wanted */
  const those = (wanted) => results.filter(({ state }) => state === wanted);
  return { passed: those('passed'), failed: those('failed'), unsteady: those('unsteady') };
}

/** @param {string} text */
function indent(text) {
  return text
    .trimEnd()
    .split('\n')
    .map((line) => `      ${line}`)
    .join('\n');
}
