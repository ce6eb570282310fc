// How results of tests are shown: a line a group, and under it every failure in full.

/**
 * @typedef {object} Result
 * @property {string} title
 * @property {'passed' | 'failed'} state
 * @property {number} [milliseconds]
 * @property {string | undefined} [file]
 * @property {string | undefined} [error] what a failed one says
 */

/**
 * Shows a group of results.
 * @param {string} group
 * @param {readonly Result[]} results
 */
export function showResults(group, results) {
  const failed = results.filter(({ state }) => state === 'failed');
  const count = failed.length > 0 ? `${failed.length} of ${results.length} failed` : `${results.length} passed`;
  console.log(`${failed.length > 0 ? '✗' : '✓'} ${group}: ${count}`);
  for (const { title, error } of failed) {
    console.log(`\n  ✗ ${title}\n${indent(error ?? '')}\n`);
  }
}

/** @param {string} text */
function indent(text) {
  return text
    .trimEnd()
    .split('\n')
    .map((line) => `      ${line}`)
    .join('\n');
}
