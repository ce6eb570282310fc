import assert from 'node:assert/strict';
import { mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Readiness } from '../../../src/platforms/bksops/deploy/readiness';
import { Processes } from '../../../src/runtime/processes/processes';
import { component, folderSource, manifestOf, sopsPython } from '../../sops-loader';
import { serveS3, writeTree } from '../../source-servers';

/** The command line as it is shipped; "npm test" builds it first. */
const program = path.resolve('dist/cli.js');

/** A component about which nothing is to be said. */
const quiet = (code: string): string =>
  component(code, {
    service: `
    def inputs_format(self):
        return []

    def outputs_format(self):
        return []
`,
    more: `    embedded_form = True\n    form = """$.atoms.${code} = [];"""\n`,
  });

describe('plugin-workbench ready', function () {
  this.timeout(120_000);
  const processes = new Processes();
  let place: string;

  beforeEach(async () => {
    place = await realpath(await mkdtemp(path.join(tmpdir(), 'command line ready ')));
  });
  afterEach(() => rm(place, { recursive: true }));
  after(() => processes[Symbol.asyncDispose]());

  async function ready(
    words: readonly string[],
    variables: Readonly<Record<string, string>> = {},
  ): Promise<{ code: number | null; out: string; err: string }> {
    const lines: Record<'stdout' | 'stderr', string[]> = { stdout: [], stderr: [] };
    const started = await processes.start(process.execPath, [program, 'ready', 'sources.yaml', ...words], {
      cwd: place,
      env: { XDG_CACHE_HOME: path.join(place, 'kept'), PLUGIN_WORKBENCH_PYTHON: sopsPython(), ...variables },
      onLine: (line, stream) => lines[stream].push(line),
    });
    const { code } = await started.exited;
    return { code, out: lines.stdout.join('\n'), err: lines.stderr.join('\n') };
  }
  /** The moment and the Python are others at each run. */
  const still = (text: string): string =>
    text.replace(/\d{4}-\d\d-\d\d \d\d:\d\d UTC/g, 'NOW').replace(/Python 3\.11\.\d+/g, 'Python 3.11');

  it('ends with 1 and the reason while a module would not be loaded, and with 0 and what has changed when it is mended', async () => {
    await writeTree(place, {
      'team/__init__.py': '',
      'team/a.py': quiet('a'),
      'team/b.py': '\nraise OSError("no disk")\n',
      'sources.yaml': manifestOf([folderSource(['team.a', 'team.b'])]),
    });
    const broken = await ready([]);
    assert.equal(
      still(broken.out),
      `Not ready: 1 module would not be loaded.
NOW. 1 of 2 modules loaded with bamboo-pipeline 4.0.4 on Python 3.11.
What SOPS will show:
  A-Of a, a 1.0.0, form embedded, from local
What SOPS will not load:
  team.b: SOPS logs "OSError: no disk" and loads no more of local. The module raised it while it was imported. Mend it in the module.
    at team/b.py:2
    at sources.yaml:15`,
    );
    assert.equal(broken.code, 1);
    const json = await ready(['--format', 'json']);
    await writeFile(path.join(place, 'before.json'), json.out);
    await writeFile(path.join(place, 'team/b.py'), quiet('b'));
    const mended = await ready(['--against', 'before.json']);
    assert.equal(
      still(mended.out),
      `Ready.
NOW. 2 of 2 modules loaded with bamboo-pipeline 4.0.4 on Python 3.11.
What SOPS will show:
  A-Of a, a 1.0.0, form embedded, from local
  B-Of b, b 1.0.0, form embedded, from local
What has changed since NOW:
  New: component b 1.0.0 (B-Of b)
  Changed: source local (fs): changed team/b.py`,
    );
    assert.equal(mended.code, 0);
    assert.equal((await ready(['--against', 'sources.yaml'])).code, 1);
    assert.equal((await ready(['--against', 'nowhere.json'])).code, 2);
  });

  it('loads from the cache of the manifest, once that is filled', async () => {
    await using s3 = await serveS3(path.join(place, 'buckets'));
    const details = { service_address: s3.address, bucket: 'plugins', access_key: 'S3RVER', secret_key: '${env:KEY}' };
    await writeTree(place, {
      'team/__init__.py': '',
      'team/a.py': quiet('a'),
      'sources.yaml': manifestOf([folderSource(['team.a'])], { cache: { name: 'kept', type: 's3', details } }),
    });
    const { code, out } = await ready(['--format', 'json'], { KEY: 'S3RVER' });
    const { from, verdict, modules, problems } = JSON.parse(out) as Readiness;
    assert.deepEqual([from, modules], ['cache', { loaded: 1, refused: 0, untried: 0 }]);
    assert.deepEqual(
      problems.map(({ step, message }) => [step, message]),
      [['sync', 'SOPS cannot sync a file system source: "FileSystem original source does not support to be cached".']],
    );
    assert.deepEqual([code, verdict], [0, { is: 'warned', words: 'Ready, with 1 warning.' }]);
  });

  it('is not ready where nothing can load, however good the packages look', async () => {
    await writeTree(place, {
      'team/__init__.py': '',
      'team/a.py': quiet('a'),
      'sources.yaml': manifestOf([folderSource(['team.a'])]),
    });
    const { code, out } = await ready([], { PLUGIN_WORKBENCH_PYTHON: path.resolve('.test-env/collector/bin/python') });
    assert.match(out, /^Nothing was loaded: .* cannot load packages as SOPS does\. It has no bamboo-pipeline\./);
    assert.equal(code, 1);
  });
});
