import { parseArgs } from 'node:util';
import type { Files } from '../base/files';
import { WorkbenchError } from '../base/workbench-error';
import type { Plugin } from '../catalog/plugin';
import { platformOf } from '../platforms/platforms';
import { readEnvironmentFile } from '../runtime/environment-file';
import type { Runtime } from '../runtime/runtime';
import type { ServerState, TestServer } from '../runtime/server/test-server';
import { UsageError, assignments, filesOf, pluginIn, portOf, type CliCommand } from './command';

export const serve: CliCommand = {
  name: 'serve',
  usage: 'serve DIR [--port N] [--env-from FILE] [--env NAME=VALUE]…',
  summary: 'start the test server of a plugin; prints "ready ADDRESS"',
  async run(words, { runtime, output, signal }) {
    const { values, positionals } = parseArgs({
      args: [...words],
      allowPositionals: true,
      options: { port: { type: 'string' }, 'env-from': { type: 'string' }, env: { type: 'string', multiple: true } },
    });
    const [folder, ...more] = positionals;
    if (folder === undefined || more.length > 0) {
      throw new UsageError('serve takes the folder of one plugin.');
    }
    const files = await filesOf(folder, output, signal);
    const plugin = await pluginIn(folder, files);
    const environment = {
      ...(values['env-from'] === undefined ? {} : await variablesOf(values['env-from'], signal)),
      ...assignments('env', values.env ?? []),
    };
    const server = runtime.servers.of(plugin.folder);
    server.onLine((line) => output.note(line));
    const address = await startServer({ plugin, files, runtime }, { environment, port: portOf(values.port) }, signal);
    output.line(`ready ${address}`);
    const end = await endOf(server, signal);
    if (end.is === 'failed') {
      throw new WorkbenchError(end.failure);
    }
    return 0;
  },
};

/** Starts the server of a plugin with its own interpreter and resolves with its address. */
export async function startServer(
  { plugin, files, runtime }: { readonly plugin: Plugin; readonly files: Files; readonly runtime: Runtime },
  { environment, port }: { readonly environment: Readonly<Record<string, string>>; readonly port?: number | undefined },
  signal: AbortSignal,
): Promise<string> {
  return runtime.servers.of(plugin.folder).start(
    async () => ({
      interpreter: await runtime.python.forPlugin(plugin.folder, process.env['PLUGIN_WORKBENCH_PYTHON']),
      recipe: await platformOf(plugin).launchRecipe(plugin, files),
      environment,
      port,
    }),
    signal,
  );
}

async function variablesOf(file: string, signal: AbortSignal): Promise<Record<string, string>> {
  const variables = await readEnvironmentFile(file, { within: 'anywhere', signal });
  if (!variables) {
    throw new WorkbenchError({ what: `There is no environment file ${file}.` });
  }
  return variables;
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
