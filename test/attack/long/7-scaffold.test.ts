import assert from 'node:assert/strict';
import { killedRounds } from '../scaffold-rounds';

describe('7 half-written scaffolds, many rounds', function () {
  this.timeout(30 * 60_000);

  it('7.90 an overwriting that is killed at 240 moments is all old or all new after the next run', async () => {
    const { before, after, mended } = await killedRounds(240, 90);
    console.log(`      ${before} as before, ${after} written, ${mended} with something left behind`);
    assert.ok(before > 0 && after > 0 && mended > 0, 'the moments are spread over the whole writing');
  });

  it('7.91 an addition with edits that is killed at 240 moments is all old or all new after the next run', async () => {
    const { before, after, mended } = await killedRounds(240, 91, 'add');
    console.log(`      ${before} as before, ${after} written, ${mended} with something left behind`);
    assert.ok(before > 0 && after > 0 && mended > 0, 'the moments are spread over the whole writing');
  });
});
