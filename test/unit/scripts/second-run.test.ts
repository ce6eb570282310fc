import assert from 'node:assert/strict';
import { summaryOf, type Result } from '../../../scripts/test/results.mjs';
import { afterSecondRun, hasFailed } from '../../../scripts/test/second-run.mjs';

/** Results written as a line each: `passed TITLE`, or `failed TITLE: what it says`. */
function results(...lines: string[]): Result[] {
  return lines.map((line) => {
    const [, state, title, error] = /^(\S+) ([^:]+)(?:: (.*))?$/.exec(line)!;
    return { state: state as Result['state'], title: title!, ...(error === undefined ? {} : { error }) };
  });
}

describe('tests that were run a second time', () => {
  it('are unsteady where they failed in the first run alone, with what they said then', () => {
    const first = results('passed a', 'failed b: Waited 30 s in vain.', 'failed c: no');
    const second = results('passed a', 'passed b', 'failed c: no again');
    assert.deepEqual(
      afterSecondRun(first, second),
      results('passed a', 'failed c: no again', 'unsteady b: Waited 30 s in vain.'),
    );
  });

  it('have failed where they fail in the second run, also when they had passed', () => {
    const found = afterSecondRun(results('passed a', 'failed b: no'), results('failed a: no', 'passed b'));
    assert.deepEqual(found, results('failed a: no', 'unsteady b: no'));
    assert.ok(hasFailed(found));
  });

  it('keep the failure of a hook or of a window, of which the second run knows nothing', () => {
    const first = results('passed a', 'failed "after each" hook for "a": no', 'failed ends within 300 seconds: closed');
    const found = afterSecondRun(first, results('passed a', 'passed b'));
    assert.deepEqual(
      found,
      results(
        'passed a',
        'passed b',
        'unsteady "after each" hook for "a": no',
        'unsteady ends within 300 seconds: closed',
      ),
    );
    assert.ok(!hasFailed(found));
  });

  it('are named above the count, which takes them for passed', () => {
    assert.equal(
      summaryOf(results('passed a', 'unsteady b: Waited 30 s in vain.', 'failed c: no')),
      ['needed a second run: b', '      Waited 30 s in vain.', '2 passed, 1 failed'].join('\n'),
    );
  });
});
