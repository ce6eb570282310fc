import assert from 'node:assert/strict';
import { cuts, flips, losses } from '../storage/damage';
import { StorageAttack, type Round } from '../storage/rounds';

const ROUNDS = 50;

describe('attack 1, at length: plugins that several processes write', () => {
  let attack: StorageAttack;

  before(async () => (attack = await StorageAttack.prepare()));
  after(() => attack[Symbol.asyncDispose]());

  const rounds: readonly Round[] = [
    { writers: 3, changes: 1000, kills: false },
    { writers: 10, changes: 300, kills: false },
    { writers: 3, changes: 1000, kills: true },
    { writers: 10, changes: 300, kills: true },
  ];
  for (const [index, round] of rounds.entries()) {
    const { writers, changes, kills } = round;
    const title = `${ROUNDS} rounds of ${writers} writers with ${changes} changes each${kills ? ', half of them killed' : ''}`;
    it(`1.${11 + index} nothing is lost and no damage reported in ${title}`, async () => {
      let all = 0;
      const wrong: string[] = [];
      for (let number = 0; number < ROUNDS; number++) {
        const end = await attack.round(round);
        all += end.kept;
        wrong.push(...end.wrong);
      }
      console.log(`      ${all} changes kept`);
      assert.deepEqual(wrong, []);
    });
  }

  it('1.15 every byte may have a flipped bit: no more than its record is lost, and told', async () => {
    assert.deepEqual(await losses(flips(1)), []);
  });

  it('1.16 a file may be cut off anywhere: no more than its record is lost, and told', async () => {
    assert.deepEqual(await losses(cuts(1)), []);
  });
});
