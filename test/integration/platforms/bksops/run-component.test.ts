import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  runComponent,
  type ComponentRun,
  type ComponentToRun,
  type RunOptions,
} from '../../../../src/platforms/bksops/load/run-component';
import { sourceTasks, type SourceTask } from '../../../../src/platforms/bksops/load/source-task';
import type { SupervisedWork } from '../../../../src/runtime/loading/supervised-work';
import { Processes } from '../../../../src/runtime/processes/processes';
import { DebuggerConnection, type DebugMessage } from '../../../../src/runtime/server/debugger-connection';
import { serveFolder, writeTree } from '../../../source-servers';
import { component, folderSource, manifestOf, sopsLoader } from '../../../sops-loader';

describe('a component that is run', function () {
  this.timeout(60_000);
  const processes = new Processes();
  let loader: SupervisedWork;
  let folder: string;

  before(() => {
    loader = sopsLoader(processes);
  });
  beforeEach(async () => {
    folder = await realpath(await mkdtemp(path.join(tmpdir(), 'run component ')));
  });
  afterEach(() => rm(folder, { recursive: true }));
  after(() => processes[Symbol.asyncDispose]());

  async function run(
    files: Readonly<Record<string, string>>,
    wanted: ComponentToRun,
    options: Partial<RunOptions> = {},
    source: object = folderSource(['team.a']),
  ): Promise<ComponentRun> {
    await writeTree(folder, { 'team/__init__.py': '', ...files });
    const manifest = { file: path.join(folder, 'sources.yaml'), text: manifestOf([source]) };
    const from = { from: 'origin', variable: () => undefined, redactor: processes.redactor } as const;
    const tasks = (await sourceTasks(manifest, from)) as SourceTask[];
    return runComponent(tasks, wanted, loader, { signal: new AbortController().signal, ...options });
  }

  /** A component with this body of `execute`, and more of its service below. */
  function doing(body: string, more = ''): string {
    return component('a', { service: more }).replace('        return True\n', `${body}\n`);
  }

  it('has its inputs, logs, sets outputs and is scheduled until it is finished', async () => {
    const body = `        self.logger.info("to %s", data.get_one_of_inputs("who"))
        print("printed")
        data.set_outputs("inputs", dict(data.inputs))
        return True`;
    const service = `
    __need_schedule__ = True
    interval = StaticIntervalGenerator(0)

    def schedule(self, data, parent_data, callback_data=None):
        count = data.get_one_of_outputs("count", 0) + 1
        data.set_outputs("count", count)
        if count == 3:
            self.finish_schedule()
        return True
`;
    assert.deepEqual(await run({ 'team/a.py': doing(body, service) }, { code: 'a', inputs: { who: 'team', n: 1 } }), {
      ...{ code: 'a', version: '1.0.0', result: true, schedules: 3 },
      inputs: { who: 'team', n: 1 },
      outputs: { inputs: { who: 'team', n: 1 }, count: 3 },
      log: ['INFO to team', 'printed'],
    });
  });

  it('has an empty value for each input that it tells, unless others are given', async () => {
    const service = `
    def inputs_format(self):
        return [self.InputItem(name=n, key=n, type=t) for n, t in (("s", "string"), ("i", "int"), ("b", "boolean"), ("l", "array"), ("o", "object"))]
`;
    const { inputs } = await run({ 'team/a.py': component('a', { service }) }, { code: 'a' });
    assert.deepEqual(inputs, { s: '', i: 0, b: false, l: [], o: {} });
  });

  it('fails with what it says of it, or with what it raises and where', async () => {
    const refuses = '        data.set_outputs("ex_data", "no such host")\n        return False';
    const refused = await run({ 'team/a.py': doing(refuses) }, { code: 'a' });
    assert.deepEqual([refused.result, refused.error], [false, { message: 'no such host', frames: [] }]);
    const raised = await run({ 'team/a.py': doing('        raise KeyError("host")') }, { code: 'a' });
    const file = path.join(folder, 'team/a.py');
    assert.deepEqual(raised.error, {
      message: "KeyError: 'host'",
      where: { file, line: 7 },
      frames: [{ file, line: 7, name: 'execute', own: true }],
    });
  });

  it('does not poll for ever', async () => {
    const polls = '\n    __need_schedule__ = True\n    interval = StaticIntervalGenerator(0)\n';
    const never = await run({ 'team/a.py': component('a', { service: polls }) }, { code: 'a' });
    assert.equal(
      never.error?.message,
      'It asks to be scheduled and has no "schedule" of its own: SOPS would poll it for ever. Write one that calls "finish_schedule".',
    );
    const own = `${polls}\n    def schedule(self, data, parent_data, callback_data=None):\n        return True\n`;
    const limits = { schedules: 4, seconds: 30 };
    const limited = await run({ 'team/a.py': component('a', { service: own }) }, { code: 'a' }, { limits });
    assert.deepEqual(
      [limited.schedules, limited.error?.message],
      [
        4,
        'It was not finished after 4 schedules, and was ended: "schedule" has to call "finish_schedule" or return False.',
      ],
    );
    const hangs = '        while True:\n            pass';
    const late = await run({ 'team/a.py': doing(hangs) }, { code: 'a' }, { limits: { schedules: 1, seconds: 1 } });
    assert.deepEqual([late.result, late.error?.message], [false, 'It did not end within 1 seconds, and was ended.']);
  });

  it('has no import hook, which SOPS takes away after loading', async () => {
    await using web = await serveFolder(folder);
    const source = {
      ...folderSource(['team.a'], { name: 'git', type: 'git' }),
      details: { repo_raw_address: `${web.address}/raw`, branch: 'main' },
    };
    const files = {
      'raw/main/team/__init__.py': '',
      'raw/main/team/a.py': doing('        import team.helper'),
      'raw/main/team/helper.py': '',
    };
    const { error } = await run(files, { code: 'a' }, {}, source);
    assert.equal(
      error?.message,
      `ModuleNotFoundError: No module named 'team.helper'. The import hook of SOPS is there while it loads and gone when a task runs: import "team.helper" at the top of the module.`,
    );
  });

  it('is found by its code and version, and what is near is named', async () => {
    const files = {
      'team/a.py': component('copy_files') + component('copy_files', { version: '2.0' }),
    };
    assert.equal((await run(files, { code: 'copy_files', version: '2.0' })).version, '2.0');
    await assert.rejects(run(files, { code: 'copy_files' }), {
      message: '"copy_files" has several versions. There are 1.0.0, 2.0.',
    });
    await assert.rejects(run(files, { code: 'copy_file' }), {
      message: 'There is no component "copy_file" in what was loaded. Did you mean "copy_files"?',
    });
  });

  it('stops at a breakpoint in the file of its source', async () => {
    const file = path.join(folder, 'team/a.py');
    const token = randomBytes(16).toString('hex');
    let tell: (place: string) => void = () => undefined;
    const stopped = new Promise<string>((resolve) => {
      tell = resolve;
    });
    const running = run(
      { 'team/a.py': doing('        data.set_outputs("reached", 1)\n        return True') },
      { code: 'a' },
      { debugger: { token, onListening: (port) => void attach(port, token, file, tell) } },
    );
    assert.equal(await stopped, `${file}:7`);
    const { result, outputs } = await running;
    assert.deepEqual([result, outputs], [true, { reached: 1 }]);
  });
});

