import assert from 'node:assert/strict';
import { mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Processes } from '../../../src/runtime/processes/processes';
import {
  bucketAt,
  readTree,
  Repository,
  serveFolder,
  serveS3,
  writeTree,
  type SourceServer,
} from '../../source-servers';

/** The command line as it is shipped; "npm test" builds it first. */
const program = path.resolve('dist/cli.js');

describe('plugin-workbench sync', () => {
  const processes = new Processes();
  let place: string;
  let web: SourceServer;
  let s3: SourceServer;

  beforeEach(async () => {
    place = await realpath(await mkdtemp(path.join(tmpdir(), 'command line sync ')));
    web = await serveFolder(place);
    s3 = await serveS3(path.join(place, 'served'));
    new Repository(path.join(place, 'team.git')).commit({
      'team/__init__.py': '',
      'team/a.py': 'a\n',
      'README.md': '',
    });
    await bucketAt(s3.address).put('lib/store/__init__.py', Buffer.from('s\n'), new AbortController().signal);
    await writeTree(place, { 'folder/local/__init__.py': 'l\n', 'sources.yaml': manifest() });
  });
  afterEach(async () => {
    await web[Symbol.asyncDispose]();
    await s3[Symbol.asyncDispose]();
    await rm(place, { recursive: true });
  });
  after(() => processes[Symbol.asyncDispose]());

  function manifest({ branch = 'main', more = '' } = {}): string {
    return `apiVersion: bksops/v1
sources:
  - name: team
    type: git
    details: {repo_address: "${web.address}/team.git", repo_raw_address: "${web.address}/raw", branch: ${branch}}
    packages: {team: {version: "1", modules: [team.a]}}
  - name: store
    type: s3
    details:
      service_address: ${s3.address}
      bucket: plugins
      source_dir: lib
      access_key: \${env:KEY}
      secret_key: \${env:KEY}
    packages: {store: {version: "1", modules: []}}
  - name: local
    type: fs
    details: {path: folder}
    packages: {local: {version: "1", modules: []}}
${more}`;
  }

  async function run(...words: string[]): Promise<{ code: number | null; out: string; err: string }> {
    const lines: Record<'stdout' | 'stderr', string[]> = { stdout: [], stderr: [] };
    const started = await processes.start(process.execPath, [program, 'sync', ...words], {
      cwd: place,
      env: { XDG_CACHE_HOME: path.join(place, 'kept'), KEY: 'S3RVER' },
      onLine: (line, stream) => lines[stream].push(line),
    });
    const { code } = await started.exited;
    return { code, out: lines.stdout.join('\n'), err: lines.stderr.join('\n') };
  }

  it('copies the sources of all three types, and says nothing new the second time', async () => {
    assert.deepEqual(await run('sources.yaml'), {
      code: 0,
      out: [
        'synced team: 3 files, 3 added',
        '  added README.md',
        '  added team/__init__.py',
        '  added team/a.py',
        'synced store: 1 file, 1 added',
        '  added store/__init__.py',
        'synced local: 1 file, 1 added',
        '  added local/__init__.py',
      ].join('\n'),
      err: [
        `team: asking ${web.address}/team.git for main`,
        'team: fetching main',
        'team: writing 3 files',
        `store: listing the bucket plugins at ${s3.address.slice('http://'.length)}`,
        'store: downloading 1 object',
        `local: looking at ${place}/folder`,
        'local: copying 1 file',
      ].join('\n'),
    });
    const { out } = await run('sources.yaml');
    assert.equal(out, 'unchanged team: 3 files\nunchanged store: 1 file\nunchanged local: 1 file');
  });

  it('fills a cache with the root packages, and says where the sync of SOPS would fail', async () => {
    await writeFile(
      path.join(place, 'sources.yaml'),
      manifest({ more: 'cache: {name: kept, type: fs, details: {path: cache}}\n' }),
    );
    const { code, out } = await run('sources.yaml');
    assert.equal(code, 0);
    assert.equal(
      out
        .split('\n')
        .filter((line) => !line.startsWith('  added'))
        .join('\n'),
      `synced team: 3 files, 3 added
  note: SOPS cannot sync this branch: it deletes the folder .idea of its clone and ends with FileNotFoundError, as no file in one is tracked.
synced store: 1 file, 1 added
  note: SOPS does not look at "source_dir" when it syncs: it copies the whole bucket.
synced local: 1 file, 1 added
  note: SOPS cannot sync a file system source: "FileSystem original source does not support to be cached".
synced cache kept: 4 files, 4 added
  note: SOPS fills a file system cache once at most, and not where its loader looks: a second sync ends with "Destination path … already exists".`,
    );
    const texts = await readTree(path.join(place, 'cache'));
    assert.deepEqual(
      Object.keys(texts).filter((name) => name.startsWith('.')),
      ['.plugin-workbench-cache.json'],
    );
    assert.deepEqual(
      { ...texts, '.plugin-workbench-cache.json': '' },
      {
        '.plugin-workbench-cache.json': '',
        'local/__init__.py': 'l\n',
        'store/__init__.py': 's\n',
        'team/__init__.py': '',
        'team/a.py': 'a\n',
      },
    );
  });

  it('tells a source that fails at its line, syncs the others, leaves the cache and exits with 1', async () => {
    await writeFile(
      path.join(place, 'sources.yaml'),
      manifest({ branch: 'mian', more: 'cache: {name: kept, type: fs, details: {path: cache}}\n' }),
    );
    const { code, out } = await run('sources.yaml', '--format', 'json');
    const { sources, cache } = JSON.parse(out) as {
      sources: Record<string, unknown>[];
      cache: Record<string, unknown>;
    };
    assert.equal(code, 1);
    assert.deepEqual(sources[0], {
      name: 'team',
      type: 'git',
      outcome: 'failed',
      ...{ files: 0, added: [], changed: [], removed: [] },
      message: `There is no branch "mian" in ${web.address}/team.git. Write "main", or push the branch.`,
      file: 'sources.yaml',
      line: 5,
      notes: [],
    });
    assert.deepEqual(
      [sources[1]?.['outcome'], sources[2]?.['outcome'], cache['outcome']],
      ['synced', 'synced', 'skipped'],
    );
    assert.equal(cache['message'], 'The cache stays as it is: team could not be synced.');
    assert.deepEqual(await readTree(path.join(place, 'cache')), {});
  });

  it('syncs the one source that is named', async () => {
    const { out } = await run('sources.yaml', '--source', 'local');
    assert.equal(out, 'synced local: 1 file, 1 added\n  added local/__init__.py');
    assert.deepEqual(await run('sources.yaml', '--source', 'other'), {
      code: 1,
      out: '',
      err: `No source is called "other". There are team, store, local.\n  at sources.yaml`,
    });
  });
});
