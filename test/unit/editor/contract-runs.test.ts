import assert from 'node:assert/strict';
import path from 'node:path';
import { MemoryFiles } from '../../memory-files';
import { NodeFiles } from '../../../src/runtime/files/node-files';
import { Runtime } from '../../../src/runtime/runtime';
import type { TestServer } from '../../../src/runtime/server/test-server';
import type { Plugin } from '../../../src/catalog/plugin';
import type { Check } from '../../../src/contract/contract';
import { resultLine } from '../../../src/contract/outcome-words';
import type * as contractRuns from '../../../src/editor/contract/contract-runs';
import type { ChosenChecks, RunReport } from '../../../src/editor/contract/contract-runs';
import type { Answerer } from '../../../src/platforms/exchange';
import type { Platform } from '../../../src/platforms/platform';
import { standInForEditor } from '../../editor-stand-in';
import { standIn, type StandInPlugin } from '../../stand-in/platform';

const folder = path.resolve('test/stand-in');

describe('contracts that are run in the editor', () => {
  const loaded = standInForEditor({});
  const files = new NodeFiles(() => [folder]);
  const runtime = new Runtime(path.resolve('dist'));
  let echo: StandInPlugin;
  let bundle: StandInPlugin;

  before(async () => {
    echo = (await standIn.finder!.read(path.join(folder, 'echo'), files))!;
    bundle = (await standIn.finder!.read(path.join(folder, 'package'), files))!;
  });
  afterEach(() => runtime.servers.of(echo).stop());
  after(() => runtime[Symbol.asyncDispose]());

  /** What {@link PluginServers} does, on real servers and without sessions of the editor. */
  class Servers {
    readonly asked: { debug: boolean }[] = [];
    program = 'node';

    serverOf(plugin: Plugin): TestServer {
      return runtime.servers.of(plugin);
    }

    stateOf(plugin: Plugin): TestServer['state'] {
      return this.serverOf(plugin).state;
    }

    async answerer(plugin: Plugin, options: { debug: boolean }, signal: AbortSignal): Promise<Answerer> {
      this.asked.push(options);
      const { http } = standIn.server!;
      const start = {
        recipe: { ...(await standIn.server!.recipe(echo, files)), program: this.program },
        environment: {},
      };
      const { state } = this.serverOf(plugin);
      const starting = this.serverOf(plugin).start(() => Promise.resolve(start as never), signal);
      const address = state.is === 'ready' ? state.address : await starting.catch(toldAlready);
      return { plugin, sides: [standIn.server!], caller: runtime.callers.to(address, { http }) };
    }

    stop(plugin: Plugin): Promise<void> {
      return this.serverOf(plugin).stop();
    }
  }

  /** A session shows why its start failed, and ends what waits for it. */
  function toldAlready(): never {
    throw new DOMException('The server failed.', 'AbortError');
  }

  class Told implements RunReport {
    readonly lines: string[] = [];
    onEnded: (check: string) => void = () => undefined;

    enqueued({ name }: Plugin, { id }: Check): void {
      this.lines.push(`enqueued ${name} ${id}`);
    }

    started(_plugin: Plugin, { id }: Check): void {
      this.lines.push(`started ${id}`);
    }

    ended({ name }: Plugin, result: Parameters<RunReport['ended']>[1]): void {
      assert.ok(result.milliseconds >= 0);
      this.lines.push(`${name} ${resultLine(result)}`);
      this.onEnded(result.check.id);
    }

    noted({ name }: Plugin, note: string): void {
      this.lines.push(`noted ${name} ${note}`);
    }

    errored({ name }: Plugin, { what }: Parameters<RunReport['errored']>[1]): void {
      this.lines.push(`errored ${name} ${what}`);
    }
  }

  const wanted = (plugin: Plugin, ...checks: string[]): ChosenChecks => ({ plugin, wanted: new Set(checks) });
  const running = (options: Partial<contractRuns.RunOptions> = {}): contractRuns.RunOptions => ({
    debug: false,
    signal: new AbortController().signal,
    ...options,
  });
  const runsOn = (
    servers: Servers,
    platform: Platform = standIn,
    makeLoading: contractRuns.MakeLoading = () => undefined,
  ): contractRuns.ContractRuns => {
    const { ContractRuns } = loaded('contract/contract-runs') as typeof contractRuns;
    return new ContractRuns(servers, new MemoryFiles({}), makeLoading, undefined, () => platform);
  };

  it('tell of each check when it waits, begins and ends, and leave no server behind', async () => {
    const told = new Told();
    await runsOn(new Servers()).run([wanted(bundle, 'is-named'), wanted(echo, 'says-much-more')], told, running());
    assert.deepEqual(told.lines, [
      'enqueued bundle is-named',
      'enqueued echo server-starts',
      'enqueued echo says-more',
      'enqueued echo says-much-more',
      'started is-named',
      'bundle passed  The plugin has a name',
      'started server-starts',
      'echo passed  The test server starts and says that it serves',
      'started says-more',
      'echo failed  It says more than it hears: It says no more.',
      'started says-much-more',
      'echo skipped It says much more: It says nothing while this does not hold: It says more than it hears.',
    ]);
    assert.equal(runtime.servers.of(echo).state.is, 'idle');
  });

  it('start no server for what the source alone tells', async () => {
    const servers = new Servers();
    await runsOn(servers).run([wanted(echo, 'is-named')], new Told(), running());
    assert.deepEqual(servers.asked, []);
  });

  it('start a server anew that runs the code as it was before a change, and leave it running', async () => {
    const servers = new Servers();
    await servers.answerer(echo, { debug: false }, new AbortController().signal);
    const { state } = runtime.servers.of(echo);
    const told = new Told();
    await runsOn(servers).run([wanted(echo, 'is-named')], told, running({ changed: true }));
    assert.equal(runtime.servers.of(echo).state, state, 'what the source alone tells asks no server');
    await runsOn(servers).run([wanted(echo, 'says-it')], told, running({ changed: true }));
    const now = runtime.servers.of(echo).state;
    assert.deepEqual([state.is, now.is], ['ready', 'ready']);
    assert.notEqual(now, state);
    assert.equal(told.lines.at(-1), 'echo passed  It says what it hears');
  });

  it('leave a server under the debugger as it is after a change, and say so', async () => {
    const servers = new Servers();
    await servers.answerer(echo, { debug: true }, new AbortController().signal);
    const { state } = runtime.servers.of(echo);
    servers.stateOf = () => ({ ...state, debugged: true }) as TestServer['state'];
    const told = new Told();
    await runsOn(servers).run([wanted(echo, 'server-starts')], told, running({ changed: true }));
    assert.equal(runtime.servers.of(echo).state, state);
    assert.ok(
      told.lines.includes(
        'noted echo Its server is under the debugger, and goes on with the code with which it was started.',
      ),
      told.lines.join('\n'),
    );
  });

  it('ask for a debugger where they are debugged', async () => {
    const servers = new Servers();
    await runsOn(servers).run([wanted(echo, 'says-it')], new Told(), running({ debug: true }));
    assert.deepEqual(servers.asked, [{ debug: true }]);
  });

  it('leave a server that ran before', async () => {
    const servers = new Servers();
    await servers.answerer(echo, { debug: false }, new AbortController().signal);
    const before = servers.stateOf(echo);
    assert.equal(before.is, 'ready');
    const told = new Told();
    await runsOn(servers).run([wanted(echo, 'says-it')], told, running());
    assert.equal(told.lines.at(-1), 'echo passed  It says what it hears');
    assert.equal(servers.stateOf(echo), before);
  });

  it('say why the server did not start, which its session has told too', async () => {
    const servers = new Servers();
    servers.program = 'no-such-program';
    const told = new Told();
    await runsOn(servers).run([wanted(echo, 'says-it')], told, running());
    assert.deepEqual(
      told.lines.filter((line) => line.startsWith('echo ')),
      [
        'echo failed  The test server starts and says that it serves: There is no program no-such-program on the PATH. The test server is started with it. Programs in the workspace do not count. Install no-such-program, or start the editor where it is on the PATH.',
        'echo passed  The plugin has a name',
        'echo skipped It says what it hears: It says nothing while this does not hold: The test server starts and says that it serves.',
      ],
    );
  });

  it('say no reason of an earlier start', async () => {
    const servers = new Servers();
    servers.program = 'no-such-program';
    const runs = runsOn(servers);
    await runs.run([wanted(echo, 'server-starts')], new Told(), running());
    assert.equal(servers.stateOf(echo).is, 'failed');
    servers.answerer = () => Promise.reject(new DOMException('The session did not start.', 'AbortError'));
    const told = new Told();
    await runs.run([wanted(echo, 'server-starts')], told, running());
    assert.equal(
      told.lines.at(-1),
      'echo failed  The test server starts and says that it serves: The session did not start.',
    );
  });

  it('are over when they are cancelled, with the server that they have started', async () => {
    const cancel = new AbortController();
    const told = new Told();
    told.onEnded = (check) => (check === 'server-starts' ? cancel.abort() : undefined);
    const runs = runsOn(new Servers());
    await runs.run([wanted(echo, 'says-it'), wanted(bundle, 'is-named')], told, running({ signal: cancel.signal }));
    assert.equal(told.lines.at(-1), 'echo passed  The test server starts and says that it serves');
    assert.equal(runtime.servers.of(echo).state.is, 'idle');
  });

  it('stop a server too that is only about to start when they are cancelled', async () => {
    const cancel = new AbortController();
    const servers = new Servers();
    const [answerer, stop] = [servers.answerer.bind(servers), servers.stop.bind(servers)];
    const { signal: never } = new AbortController();
    let begin: () => void = () => undefined;
    const stopped = new Promise<void>((resolve) => (begin = resolve));
    let begun: Promise<Answerer> | undefined;
    servers.answerer = (plugin, options) => {
      cancel.abort();
      begun = stopped.then(() => answerer(plugin, options, never));
      return begun;
    };
    servers.stop = async (plugin) => {
      await stop(plugin);
      begin();
    };
    await runsOn(servers).run([wanted(echo, 'says-it')], new Told(), running({ signal: cancel.signal }));
    await begun;
    assert.equal(servers.stateOf(echo).is, 'idle');
  });

  it('wait for each other, so that none stops the server that another asks', async () => {
    const runs = runsOn(new Servers());
    const told = new Told();
    await Promise.all([
      runs.run([wanted(echo, 'says-it')], told, running()),
      runs.run([wanted(echo, 'says-it')], told, running()),
    ]);
    const ends = told.lines.filter((line) => line.startsWith('echo ') || line.startsWith('started'));
    assert.equal(ends.length, 12);
    assert.deepEqual(ends.slice(0, 6), ends.slice(6));
    assert.equal(ends.at(-1), 'echo passed  It says what it hears');
  });

  it('tell of a run that breaks off as an error of it, and go on with the next plugin', async () => {
    const servers = new Servers();
    servers.stop = () => Promise.reject(new Error('The server cannot be stopped.'));
    const told = new Told();
    await runsOn(servers).run([wanted(echo, 'server-starts'), wanted(bundle, 'is-named')], told, running());
    assert.deepEqual(told.lines.slice(-3), [
      'errored echo The server cannot be stopped.',
      'started is-named',
      'bundle passed  The plugin has a name',
    ]);
  });
});
