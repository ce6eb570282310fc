import assert from 'node:assert/strict';
import { cp, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Processes } from '../../src/runtime/processes/processes';
import { git, readTree, Repository, serveFolder, serveS3, writeTree } from '../source-servers';
import { sopsPython } from '../sops-loader';

/** The command line as it is shipped; "npm test" builds it first. */
const program = path.resolve('dist/cli.js');
const examples = path.resolve('examples');
const sops = 'example-sops-plugins';

describe('the examples', function () {
  this.timeout(60_000);
  const processes = new Processes();
  let place: string;

  beforeEach(async () => {
    place = await realpath(await mkdtemp(path.join(tmpdir(), 'examples ')));
    // What working with them leaves there is none of theirs.
    const theirs = git(examples, ['ls-files', '-z', '--cached', '--others', '--exclude-standard']).split('\0');
    for (const file of theirs.filter((name) => name !== '')) {
      await cp(path.join(examples, file), path.join(place, 'examples', file));
    }
  });
  afterEach(() => rm(place, { recursive: true }));
  after(() => processes[Symbol.asyncDispose]());

  async function run(
    command: string,
    words: readonly string[],
    { cwd = place, more = {} }: { cwd?: string; more?: Readonly<Record<string, string>> } = {},
  ): Promise<string> {
    const printed: Record<'stdout' | 'stderr', string[]> = { stdout: [], stderr: [] };
    const started = await processes.start(command, words, {
      cwd,
      env: { XDG_CACHE_HOME: path.join(place, 'kept'), PLUGIN_WORKBENCH_PYTHON: sopsPython(), ...more },
      onLine: (line, stream) => printed[stream].push(line),
    });
    const { code } = await started.exited;
    assert.equal(code, 0, printed.stderr.join('\n'));
    return printed.stdout.join('\n');
  }

  it('are what the commands of their README write', async () => {
    git(place, ['init', '--quiet']);
    git(place, ['add', '.']);
    git(place, ['commit', '--quiet', '--message', 'As they are']);
    const readme = await readFile(path.join(place, 'examples/README.md'), 'utf8');
    const commands = /## Change it\n[^`]*(?:`[^`]+`[^`]*)*?```\n(.*?)```/s.exec(readme)?.[1];
    assert.ok(commands, 'the README has the commands');
    await run('sh', ['-ec', commands.replaceAll('node dist/cli.js', `"${process.execPath}" "${program}"`)]);
    git(place, ['add', '.']);
    assert.equal(git(place, ['status', '--porcelain']), '');
  });

  it('load from the folder, from git and from S3, whose bucket a sync has filled', async () => {
    const folder = path.join(place, 'examples', sops);
    const repository = new Repository(path.join(place, 'example.git'));
    const files = await readTree(folder);
    repository.commit(files);
    await writeTree(path.join(place, 'raw/main'), files);
    await using site = await serveFolder(place);
    await using bucket = await serveS3(path.join(place, 'bucket'));
    for (const manifest of ['sources-git.yaml', 'sources-s3.yaml']) {
      const text = await readFile(path.join(folder, manifest), 'utf8');
      const here = text
        .replaceAll('http://127.0.0.1:8000', site.address)
        .replaceAll('http://127.0.0.1:4568', bucket.address);
      await writeFile(path.join(folder, manifest), here);
    }
    const keys = { EXAMPLE_ACCESS_KEY: 'S3RVER', EXAMPLE_SECRET_KEY: 'S3RVER' };
    const workbench = (...words: string[]): Promise<string> =>
      run(process.execPath, [program, ...words], { cwd: folder, more: keys });
    await workbench('sync', 'sources-git.yaml');
    const loaded = `
  loaded example_plugins.components.collections.example_greet
    example_greet v1.0: Examples-Greet
  loaded example_plugins.components.collections.example_wait
    example_wait v1.0: Examples-Wait`;
    assert.equal(await workbench('load', 'sources.yaml'), `example_folder (fs)${loaded}`);
    assert.equal(await workbench('load', 'sources-git.yaml'), `example_git (git)${loaded}`);
    assert.equal(await workbench('load', 'sources-s3.yaml'), `example_s3 (s3)${loaded}`);
  });
});
