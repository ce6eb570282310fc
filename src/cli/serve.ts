import type { Files } from '../base/files';
import { join } from '../base/paths';
import { WorkbenchError } from '../base/workbench-error';
import type { Plugin } from '../catalog/plugin';
import { serverOf } from '../platforms/platforms';
import { missingEnvironmentFile, readEnvironmentFile } from '../runtime/secrets/environment-file';
import type { Runtime } from '../runtime/runtime';
import type { ServerState, TestServer } from '../runtime/server/test-server';
import { mustBeFile } from './named-path';
import {
  UsageError,
  assignments,
  filesOf,
  parsed,
  pluginIn,
  portOf,
  type CliCommand,
  type CliContext,
  type CliOptions,
} from './command';
import { replayOption, replaying } from './replay';

const options = {
  port: { takes: 'N', about: 'the port to listen on; a free one unless given' },
  'env-from': { takes: 'FILE', about: 'a file of NAME=VALUE lines for the plugin; its own .env unless given' },
  env: { takes: 'NAME=VALUE', multiple: true, about: 'a variable for the plugin, stronger than one of the file' },
  ...replayOption,
} as const satisfies CliOptions;

export const serve: CliCommand = {
  name: 'serve',
  takes: 'DIR',
  options,
  summary: 'start the test server of a plugin; prints "ready ADDRESS"',
  async run(words, context) {
    const { values, positionals } = parsed(words, options);
    const { runtime, output, signal, cloud } = replaying(context, values.replay);
    const [folder, ...more] = positionals;
    if (folder === undefined || more.length > 0) {
      throw new UsageError('serve takes the folder of one plugin.');
    }
    const files = await filesOf(folder, output, signal);
    const plugin = await pluginIn(folder, files);
    const variables = assignments('env', values.env ?? []);
    const port = portOf(values.port);
    const server = runtime.servers.of(plugin);
    server.onLine((line) => output.note(line));
    const start = { file: values['env-from'], variables, port, cloud };
    const address = await startServer({ plugin, files, runtime }, start, signal);
    output.line(`ready ${address}`);
    const end = await endOf(server, signal);
    if (end.is === 'failed') {
      throw new WorkbenchError(end.failure);
    }
    return 0;
  },
};

interface Start {
  /** A file of variables; the plugin's own `.env` where a person names none, as in the editor. */
  readonly file?: string | undefined;
  readonly variables?: Readonly<Record<string, string>>;
  readonly port?: number | undefined;
  /** What its callers send. */
  readonly token?: string | undefined;
  readonly cloud?: CliContext['cloud'];
  /** Hears what is to be said of the environment file; where it is absent, whoever hears the server does. */
  readonly tell?: (note: string) => void;
}

/** Starts the server of a plugin with its own interpreter and resolves with its address. */
export async function startServer(
  { plugin, files, runtime }: { readonly plugin: Plugin; readonly files: Files; readonly runtime: Runtime },
  { file, variables = {}, port, token, cloud, tell: told }: Start,
  signal: AbortSignal,
): Promise<string> {
  const notes: string[] = [];
  const tell = told ?? ((note: string): void => void notes.push(note));
  const fromFile =
    file === undefined ? await ownVariables(plugin, { signal, tell }) : await variablesOf(file, { signal, tell });
  const environment = { ...fromFile, ...variables };
  return runtime.servers.of(plugin).start(async () => {
    const recipe = await serverOf(plugin).recipe(plugin, files);
    const interpreter = await runtime.interpreterFor(recipe, plugin.folder, chosenPython());
    const way = await cloud?.({ folder: plugin.folder, variables: environment, interpreter });
    if (told) {
      way?.onNote(told);
    }
    return { recipe, interpreter, environment, notes, port, token, cloud: way };
  }, signal);
}

/** The interpreter that the person named for this machine; undefined when none is. */
export function chosenPython(): string | undefined {
  return process.env['PLUGIN_WORKBENCH_PYTHON'];
}

interface Hearing {
  readonly signal: AbortSignal;
  readonly tell: (note: string) => void;
}

/** What stands in a plugin's own `.env`; where it has none and shows what would stand there, that is told. */
async function ownVariables(
  { folder }: Plugin,
  { signal, tell }: Hearing,
): Promise<Record<string, string> | undefined> {
  const file = join(folder, '.env');
  const where = { within: [folder], signal };
  const found = await readEnvironmentFile(file, { ...where, tell });
  const missing = found ? undefined : await missingEnvironmentFile(file, { ...where, isNamed: false });
  if (missing !== undefined) {
    tell(missing);
  }
  return found;
}

async function variablesOf(file: string, how: Hearing): Promise<Record<string, string>> {
  return mustBeFile(file, await readEnvironmentFile(file, { within: 'anywhere', ...how }));
}

async function endOf(server: TestServer, signal: AbortSignal): Promise<ServerState> {
  return new Promise((resolve) => {
    const look = (state: ServerState): void => {
      if (state.is === 'failed' || state.is === 'idle') {
        resolve(state);
      }
    };
    server.onDidChange(look);
    look(server.state);
    const stop = (): void => void server.stop();
    signal.addEventListener('abort', stop, { once: true });
    if (signal.aborted) {
      stop();
    }
  });
}
