import assert from 'node:assert/strict';
import { finish, finishInTurns, type Steps } from '../../../src/base/steps';

/** Counts its parts, each of so many milliseconds. */
function* counting(parts: number, counted: { parts: number }, milliseconds = 0): Steps<string> {
  while (counted.parts < parts) {
    const end = performance.now() + milliseconds;
    while (performance.now() < end) {
      // Busy for as long.
    }
    counted.parts += 1;
    yield;
  }
  return 'done';
}

describe('work in parts', () => {
  const never = new AbortController().signal;

  it('can be done at once', () => {
    assert.equal(finish(counting(3, { parts: 0 })), 'done');
  });

  it('that fits in one turn is done before anything else runs', async () => {
    const counted = { parts: 0 };
    const done = finishInTurns(counting(3, counted), never, 1000);
    assert.equal(counted.parts, 3);
    assert.equal(await done, 'done');
  });

  it('lets the event loop run between its turns', async () => {
    let turns = 0;
    const count = (): void => {
      turns += 1;
      next = setImmediate(count);
    };
    let next = setImmediate(count);
    assert.equal(await finishInTurns(counting(10, { parts: 0 }, 2), never, 1), 'done');
    clearImmediate(next);
    assert.ok(turns > 1, `${turns} turns`);
  });

  it('is dropped where it stands when it is aborted', async () => {
    const counted = { parts: 0 };
    const controller = new AbortController();
    const done = finishInTurns(counting(1000, counted, 2), controller.signal, 1);
    setImmediate(() => controller.abort());
    assert.equal(await done, undefined);
    assert.ok(counted.parts < 1000);
  });

  it('fails as the work does', async () => {
    // eslint-disable-next-line require-yield
    const failing = function* (): Steps<void> {
      throw new Error('broken');
    };
    await assert.rejects(finishInTurns(failing(), never), /broken/);
  });
});
