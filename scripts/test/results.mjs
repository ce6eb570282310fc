// How results of tests are shown: a line a group, and under it every failure in full.
import path from 'node:path';
import { root } from '../commands.mjs';

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

/** So many files are named as those that took longest. */
const slowest = 12;

/**
 * The files of tests that took longest, as one line, with their seconds: what to look at where a run takes too long.
 * @param {readonly Result[]} results
 */
export function slowestOf(results) {
  /** @type {Map<string, number>} */
  const byFile = new Map();
  for (const { file, milliseconds = 0 } of results) {
    if (file) {
      byFile.set(file, (byFile.get(file) ?? 0) + milliseconds);
    }
  }
  const first = [...byFile].sort(([, one], [, other]) => other - one).slice(0, slowest);
  const told = first.map(
    ([file, milliseconds]) => `${path.relative(root, file)} ${(milliseconds / 1000).toFixed(0)} s`,
  );
  return `Longest in their tests: ${told.join(', ')}`;
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
