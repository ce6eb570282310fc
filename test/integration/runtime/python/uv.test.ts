import assert from 'node:assert/strict';
import { access, mkdir, mkdtemp, readdir, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Processes } from '../../../../src/runtime/processes/processes';
import { installVariables, installWords, type EnvironmentPlan } from '../../../../src/runtime/python/environment-plan';
import { EnvironmentSetup, type SetUpRequest } from '../../../../src/runtime/python/environment-setup';
import { PythonInterpreters } from '../../../../src/runtime/python/interpreters';
import { whileLong } from '../../../../src/runtime/python/long-run';
import { pipFailure } from '../../../../src/runtime/python/pip-failure';
import { PipOption } from '../../../../src/runtime/python/pip-option';
import { pipSettings } from '../../../../src/runtime/python/pip-settings';
import { Requirement } from '../../../../src/runtime/python/requirement';
import type { Run } from '../../../../src/runtime/python/run';
import { Uv } from '../../../../src/runtime/python/uv';
import { Redactor } from '../../../../src/runtime/secrets/redactor';

const plan = (lines: readonly string[], more: Partial<EnvironmentPlan> = {}): EnvironmentPlan => ({
  steps: [{ title: 'Small', requirements: lines.map((line) => Requirement.of(line)) }],
  constraints: [],
  preferences: [],
  requires: [],
  notes: [],
  ...more,
});

describe('what uv is told', () => {
  const step = (...options: (PipOption | undefined)[]) => ({
    title: 'a',
    requirements: [Requirement.of('six')],
    options: options.filter((option) => option !== undefined),
  });

  it('says the accepted options of pip in words of its own, and leaves out what it does anyhow', () => {
    const words = installWords(
      step(
        PipOption.flag('--pre'),
        PipOption.flag('--no-deps'),
        PipOption.flag('--prefer-binary'),
        PipOption.of('--no-binary', 'a,b'),
        PipOption.of('--config-settings', 'a=b'),
      ),
      [],
      'uv',
    );
    assert.deepEqual(
      [...words],
      ['--prerelease=allow', '--no-deps', '--no-binary=a', '--no-binary=b', '--config-setting=a=b', '--', 'six'],
    );
  });

  it('hands indexes over in the environment, the person’s beside the author’s', () => {
    const variables = installVariables(
      step(PipOption.of('--extra-index-url', 'https://author.example/simple')),
      'uv',
      pipSettings(
        [
          "global.index-url='https://mirror.example/simple'",
          "global.extra-index-url='https://one.example/\\nhttps://two.example/'",
          ":env:.cert='/ca.pem'",
        ],
        {},
      ),
    );
    assert.deepEqual(variables, {
      UV_DEFAULT_INDEX: 'https://mirror.example/simple',
      UV_INDEX: 'https://one.example/ https://two.example/ https://author.example/simple',
      SSL_CERT_FILE: '/ca.pem',
    });
  });

  it('has no password among its words, nor has pip', () => {
    const option = PipOption.of('--index-url', 'https://me:w%40rd@index.example/simple')!;
    assert.deepEqual(option.secrets, ['w%40rd', 'w@rd']);
    for (const installer of ['pip', 'uv'] as const) {
      assert.deepEqual(installWords(step(option), [], installer), ['--', 'six']);
      assert.ok(
        Object.values(installVariables(step(option), installer)).includes('https://me:w%40rd@index.example/simple'),
      );
    }
  });

  it('takes a variable of pip before its files, and what was said to uv itself before both', () => {
    const lines = ["global.index-url='https://file.example/'", ":env:.index-url='https://variable.example/'"];
    const told = (variables: Record<string, string>): unknown => pipSettings(lines, variables).map(({ word }) => word);
    assert.deepEqual(told({}), ['--index-url=https://variable.example/']);
    assert.deepEqual(told({ UV_INDEX_URL: 'https://uv.example/' }), []);
  });
});

