import type { Files } from '../../../base/files';
import { join } from '../../../base/paths';
import { WorkbenchError } from '../../../base/workbench-error';
import type { Probe } from '../../../runtime/python/probe';
import type { CloudCalls } from '../../../runtime/recording/cloud-call';
import type { Runtime } from '../../../runtime/runtime';
import { readEnvironmentFile } from '../../../runtime/secrets/environment-file';
import type { TestServer } from '../../../runtime/server/test-server';
import {
  idOf,
  wantedOf,
  type PluginTest,
  type PluginTestClass,
  type TestListener,
  type TestRunner,
  type TestRunOptions,
  type WantedTest,
} from '../../../runtime/testing/plugin-tests';
import { runUnittests } from '../../../runtime/testing/run-unittests';
import type { SupervisedWork } from '../../../runtime/loading/supervised-work';
import type { LoaderSearch } from '../../platform';
import { launchRecipe } from '../launch';
import type { SpaceonePlugin } from '../plugin-finder';
import { tests } from './plugin-tests';
import { testPlaces, type TestPlace } from './test-places';
import { readTesterConfig } from './tester-config';

/** The Python file that runs tests. */
const WORKER = 'spaceone_tests.py';

/**
 * What runs the tests of a plugin, on its own Python: each file in the folder and with the paths that it needs, and with
 * the plugin's server where it calls that.
 * @throws WorkbenchError when the plugin has no Python
 */
export async function pluginTestRunner(
  runtime: Runtime,
  plugin: SpaceonePlugin,
  files: Files,
  { chosen, signal, cloud }: LoaderSearch,
): Promise<TestRunner> {
  const interpreter = await runtime.python.forPlugin(plugin.folder, chosen);
  const python = await runtime.python.probe(interpreter, { distributions: ['spaceone-core'] }, signal);
  if (!python) {
    throw new WorkbenchError({
      what: `${interpreter} is no Python that works.`,
      why: 'It did not answer when it was asked for its version.',
      next: { title: 'Choose an interpreter', intent: { is: 'choose an interpreter', folder: plugin.folder } },
    });
  }
  const places = await testPlaces(plugin, files);
  const classes = await tests.find(plugin, files);
  return new PluginTestRunner(
    runtime,
    plugin,
    files,
    python,
    new Map(places.map((place) => [place.module, place])),
    new Map(classes.map((each) => [each.id, each])),
    cloud,
  );
}

/** What tests need that run together. */
type TestGroup = TestPlace & Pick<PluginTestClass, 'by'>;

class PluginTestRunner implements TestRunner {
  readonly about: string;
  private readonly work: SupervisedWork;
  /** The server that was started for the tests; one that ran before stays with whoever started it. */
  private started: TestServer | undefined;
  /** The way to the cloud of all tests and of their server; undefined until the first one goes it. */
  private way: Promise<CloudCalls> | undefined;

  constructor(
    private readonly runtime: Runtime,
    private readonly plugin: SpaceonePlugin,
    private readonly files: Files,
    private readonly python: Probe,
    private readonly places: ReadonlyMap<string, TestPlace>,
    /** By their ids. */
    private readonly classes: ReadonlyMap<string, PluginTestClass>,
    private readonly cloud: LoaderSearch['cloud'],
  ) {
    const { interpreter, version, distributions } = python;
    const core = distributions['spaceone-core'];
    this.about = `${core === undefined ? '' : `spaceone-core ${core} on `}Python ${version}`;
    // From 3.11 on, the folder of the worker can be kept off the path.
    const isNew = !/^3\.(?:8|9|10)\./.test(version);
    this.work = runtime.supervised(interpreter, WORKER, ['-B', ...(isNew ? ['-P'] : [])]);
  }

