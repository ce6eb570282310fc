import assert from 'node:assert/strict';
import { cuts, flips, losses } from './storage/damage';
import { StorageAttack, type RoundEnd } from './storage/rounds';

/** A few rounds of what `npm run test:attacks` does by the hundred. */
describe('attack 1: plugins that several processes write', () => {
  let attack: StorageAttack;

  before(async () => (attack = await StorageAttack.prepare()));
  after(() => attack[Symbol.asyncDispose]());

  async function rounds(count: number, round: Parameters<StorageAttack['round']>[0]): Promise<RoundEnd> {
    const ends: RoundEnd[] = [];
    for (let number = 0; number < count; number++) {
      ends.push(await attack.round(round));
    }
    return { kept: ends.reduce((sum, { kept }) => sum + kept, 0), wrong: ends.flatMap(({ wrong }) => wrong) };
  }

  it('1.01 three writers lose nothing and report no damage', async () => {
    const { kept, wrong } = await rounds(1, { writers: 3, changes: 300, kills: false });
    assert.deepEqual([kept, wrong], [900, []]);
  });

  it('1.02 ten writers lose nothing and report no damage', async () => {
    const { kept, wrong } = await rounds(1, { writers: 10, changes: 100, kills: false });
    assert.deepEqual([kept, wrong], [1000, []]);
  });

  it('1.03 three and ten writers, half of whom are killed, lose nothing that they were told is kept', async () => {
    const three = await rounds(2, { writers: 3, changes: 200, kills: true });
    const ten = await rounds(1, { writers: 10, changes: 60, kills: true });
    assert.deepEqual([three.wrong, ten.wrong], [[], []]);
  });

  it('1.05 a flipped bit loses no more than the record that it hits, which is told', async () => {
    assert.deepEqual(await losses(flips(9)), []);
  });

  it('1.06 a file that is cut off loses no more than its record, which is told', async () => {
    assert.deepEqual(await losses(cuts(9)), []);
  });

  if (process.platform !== 'win32') {
    it('1.20 a process out of descriptors refuses to read, and takes no record for damaged and no key for none', async () => {
      assert.deepEqual(await attack.fewDescriptors(), {
        none: {
          list: 'EMFILE',
          change: 'EMFILE',
          journal: 'EMFILE',
          key: 'EMFILE',
          disk: ['EMFILE', 'EMFILE'],
          query: ['none', 'Too many open files'],
        },
        withOne: 41,
        counted: 2,
        said: [],
        isKeySame: true,
        putAside: [],
      });
    });
  }

  if (process.platform === 'linux') {
    it('1.04 a full disk refuses changes and loses nothing, a damaged record beside it neither', async () => {
      assert.deepEqual(await attack.fullDisk(), {
        whileFull: 14,
        refused: ['ENOSPC'],
        after: 14,
        refusedAfter: [],
        said: [1, 1],
        left: [],
      });
    });
  }
});