/** Sets a breakpoint at line 7 of a file, tells where it stops first, and goes on. */
async function attach(port: number, token: string, file: string, stopped: (place: string) => void): Promise<void> {
  const connection = await DebuggerConnection.open(port, token);
  let count = 0;
  const send = (command: string, args: object = {}): void => {
    count += 1;
    connection.send({ seq: count, type: 'request', command, arguments: args });
  };
  connection.onMessage((message) => {
    const { event, command, body } = message as DebugMessage & Told;
    if (event === 'initialized') {
      send('setBreakpoints', { source: { path: file }, breakpoints: [{ line: 7 }] });
      send('configurationDone');
    } else if (event === 'stopped') {
      send('stackTrace', { threadId: body?.threadId });
    } else if (command === 'stackTrace') {
      const [frame] = body?.stackFrames ?? [];
      stopped(`${frame?.source.path}:${frame?.line}`);
      send('disconnect', { terminateDebuggee: false });
    }
  });
  send('initialize', { adapterID: 'test' });
  send('attach', { justMyCode: false });
}

interface Told {
  readonly event?: string;
  readonly command?: string;
  readonly body?: {
    readonly threadId?: number;
    readonly stackFrames?: readonly { readonly line: number; readonly source: { readonly path: string } }[];
  };
}
