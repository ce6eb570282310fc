// How results of tests are shown: a line a group, and under it every failure in full.

/** Shows a group of results, each `{ title, state: 'passed' | 'failed', error? }`. */
export function showResults(group, results) {
  const failed = results.filter(({ state }) => state === 'failed');
  const count = failed.length > 0 ? `${failed.length} of ${results.length} failed` : `${results.length} passed`;
  console.log(`${failed.length > 0 ? '✗' : '✓'} ${group}: ${count}`);
  for (const { title, error } of failed) {
    console.log(`\n  ✗ ${title}\n${indent(error ?? '')}\n`);
  }
}

function indent(text) {
  return text
    .trimEnd()
    .split('\n')
    .map((line) => `      ${line}`)
    .join('\n');
}
