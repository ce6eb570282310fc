import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { missingEnvironmentFile } from '../../../src/runtime/secrets/environment-file';

describe('an environment file that is not there', () => {
  let folder: string;
  let file: string;

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'plugin-'));
    file = path.join(folder, '.env');
  });
  afterEach(() => rm(folder, { recursive: true }));

  const said = (isNamed: boolean): Promise<string | undefined> =>
    missingEnvironmentFile(file, { within: [folder], isNamed });

  it('is missed where a person has named it', async () => {
    assert.equal(await said(true), `There is no environment file ${file}; the server starts without it.`);
  });

  it('is missed by nobody where a plugin has none and shows none', async () => {
    assert.equal(await said(false), undefined);
  });

  for (const isNamed of [true, false]) {
    it(`is made from the plugin's example where it has one${isNamed ? ', once named' : ''}`, async () => {
      await writeFile(path.join(folder, '.env.example'), '# KEY=\n');
      assert.equal(
        await said(isNamed),
        `There is no environment file ${file}; the server starts without it. Copy .env.example beside it, and fill in what it shows.`,
      );
    });
  }
});
