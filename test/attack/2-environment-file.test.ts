import assert from 'node:assert/strict';
import { environmentLines, readEnvironmentFile } from '../../src/runtime/secrets/environment-file';
import { LINEAR, growth } from '../unit/growth';
import { TemporaryFolder } from './temporary-folder';

describe('a hostile environment file', function () {
  this.timeout(60_000);

  const folder = new TemporaryFolder();

  for (const line of ['a', "'", '=a', 'a b=1']) {
    it(`2.68 of hundreds of thousands of lines ${line} is read in a time that grows with it and no faster`, async () => {
      const grown = await growth(4000, async (lines) => {
        const file = await folder.write('.env', `${line}\n`.repeat(lines));
        await readEnvironmentFile(file, { within: 'anywhere', tell: () => undefined });
      });
      assert.ok(grown < LINEAR, `${grown} times as long`);
    });
  }

  it('2.69 has its first mistakes told, and how many more there are', async () => {
    const file = await folder.write('.env', `A=1\n${'a\n'.repeat(200_000)}B=2\n`);
    const told: string[] = [];
    const read = await readEnvironmentFile(file, { within: 'anywhere', tell: (note) => told.push(note) });
    assert.deepEqual(read, { A: '1', B: '2' });
    assert.equal(told.length, 21);
    assert.equal(told[19], `${file}: Line 21 is no NAME=VALUE: it counts for nothing.`);
    assert.equal(told[20], `${file}: 199980 more lines of that kind.`);
  });

  it('2.70 lets others go first after each of its lines', () => {
    const steps = environmentLines(`${'a\n'.repeat(1000)}A="${'\n'.repeat(1000)}"`);
    let count = 0;
    while (steps.next().done !== true) {
      count += 1;
    }
    assert.equal(count, 1001);
  });
});
