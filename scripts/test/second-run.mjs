// What two runs of the same tests say together: a race is told by its name, and does not lose a whole run.

/** @typedef {import('./results.mjs').Result} Result */

/** @param {readonly Result[]} results */
export function hasFailed(results) {
  return results.some(({ state }) => state === 'failed');
}

/**
 * The results of tests that were run once more, because some of them had failed. The second run decides: what fails in it
 * has failed, also where it passed before. What failed in the first run alone is `'unsteady'` and keeps what it said then,
 * a failed hook or a window that died included, which the second run knows nothing of.
 * @param {readonly Result[]} first
 * @param {readonly Result[]} second
 * @returns {Result[]}
 */
export function afterSecondRun(first, second) {
  /** @type {(found: Result) => boolean} */
  const failsAgain = ({ title }) => second.some((result) => result.state === 'failed' && result.title === title);
  const unsteady = first.filter((result) => result.state === 'failed' && !failsAgain(result));
  const titles = new Set(unsteady.map(({ title }) => title));
  return [
    ...second.filter(({ title }) => !titles.has(title)),
    ...unsteady.map((result) => ({ ...result, state: /** @type {const} */ ('unsteady') })),
  ];
}
