import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { syncSources } from '../../../../src/platforms/bksops/sync/sync-sources';
import { GitCommand } from '../../../../src/runtime/fetching/git-command';
import { Processes } from '../../../../src/runtime/processes/processes';
import { Redactor } from '../../../../src/runtime/secrets/redactor';
import { restoreVariables } from '../../../variables';

const REPOSITORY = { repo_address: 'https://git.example.com/team.git', repo_raw_address: 'x', branch: 'main' };
const BUCKET = {
  service_address: 'https://s3.example.com',
  bucket: 'team',
  access_key: '${env:KEY}',
  secret_key: '${env:SECRET}',
};

describe('a sync that failed', () => {
  const processes = new Processes();
  const variables = { ...process.env };
  let folder: string;

  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'sync-failures-'));
    process.env['XDG_CACHE_HOME'] = folder;
  });
  after(async () => {
    restoreVariables(variables);
    await processes[Symbol.asyncDispose]();
    await rm(folder, { recursive: true });
  });

  /** The line of the manifest at which the failure of its one source stands, and the failure. */
  async function failureOf(
    type: string,
    details: Readonly<Record<string, string>>,
    known: Readonly<Record<string, string>> = {},
  ): Promise<string> {
    const lines = Object.entries(details).map(([key, value]) => `      ${key}: ${JSON.stringify(value)}`);
    const text = ['sources:', `  - name: team`, `    type: ${type}`, '    details:', ...lines, '    packages: {}', ''];
    const manifest = { file: path.join(folder, 'sources.yaml'), text: ['apiVersion: bksops/v1', ...text].join('\n') };
    const { sources } = await syncSources(manifest, {
      ...{ git: new GitCommand(processes), redactor: new Redactor(), signal: new AbortController().signal },
      variable: (name) => known[name],
      tell: () => undefined,
    });
    const failure = sources[0]?.failure;
    return `${manifest.text.split('\n')[(failure?.where?.line ?? 0) - 1]?.trim() ?? ''} <- ${failure?.what ?? ''}`;
  }

  it('stands at the address or the branch of a repository', async () => {
    assert.equal(
      await failureOf('git', { ...REPOSITORY, repo_address: 'ext::sh -c true' }),
      'repo_address: "ext::sh -c true" <- SOPS refuses this repository: an address with "::" names a transport helper.',
    );
    assert.equal(
      await failureOf('git', { ...REPOSITORY, branch: 'a..b' }),
      'branch: "a..b" <- "a..b" is no name of a branch.',
    );
  });

  it('stands at what a bucket is asked with', async () => {
    assert.equal(
      await failureOf('s3', BUCKET, { KEY: 'a' }),
      'secret_key: "${env:SECRET}" <- "secret_key" refers to SECRET, which has no value.',
    );
    const known = { KEY: 'a', SECRET: 'b' };
    assert.equal(
      await failureOf('s3', { ...BUCKET, bucket: 'a/b' }, known),
      'bucket: "a/b" <- "a/b" is no name of a bucket.',
    );
    assert.equal(
      await failureOf('s3', { ...BUCKET, service_address: 's3.example.com' }, known),
      'service_address: "s3.example.com" <- "s3.example.com" is no address of an S3 service.',
    );
  });

  it('stands at the path of a folder', async () => {
    assert.equal(
      await failureOf('fs', { path: './gone' }),
      `path: "./gone" <- ${folder}/gone is not there, or not any more.`,
    );
  });

  it('stands at the source where it tells no detail of it, or one that is not written', async () => {
    assert.equal(await failureOf('ftp', { path: '.' }), '- name: team <- "ftp" is no type of source.');
    assert.equal(await failureOf('fs', { paths: '.' }), '- name: team <- The source team tells no "path".');
  });
});