describe('a failure of uv', () => {
  const cases: [title: string, output: string, what: RegExp, why: RegExp][] = [
    [
      'a version that does not exist',
      `error: No solution found when resolving dependencies
  cause: Because there is no version of six==99.0 and you require six==99.0, we can conclude that your requirements are unsatisfiable.`,
      /^There is no version six==99\.0/,
      /others/,
    ],
    [
      'a package that does not exist, as older ones draw it',
      `  × No solution found when resolving dependencies:
  ╰─▶ Because no-such was not found in the package registry and you require no-such, we can
      conclude that your requirements are unsatisfiable.`,
      /^There is no package no-such for this Python/,
      /no version/,
    ],
    [
      'versions that conflict',
      `error: No solution found when resolving dependencies
  cause: Because python-dateutil==2.8.2 depends on six>=1.5 and you require six<1.5, we can conclude that your requirements and python-dateutil==2.8.2 are incompatible.
         And because you require python-dateutil==2.8.2, we can conclude that your requirements are unsatisfiable.`,
      /^Could not install Small\.$/,
      /^Versions conflict: python-dateutil==2\.8\.2 depends on six>=1\.5 and the plugin requires six<1\.5; the plugin requires python-dateutil==2\.8\.2\.$/,
    ],
    [
      'another Python',
      `error: No solution found when resolving dependencies
  cause: Because the current Python version (3.11.2) does not satisfy Python>=3.12 and numpy==2.5.0 depends on Python>=3.12, we can conclude that numpy==2.5.0 cannot be used.`,
      /^numpy==2\.5\.0 does not run on Python 3\.11\.2\.$/,
      />=3\.12/,
    ],
    [
      'an index that cannot be reached',
      `error: Request failed after 3 retries in 10.5s
  cause: Failed to fetch: http://127.0.0.1:9/simple/six/
  cause: error sending request for url (http://127.0.0.1:9/simple/six/)
  cause: client error (Connect)
  cause: tcp connect error
  cause: Connection refused (os error 111)`,
      /^uv cannot reach the package index http:\/\/127\.0\.0\.1:9\/simple\.$/,
      /^Connection refused\.$/,
    ],
    [
      'a build that gives up',
      `  × Failed to build \`mysqlclient==2.1.0\`
  ├─▶ The build backend returned an error
      [stderr]
      /bin/sh: 1: mysql_config: not found
      OSError: mysql_config not found

hint: Build failures usually indicate a problem`,
      /^mysqlclient==2\.1\.0 could not be built\.$/,
      /^OSError: mysql_config not found$/,
    ],
  ];
  for (const [title, output, what, why] of cases) {
    it(`names one cause and one next step: ${title}`, () => {
      const failure = pipFailure({ title: 'Small', lines: output.split('\n'), python: '3.11.2' });
      assert.match(failure.what, what);
      assert.match(failure.why ?? '', why);
      assert.ok(failure.next);
    });
  }
});

