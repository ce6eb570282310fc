import assert from 'node:assert/strict';
import { sentence } from '../../../src/base/workbench-error';

const next = { title: 'Run it again' };

describe('a failure in one line', () => {
  it('has a stop between the words of others and ours', () => {
    assert.equal(
      sentence({ what: 'The server did not start.', why: "ModuleNotFoundError: No module named 'boto9'", next }),
      "The server did not start. ModuleNotFoundError: No module named 'boto9'. Run it again.",
    );
  });

  for (const why of ['It is gone.', 'Really?', 'He said "no."', '(It is gone.)', 'Two lines\nof it!', 'And so on …']) {
    it(`keeps the end mark that there is: ${JSON.stringify(why)}`, () => {
      assert.equal(sentence({ what: 'No.', why, next }), `No. ${why} Run it again.`);
    });
  }

  it('leaves the last words as they are', () => {
    assert.equal(sentence({ what: 'No.', why: 'It is gone' }), 'No. It is gone');
  });
});
