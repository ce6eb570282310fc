import assert from 'node:assert/strict';
import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Processes } from '../../../src/runtime/processes/processes';
import { bucketAt, serveFolder, serveS3, writeTree } from '../../source-servers';
import { component, folderSource, manifestOf, sopsPython } from '../../sops-loader';

/** The command line as it is shipped; "npm test" builds it first. */
const program = path.resolve('dist/cli.js');
const IN = 'team/components/collections';
const MODULE = 'team.components.collections';
const OF_LOADER = /loader, from each source|silently replaces|is registered is what|stands in for a module/;

describe('the checks of a package on the command line', function () {
  this.timeout(60_000);
  const processes = new Processes();
  let place: string;

  beforeEach(async () => {
    place = await realpath(await mkdtemp(path.join(tmpdir(), 'package checks ')));
    await writeTree(place, {
      'team/__init__.py': '',
      'team/components/__init__.py': '',
      [`${IN}/__init__.py`]: '',
    });
  });
  afterEach(() => rm(place, { recursive: true }));
  after(() => processes[Symbol.asyncDispose]());

  async function cli(words: readonly string[], python = sopsPython()): Promise<{ code: number | null; out: string[] }> {
    const out: string[] = [];
    const started = await processes.start(process.execPath, [program, ...words], {
      cwd: place,
      env: { XDG_CACHE_HOME: path.join(place, 'cached'), PLUGIN_WORKBENCH_PYTHON: python, S3_ACCESS: 'S3RVER' },
      onLine: (line, stream) => stream === 'stdout' && out.push(line),
    });
    const { code } = await started.exited;
    return { code, out };
  }

  /** What the contract says that only loading tells. */
  async function asLoaded(files: Readonly<Record<string, string>>, python?: string): Promise<string[]> {
    await writeTree(place, files);
    return (await cli(['contract', 'team'], python)).out.filter((line) => OF_LOADER.test(line));
  }

  it('load it from its own folder where no manifest names it', async () => {
    assert.deepEqual(await asLoaded({ [`${IN}/a.py`]: component('a') }), [
      "passed  Every module is loaded by SOPS's own loader, from each source that carries it",
      'passed  No component silently replaces another one of the same sources',
      'passed  What is registered is what the source shows',
      'passed  Nothing stands in for a module, and nothing that it asks for is left undone',
    ]);
  });

  it('say at its line what a source does not load, and what it keeps from being loaded', async () => {
    const [whole] = await asLoaded({
      [`${IN}/a.py`]: component('a', { more: '\n\nlen(1)\n' }),
      [`${IN}/b.py`]: component('b'),
      'sources.yaml': manifestOf([folderSource([`${MODULE}.a`, `${MODULE}.b`])]),
    });
    assert.equal(
      whole,
      `failed  Every module is loaded by SOPS's own loader, from each source that carries it: "${MODULE}.a" does not load from local (fs): SOPS logs "TypeError: object of type 'int' has no len()" and loads no more of local. The module raised it while it was imported. Mend it in the module. "${MODULE}.b" does not load from local (fs): Skipped by SOPS, because ${MODULE}.a failed before it. It would load. (${IN}/a.py:17)`,
    );
  });

  it('load it from a repository and a bucket as these are, whatever the folder holds', async () => {
    const tree = (code: string): Record<string, string> => ({
      ...{ 'team/__init__.py': '', 'team/components/__init__.py': '', [`${IN}/__init__.py`]: '' },
      [`${IN}/a.py`]: code,
    });
    await using git = await serveFolder(path.join(place, 'served'));
    await using s3 = await serveS3(path.join(place, 'buckets'));
    const bucket = bucketAt(s3.address);
    const publish = async (code: string): Promise<void> => {
      for (const [key, text] of Object.entries(tree(code))) {
        await bucket.put(key, Buffer.from(text), new AbortController().signal);
      }
    };
    const packages = { team: { version: '1', modules: [`${MODULE}.a`] } };
    const keys = { access_key: '${env:S3_ACCESS}', secret_key: '${env:S3_ACCESS}' };
    await writeTree(path.join(place, 'served/raw/main'), tree(component('of_git')));
    await publish('raise OSError("no disk")\n');
    const files = {
      [`${IN}/a.py`]: component('here'),
      'code.yaml': manifestOf([
        { name: 'code', type: 'git', details: { repo_raw_address: `${git.address}/raw`, branch: 'main' }, packages },
      ]),
      'kept.yaml': manifestOf([
        { name: 'kept', type: 's3', details: { service_address: s3.address, bucket: 'plugins', ...keys }, packages },
      ]),
    };
    const [broken] = await asLoaded(files);
    assert.equal(
      broken,
      `failed  Every module is loaded by SOPS's own loader, from each source that carries it: "${MODULE}.a" does not load from kept (s3): SOPS logs "OSError: no disk" and loads no more of kept. The module raised it while it was imported. Mend it in the module. (${IN}/a.py:1)`,
    );
    await publish(component('of_s3'));
    const [whole, , unlike] = await asLoaded(files);
    assert.equal(whole, "passed  Every module is loaded by SOPS's own loader, from each source that carries it");
    assert.equal(
      unlike,
      `warned  What is registered is what the source shows: "here" in version "1.0.0" is written here and was not registered. The source code (git) may hold another state of the module. "of_git" in version "1.0.0" was registered from code, and the text of the module does not show it: its form and its inputs are not checked. "here" in version "1.0.0" is written here and was not registered. The source kept (s3) may hold another state of the module. "of_s3" in version "1.0.0" was registered from kept, and the text of the module does not show it: its form and its inputs are not checked. (${IN}/a.py:10)`,
    );
  });

  it('tell a missing __init__.py once, whatever shows it', async () => {
    const packages = { bare: { version: '1', modules: ['bare.lib.x', 'bare.lib.y'] } };
    await writeTree(place, {
      'bare/__init__.py': '',
      'bare/lib/x.py': 'from bare.lib import y\n',
      'bare/lib/y.py': 'WHO = 1\n',
      'sources.yaml': manifestOf([folderSource([], { packages })]),
    });
    const told =
      'bksops/no-init: The folder of "bare.lib" has no __init__.py: SOPS ends in KeyError: \'bare.lib\', and loads nothing that comes after this module.';
    assert.deepEqual((await cli(['check', '.'])).out, [
      `bare/lib/x.py:1:1: error ${told}`,
      '1 error, 0 warnings, 0 info in 1 manifest and 3 Python modules',
    ]);
    assert.equal((await cli(['check', 'bare/lib/y.py'])).out[0], `bare/lib/y.py:1:1: error ${told}`);
  });

  it('say which component replaces which, across sources', async () => {
    const other = { name: 'other', packages: { more: { version: '1', modules: ['more.a'] } } };
    const [, twins] = await asLoaded({
      [`${IN}/a.py`]: component('a'),
      'more/__init__.py': '',
      'more/a.py': component('a'),
      'sources.yaml': manifestOf([folderSource([`${MODULE}.a`]), folderSource([], other)]),
    });
    assert.equal(
      twins,
      `failed  No component silently replaces another one of the same sources: Its component "a" version 1.0.0 is silently replaced by that of more.a of other. (${IN}/a.py:1)`,
    );
  });

  it('say what is registered that the source does not show', async () => {
    const made = '\n\nfor each in ["made"]:\n    class Made(TheComponent):\n        code = each\n';
    const [, , written] = await asLoaded({ [`${IN}/a.py`]: component('a', { more: made }) });
    assert.match(
      written ?? '',
      /^warned {2}What is registered is what the source shows: "made" in version "1\.0\.0" was/,
    );
  });

  it('say "not loaded" where there is no Python for it', async () => {
    const lines = await asLoaded({ [`${IN}/a.py`]: component('a') }, path.join(place, 'no python'));
    assert.deepEqual(
      lines.map((line) => line.replace(/(Not loaded: ).*/, '$1…')),
      [
        "skipped Every module is loaded by SOPS's own loader, from each source that carries it: Not loaded: …",
        'skipped No component silently replaces another one of the same sources: Not loaded: …',
        'skipped What is registered is what the source shows: Not loaded: …',
        'skipped Nothing stands in for a module, and nothing that it asks for is left undone: Not loaded: …',
      ],
    );
  });

  it('are those of check, which counts the modules and reads no Python of nobody', async () => {
    await writeTree(place, {
      [`${IN}/a.py`]: `import urllib2\n${component('a')}`,
      'sources.yaml': manifestOf([folderSource([`${MODULE}.a`])]),
      'unrelated/a.py': 'import urllib2\n',
    });
    const { code, out } = await cli(['check']);
    assert.deepEqual(
      [code, ...out.filter((line) => line.includes('error'))],
      [
        1,
        `${IN}/a.py:1:8: error bksops/removed-name: Python 3 has no "urllib2" any more: SOPS ends loading with an ImportError.`,
        '1 error, 2 warnings, 0 info in 1 manifest and 4 Python modules',
      ],
    );
  });
});