  async run(wanted: readonly WantedTest[], listener: TestListener, options: TestRunOptions): Promise<void> {
    for (const [place, group] of this.groupsOf(wanted)) {
      await this.runAt(place, group, listener, options);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.work[Symbol.asyncDispose]();
    await this.started?.stop();
    const way = await this.way?.catch(() => undefined);
    await way?.[Symbol.asyncDispose]();
  }

  /** Tests of files that need the same, each with the place of one of them. */
  private groupsOf(wanted: readonly WantedTest[]): Iterable<readonly [TestGroup, readonly WantedTest[]]> {
    const groups = new Map<string, [TestGroup, WantedTest[]]>();
    for (const each of wanted) {
      const place = this.places.get(each.module);
      const [first = '', ...more] = each.name.split('.');
      const found = this.classes.get(idOf({ ...each, name: first })) ?? this.classes.get(each.module);
      if (place && found) {
        const needs = [place.top, place.folder, place.config, found.by].join('\n');
        const group = groups.get(needs) ?? [{ ...place, by: found.by }, []];
        groups.set(needs, group);
        // pytest would take the whole file for the tests that stand in no class.
        const isWhole = found.inModule === '' && first === '' && more.length === 0;
        group[1].push(...(isWhole ? found.tests.map(({ name }) => wantedOf(found, name)) : [each]));
      }
    }
    return groups.values();
  }

  private async runAt(
    place: TestGroup,
    group: readonly WantedTest[],
    listener: TestListener,
    options: TestRunOptions,
  ): Promise<void> {
    const { folder, sourceRoot } = this.plugin;
    const variables = await this.variables(options.signal);
    this.runtime.redactor.hideVariables(variables);
    const task = {
      folder: place.folder,
      own: folder,
      paths: [...new Set([place.top, sourceRoot, folder])],
      variables,
      by: place.by,
      config: await this.configFor(place, options.signal),
    };
    const names = new Map<string, string>();
    const imported = group.map(({ module, name }) => {
      const { imported: its, file } = this.places.get(module) ?? place;
      names.set(its, module);
      return { module: its, name, file };
    });
    await runUnittests(this.work, task, imported, new NamedTests(listener, names), options);
  }

  /** What spaceone-tester is to read: the plugin's own file, with the port of its server in it. */
  private async configFor({ config }: TestPlace, signal: AbortSignal): Promise<string | undefined> {
    const text = config === undefined ? undefined : await this.files.read(config);
    const read = text === undefined ? undefined : readTesterConfig(text);
    return read?.port === undefined ? undefined : read.withPort(await this.port(signal));
  }

  /** The port of the plugin's server, which is started when it does not run. */
  private async port(signal: AbortSignal): Promise<number> {
    const server = this.runtime.servers.of(this.plugin);
    const state = await settled(server, signal);
    if (state.is === 'ready' && this.cloud && this.started !== server) {
      throw new WorkbenchError({
        what: 'The test server that runs reaches its cloud by itself.',
        why: 'These tests are to have one whose calls are recorded or replayed.',
        next: { title: 'Stop the test server, and run the tests again' },
      });
    }
    const address = state.is === 'ready' ? state.address : await this.start(server, signal);
    return Number(address.slice(address.lastIndexOf(':') + 1));
  }

  private async start(server: TestServer, signal: AbortSignal): Promise<string> {
    const { interpreter } = this.python;
    this.started = server;
    return server.start(
      async () => ({ recipe: launchRecipe(this.plugin), interpreter, environment: await this.variables(signal) }),
      signal,
    );
  }

  /** Those of the plugin's own `.env`, which its server and its tests have alike. */
  private async variables(signal: AbortSignal): Promise<Readonly<Record<string, string>>> {
    const { folder } = this.plugin;
    const own = (await readEnvironmentFile(join(folder, '.env'), { within: [folder], signal })) ?? {};
    const { interpreter } = this.python;
    this.way ??= this.cloud?.({ folder, variables: own, interpreter });
    return { ...own, ...(await this.way)?.variables };
  }
}

/** What a server is once it neither starts nor stops any more. */
function settled(server: TestServer, signal: AbortSignal): Promise<TestServer['state']> {
  return new Promise((resolve, reject) => {
    const look = (): void => {
      if (server.state.is !== 'starting' && server.state.is !== 'stopping') {
        changes.dispose();
        signal.removeEventListener('abort', stop);
        resolve(server.state);
      }
    };
    const stop = (): void => {
      changes.dispose();
      reject(new DOMException('The tests were cancelled.', 'AbortError'));
    };
    const changes = server.onDidChange(look);
    signal.addEventListener('abort', stop, { once: true });
    look();
  });
}

/** Tells tests by the names that the plugin has for their files, and not by those under which Python imports them. */
class NamedTests implements TestListener {
  /** @param names The plugin's name of a module, by that which Python has. */
  constructor(
    private readonly listener: TestListener,
    private readonly names: ReadonlyMap<string, string>,
  ) {}

  onStart(test: PluginTest): void {
    this.listener.onStart(this.named(test));
  }

  onEnd(test: PluginTest, ...how: TestEnd): void {
    this.listener.onEnd(this.named(test), ...how);
  }

  onLine(line: string, test: PluginTest | undefined): void {
    this.listener.onLine(line, test && this.named(test));
  }

  private named(test: PluginTest): PluginTest {
    const [imported = '', module = ''] =
      [...this.names].find(([its]) => test.id === its || test.id.startsWith(`${its}.`)) ?? [];
    return { ...test, id: module + test.id.slice(imported.length) };
  }
}

type TestEnd = [outcome: Parameters<TestListener['onEnd']>[1], milliseconds: number];
