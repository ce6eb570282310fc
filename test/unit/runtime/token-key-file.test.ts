import assert from 'node:assert/strict';
import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Failure } from '../../../src/base/workbench-error';
import { tokenKeyIn } from '../../../src/runtime/secrets/token-key-file';

describe("a folder's token key", () => {
  let folder: string;
  let file: string;
  let told: string[];

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'token key '));
    file = path.join(folder, 'token-key');
    told = [];
  });
  afterEach(() => rm(folder, { recursive: true }));

  const tell = ({ what }: Failure): void => void told.push(what);
  const tokenNow = async (): Promise<string> => (await tokenKeyIn(folder, tell)).sign({});

  it('is the same at every start, in a file for its owner alone', async () => {
    assert.equal(await tokenNow(), await tokenNow());
    assert.deepEqual([(await stat(file)).mode & 0o777, told], [0o600, []]);
  });

  it('is the same for all that start at once', async () => {
    const tokens = await Promise.all(Array.from({ length: 20 }, tokenNow));
    assert.equal(new Set(tokens).size, 1);
  });

  it('is not in its tokens', async () => {
    assert.ok(!(await tokenNow()).includes((await readFile(file, 'utf8')).trim()));
  });

  for (const [what, said, spoil] of [
    ['is damaged', 'is no key', () => writeFile(file, 'c2hvcnQ')],
    ['others may read', 'may be read by others than its owner', () => chmod(file, 0o644)],
  ] as const) {
    it(`that ${what} is replaced, and that is told`, async () => {
      const before = await tokenNow();
      await spoil();
      const after = await tokenNow();
      assert.notEqual(after, before);
      assert.deepEqual([await tokenNow(), (await stat(file)).mode & 0o777], [after, 0o600]);
      assert.deepEqual(told, [`${file} ${said}.`]);
    });
  }
});
