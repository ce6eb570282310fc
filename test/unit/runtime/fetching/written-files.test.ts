import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { writeFiles } from '../../../../src/runtime/fetching/written-files';
import { readTree, writeTree } from '../../../source-servers';

const files = Array.from({ length: 30 }, (_, index) => ({ path: `team/${index}.py`, size: 1, tag: String(index) }));

describe('files that are written below a folder', () => {
  let into: string;
  beforeEach(async () => (into = await mkdtemp(path.join(tmpdir(), 'written '))));
  afterEach(() => rm(into, { recursive: true }));

  it('are all there, each with the digest of what it holds', async () => {
    const digests = await writeFiles(files, into, ({ tag }) => Promise.resolve(Buffer.from(tag)));
    assert.deepEqual(await readTree(into), Object.fromEntries(files.map(({ path: file, tag }) => [file, tag])));
    assert.equal(digests.get('team/7.py'), createHash('sha256').update('7').digest('hex'));
    assert.equal(digests.size, 30);
  });

  it('never replace one that is there', async () => {
    await writeTree(into, { 'team/7.py': 'mine' });
    await assert.rejects(
      writeFiles(files, into, () => Promise.resolve(Buffer.from('other'))),
      { code: 'EEXIST' },
    );
    assert.equal((await readTree(into))['team/7.py'], 'mine');
  });

  it('are asked for no more once one has failed, and the first failure is told', async () => {
    const asked: string[] = [];
    const work = writeFiles(files, into, ({ tag }) => {
      asked.push(tag);
      return Promise.reject(new Error(`no ${tag}`));
    });
    await assert.rejects(work, { message: 'no 0' });
    assert.deepEqual(asked, ['0', '1', '2', '3', '4', '5', '6', '7']);
  });
});