describe('an installation that takes long', () => {
  it('says for how long and at what, until it ends', async () => {
    const heard: string[] = [];
    await whileLong(
      ({ at }) => heard.push(at),
      async (line) => {
        await until(() => heard.includes('choosing versions'));
        line('Resolved 3 packages in 12s');
        await until(() => heard.includes('installing'));
      },
      5,
    );
    assert.deepEqual([...new Set(heard)], ['choosing versions', 'installing']);
  });

  async function until(done: () => boolean): Promise<void> {
    while (!done()) {
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
});

describe('setting up an environment (with the real uv)', function () {
  this.timeout(240_000);
  let root: string;
  let folder: string;
  let tools: string;
  const shared = path.resolve('.test-env/tools');

  beforeEach(async () => {
    root = await realpath(await mkdtemp(path.join(tmpdir(), 'workbench uv ü ')));
    folder = path.join(root, 'plugin');
    tools = shared;
    await mkdir(folder);
  });
  afterEach(() => rm(root, { recursive: true, force: true }));

  /** Sets up with the uv in `tools`; the commands that were run are in the list. */
  async function setUp(request: Partial<SetUpRequest>, commands: string[] = []): ReturnType<EnvironmentSetup['setUp']> {
    const redactor = new Redactor();
    await using processes = new Processes(redactor);
    const run: Run = (command, args, options) => {
      commands.push([path.basename(command), ...args].join(' '));
      return processes.run(command, args, options);
    };
    const interpreters = new PythonInterpreters(run, () => [], withoutUv);
    const uv = new Uv(run, interpreters, tools);
    const setup = new EnvironmentSetup(run, interpreters, { uv, constraints: root, redactor });
    return await setup.setUp({ folder, plan: plan(['six']), ...request });
  }

  /** The PATH of the tests may have a uv, which is none of the workbench's. */
  function withoutUv(): string {
    return (process.env['PATH'] ?? '')
      .split(path.delimiter)
      .filter((each) => !each.includes('uv'))
      .join(path.delimiter);
  }

  it('makes one with pip in it, pip having installed nothing', async () => {
    const commands: string[] = [];
    const { environment, interpreter } = await setUp({}, commands);
    assert.equal(environment, 'made');
    assert.ok(commands.some((command) => /^uv pip install .* -- six$/.test(command)));
    assert.ok(!commands.some((command) => command.includes('-m pip install')));
    await access(path.join(path.dirname(interpreter), 'pip'));
  });

  it('asks the pip of the new environment for the person’s index where the machine’s Python has none', async () => {
    const commands: string[] = [];
    await using processes = new Processes();
    const run: Run = async (command, args, options) => {
      commands.push([path.relative(folder, command), ...args].join(' '));
      const { code, lines } = await processes.run(command, args, options);
      const isMachines = !command.startsWith(folder);
      return {
        code,
        lines: isMachines ? lines.map((line) => line.replace('"hasPip": true', '"hasPip": false')) : lines,
      };
    };
    const interpreters = new PythonInterpreters(run, () => [], withoutUv);
    const setup = new EnvironmentSetup(run, interpreters, { uv: new Uv(run, interpreters, tools) });
    await setup.setUp({ folder, plan: plan(['six']) });
    assert.ok(commands.includes('.venv/bin/python -I -m pip config list'));
    assert.ok(commands.some((command) => /uv pip install .* -- six$/.test(command)));
  });

  it('takes the known versions, but never of a package that the plugin itself asks for', async () => {
    await writeFile(path.join(root, 'pins.txt'), '# known\nsix==1.15.0\nidna==3.4\n');
    const pins = { file: 'pins.txt', except: ['six'] };
    await setUp({ plan: plan(['six>=1.16', 'idna'], { pins }) });
    assert.equal(await readFile(path.join(folder, '.venv/plugin-workbench-constraints.txt'), 'utf8'), 'idna==3.4\n');
  });

  it('gives the known versions up where the plugin’s own do not go with them, and says so', async () => {
    await writeFile(path.join(root, 'pins.txt'), 'six==1.4.0\n');
    const pins = { file: 'pins.txt', except: ['python-dateutil'] };
    const { notes, missing } = await setUp({
      plan: plan(['python-dateutil==2.8.2'], { pins, requires: ['six>=1.5'] }),
    });
    assert.deepEqual(missing, []);
    assert.match(notes[0] ?? '', /^Small does not go together with the versions that the workbench knows to work/);
  });

  it('gives scripts that a later set-up brings the place of the environment, not that of the copy they came in', async () => {
    await setUp({});
    assert.equal((await setUp({ plan: plan(['shortuuid==1.0.13', 'charset-normalizer']) })).environment, 'reused');
    assert.deepEqual(await readdir(folder), ['.venv']);
    const [first] = (await readFile(path.join(folder, '.venv/bin/normalizer'), 'utf8')).split('\n');
    assert.doesNotMatch(await readFile(path.join(folder, '.venv/bin/normalizer'), 'utf8'), /\.venv\.new/);
    assert.ok(first);
  });

  it('leaves a requirements file to pip that says what uv passes over', async () => {
    const file = path.join(root, 'r.txt');
    await writeFile(file, '--pre\nsix\n');
    const commands: string[] = [];
    await setUp({ plan: plan([], { steps: [{ title: 'r.txt', files: [file] }] }) }, commands);
    assert.ok(commands.some((command) => command.includes('-m pip install -r')));
  });

  it('goes on with pip where there is no uv to be had, and says why', async () => {
    tools = path.join(root, 'tools');
    await writeFile(path.join(root, 'tools'), 'a file in the way');
    const lines: string[] = [];
    const { environment } = await setUp({ onLine: (line) => lines.push(line) });
    assert.equal(environment, 'made');
    assert.ok(lines.some((line) => line.startsWith('pip installs, which takes longer: there is no uv. ')));
  });

  it('gets a uv of its own that is whole, however many look for one at once', async () => {
    tools = path.join(root, 'tools');
    await using processes = new Processes();
    const run: Run = processes.run.bind(processes);
    const interpreters = new PythonInterpreters(run, () => [], withoutUv);
    const python = (await interpreters.probe(path.resolve('.test-env/collector/bin/python')))!;
    const search = { folder, python };
    const found = await Promise.all([1, 2].map(() => new Uv(run, interpreters, tools).find(search)));
    assert.deepEqual(
      found,
      [1, 2].map(() => ({ program: path.join(tools, 'uv/bin/uv') })),
    );
    assert.deepEqual(await readdir(tools), ['uv']);
  });
});
