import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { CredentialFiles } from '../../../src/runtime/secrets/credential-files';
import { Redactor } from '../../../src/runtime/secrets/redactor';
import { readEnvironmentFile } from '../../../src/runtime/secrets/environment-file';

describe('credentials in files', () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'credentials-'));
  });
  after(() => rm(folder, { recursive: true }));

  it('give the plugin the path, the request the fields, and the redactor what is secret in them', async () => {
    const file = path.join(folder, 'account.json');
    await writeFile(
      file,
      JSON.stringify({ type: 'service_account', private_key: 'MIIEvQIBADANBgkqhkiG', project_id: 'demo' }),
    );
    const redactor = new Redactor();
    const read = await new CredentialFiles(redactor).read({ GOOGLE_APPLICATION_CREDENTIALS: file });
    assert.deepEqual(read.paths, { GOOGLE_APPLICATION_CREDENTIALS: file });
    assert.equal(read.content['project_id'], 'demo');
    assert.equal(
      redactor.redact('key MIIEvQIBADANBgkqhkiG of service_account demo'),
      'key ••• of service_account demo',
    );
  });

  it('that are no JSON count by their path alone', async () => {
    const file = path.join(folder, 'token.txt');
    await writeFile(file, 'just text');
    assert.deepEqual((await new CredentialFiles().read({ TOKEN_FILE: file })).content, {});
  });

  it('that are missing are named with the variable', async () => {
    await assert.rejects(
      new CredentialFiles().read({ TOKEN_FILE: '/nowhere/x.json' }),
      /\/nowhere\/x\.json, which TOKEN_FILE names.*no such file/,
    );
  });

  it('of an environment file are read as NAME=value lines', async () => {
    const file = path.join(folder, '.env');
    await writeFile(file, '# comment\nA=1\nexport B="two words"\n\nC=\n');
    assert.deepEqual(await readEnvironmentFile(file, { within: [folder] }), { A: '1', B: 'two words', C: '' });
  });

  it('of an environment file that is not there are none', async () => {
    assert.equal(await readEnvironmentFile('/nowhere/.env', { within: [folder] }), undefined);
  });
});

describe('a credential file that a request names', () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'credentials-'));
  });
  after(() => rm(folder, { recursive: true }));

  it('gives its fields, from a path in the folder of the plugin, and is hidden from then on', async () => {
    await writeFile(path.join(folder, 'key.json'), '{"api_key": "s3cret-value-of-key"}');
    const redactor = new Redactor();
    const content = await new CredentialFiles(redactor).content('key.json', folder);
    assert.deepEqual(content, { api_key: 's3cret-value-of-key' });
    assert.equal(redactor.redact('x s3cret-value-of-key'), 'x •••');
  });

  it('is refused where it is not there, and where it has no fields', async () => {
    const files = new CredentialFiles();
    await assert.rejects(files.content('nothing.json', folder), /nothing\.json, which the request names/);
    await writeFile(path.join(folder, 'text.txt'), 'just text');
    await assert.rejects(files.content('text.txt', folder), /text\.txt, which the request names, has no fields/);
  });
});
