import assert from 'node:assert/strict';
import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { copyFolder } from '../../../src/runtime/fetching/local-copy';
import { Processes } from '../../../src/runtime/processes/processes';
import { serveFolder, writeTree } from '../../source-servers';
import { component, folderSource, manifestOf, sopsPython } from '../../sops-loader';

/** The command line as it is shipped; "npm test" builds it first. */
const program = path.resolve('dist/cli.js');

describe('plugin-workbench load and run', function () {
  this.timeout(60_000);
  const processes = new Processes();
  let place: string;

  beforeEach(async () => {
    place = await realpath(await mkdtemp(path.join(tmpdir(), 'command line load ')));
  });
  afterEach(() => rm(place, { recursive: true }));
  after(() => processes[Symbol.asyncDispose]());

  async function cli(
    words: readonly string[],
    variables: Readonly<Record<string, string>> = {},
  ): Promise<{ code: number | null; out: string; err: string }> {
    const lines: Record<'stdout' | 'stderr', string[]> = { stdout: [], stderr: [] };
    const started = await processes.start(process.execPath, [program, ...words], {
      cwd: place,
      env: { XDG_CACHE_HOME: path.join(place, 'kept'), PLUGIN_WORKBENCH_PYTHON: sopsPython(), ...variables },
      onLine: (line, stream) => lines[stream].push(line),
    });
    const { code } = await started.exited;
    return { code, out: lines.stdout.join('\n'), err: lines.stderr.join('\n') };
  }

  it('prints the fate of each module, and exits with 1 unless all are loaded', async () => {
    await writeTree(place, {
      'team/__init__.py': '',
      'team/a.py': component('a'),
      'team/b.py': '\nraise OSError("no disk")\n',
      'team/c.py': component('c'),
      'sources.yaml': manifestOf([folderSource(['team.a', 'team.b', 'team.c'])]),
      'whole.yaml': manifestOf([folderSource(['team.a'])]),
    });
    const { code, out, err } = await cli(['load', 'sources.yaml']);
    assert.equal(
      out,
      `local (fs)
  loaded team.a
    a 1.0.0: A-Of a
  failed team.b: SOPS logs "OSError: no disk" and loads no more of local. The module raised it while it was imported. Mend it in the module.
    at team/b.py:2
  skipped team.c: Skipped by SOPS, because team.b failed before it. It would load.
    at team/c.py
    c 1.0.0: C-Of c`,
    );
    assert.deepEqual(
      [code, err.replace(/Python 3.*/, 'Python 3')],
      [1, 'Loading with bamboo-pipeline 4.0.4 on Python 3'],
    );
    assert.equal((await cli(['load', 'whole.yaml'])).code, 0);
  });

  it('says while a component polls, and before it runs what is required and has no value', async () => {
    const service = `
    __need_schedule__ = True
    interval = StaticIntervalGenerator(0)

    def schedule(self, data, parent_data, callback_data=None):
        self.count = getattr(self, "count", 0) + 1
        if self.count == 6:
            self.finish_schedule()
        return True

    def inputs_format(self):
        return [self.InputItem(name="Who", key="who", type="string", required=True)]
`;
    await writeTree(place, {
      'team/__init__.py': '',
      'team/a.py': component('a', { service }),
      'sources.yaml': manifestOf([folderSource(['team.a'])]),
    });
    const empty = await cli(['run', 'sources.yaml', 'a']);
    assert.deepEqual(empty.err.replace(/Python 3.*/, 'Python 3').split('\n'), [
      'Required, and without a value here: who. Give them with --data.',
      'Loading with bamboo-pipeline 4.0.4 on Python 3',
      'Not finished yet: schedule 1 of up to 100, for up to 5 minutes.',
      'Not finished yet: schedule 2 of up to 100, for up to 5 minutes.',
      'Not finished yet: schedule 5 of up to 100, for up to 5 minutes.',
    ]);
    assert.equal(empty.out, 'succeeded a 1.0.0, scheduled 6 times');
    const given = await cli(['run', 'sources.yaml', 'a', '--data', '{"who": "me"}']);
    assert.doesNotMatch(given.err, /Required/);
  });

  it('says of a component that is not there where it stands, and why it was not registered', async () => {
    await writeTree(place, {
      'team/__init__.py': '',
      'team/good.py': component('good'),
      'team/broken.py': `${component('broken')}\nraise OSError("no disk")\n`,
      'team/later.py': component('later'),
      'team/apart.py': component('apart'),
      'sources.yaml': manifestOf([folderSource(['team.good', 'team.broken', 'team.later'])]),
    });
    const said = async (code: string): Promise<string> => {
      const { err } = await cli(['run', 'sources.yaml', code]);
      return err.split('\n').slice(1).join('\n').replaceAll(place, '…');
    };
    const absent = (code: string): string => `There is no component "${code}" in what was loaded.`;
    assert.equal(
      await said('apart'),
      `${absent('apart')} "apart" stands in apart.py, and no source of sources.yaml lists "team.apart". Add "team.apart" to the modules of the source.\n  at team/apart.py:10`,
    );
    assert.match(
      await said('latr'),
      /Did you mean "later"\? It stands in later\.py, of "team\.later": Skipped by SOPS, because team\.broken failed before it\. It would load\./,
    );
    assert.match(await said('goood'), /Did you mean "good"\? Of what was loaded/);
  });

  it('gives the same as JSON', async () => {
    await writeTree(place, {
      'team/__init__.py': '',
      'team/a.py': component('a'),
      'team/b.py': '1/0\n',
      'sources.yaml': manifestOf([folderSource(['team.a', 'team.b'])]),
    });
    const { out } = await cli(['load', 'sources.yaml', '--format', 'json']);
    const file = 'team/a.py';
    assert.deepEqual(JSON.parse(out), {
      sources: [
        {
          ...{ name: 'local', type: 'fs', from: 'origin' },
          modules: [
            {
              ...{ module: 'team.a', fate: 'loaded', file },
              components: [{ code: 'a', version: '1.0.0', name: 'Of a', group: 'A', embedded: false, file, line: 10 }],
            },
            {
              ...{ module: 'team.b', fate: 'failed', file: 'team/b.py', line: 1 },
              message:
                'SOPS logs "ZeroDivisionError: division by zero" and loads no more of local. The module raised it while it was imported. Mend it in the module.',
              frames: [{ file: 'team/b.py', line: 1, name: '<module>', own: true }],
              components: [],
            },
          ],
        },
      ],
    });
  });

  it('names the place of a failure in the copy of a Git source, where that is of the same state', async () => {
    await using web = await serveFolder(place);
    const text = '\n\nraise OSError("no disk")\n';
    const copy = path.join(place, 'kept/plugin-workbench/sources');
    const manifest = path.join(place, 'sources.yaml');
    const name = path.basename(copyFolder('bksops', manifest, 'git', 'git'));
    await writeTree(place, {
      'raw/main/team/__init__.py': '',
      'raw/main/team/a.py': text,
      'sources.yaml': manifestOf([
        {
          ...folderSource(['team.a'], { name: 'git', type: 'git' }),
          details: { repo_raw_address: `${web.address}/raw`, branch: 'main' },
        },
      ]),
    });
    const placeOf = async (): Promise<string | undefined> =>
      (await cli(['load', 'sources.yaml'])).out.split('\n').find((line) => line.startsWith('    at '));
    await writeTree(copy, { [`${name}/current/team/a.py`]: `# older\n${text}` });
    assert.match((await placeOf()) ?? '', /^ {4}at sources\.yaml:\d+$/);
    await writeTree(copy, { [`${name}/current/team/a.py`]: text });
    assert.equal(await placeOf(), `    at ${path.relative(place, copy)}/${name}/current/team/a.py:3`);
  });

  it('says what an interpreter lacks that cannot load, and loads nothing', async () => {
    await writeTree(place, { 'sources.yaml': manifestOf([folderSource(['team.a'])]) });
    const { code, out, err } = await cli(['load', 'sources.yaml'], {
      PLUGIN_WORKBENCH_PYTHON: path.resolve('.test-env/collector/bin/python'),
    });
    assert.deepEqual([code, out], [1, `local (fs)\n  not-tried team.a: Nothing was loaded.`]);
    assert.match(
      err,
      /cannot load packages as SOPS does\. It has no bamboo-pipeline\. Name one in PLUGIN_WORKBENCH_PYTHON\.$/,
    );
  });

  it('runs a component with the inputs that are given, and prints its outputs', async () => {
    const text = component('a').replace(
      '        return True',
      '        self.logger.info("running")\n        data.set_outputs("got", data.inputs["n"])\n        return data.inputs["n"] > 0',
    );
    await writeTree(place, {
      'team/__init__.py': '',
      'team/a.py': text,
      'inputs.json': '{"n": 0}',
      'sources.yaml': manifestOf([folderSource(['team.a'])]),
    });
    const json = await cli(['run', 'sources.yaml', 'a', '--data', '{"n": 2}', '--format', 'json']);
    assert.equal(json.code, 0);
    assert.deepEqual(JSON.parse(json.out), {
      ...{ code: 'a', version: '1.0.0', result: true },
      ...{ outputs: { got: 2 }, schedules: 0, log: ['INFO running'] },
    });
    const failed = await cli(['run', 'sources.yaml', 'a', '--data', '@inputs.json']);
    assert.deepEqual(
      [failed.code, failed.out],
      [1, 'failed a 1.0.0: It returned False and set no "ex_data".\n  got: 0'],
    );
  });

  it('runs a component without inputs with what its form sends and with what only its service tells', async () => {
    const text = component('a', {
      service: `
    def inputs_format(self):
        return [self.InputItem(name=each, key=each, type="string") for each in ("who", "more")]
`,
      more: `    embedded_form = True
    form = '$.atoms.a = [{tag_code: "who", type: "input", attrs: {name: "Who", default: "team"}}];'
`,
    }).replace(
      '        return True',
      '        data.set_outputs("got", dict(data.inputs))\n        return data.inputs.again == ""',
    );
    await writeTree(place, {
      'team/__init__.py': '',
      'team/a.py': text,
      'sources.yaml': manifestOf([folderSource(['team.a'])]),
    });
    const { code, out } = await cli(['run', 'sources.yaml', 'a', '--format', 'json']);
    assert.deepEqual(
      [code, (JSON.parse(out) as { outputs: object }).outputs],
      [0, { got: { who: 'team', more: '', again: '' } }],
    );
  });
});
