import { parseArgs } from 'node:util';
import { WorkbenchError } from '../base/workbench-error';
import type { Plugin } from '../catalog/plugin';
import { platformOf } from '../platforms/platforms';
import { readEnvironmentFile } from '../runtime/environment-file';
import { NodeFiles } from '../runtime/node-files';
import type { Runtime } from '../runtime/runtime';
import type { ServerState, TestServer } from '../runtime/server/test-server';
import { UsageError, assignments, pluginIn, portOf, type CliCommand } from './command';

export const serve: CliCommand = {
  name: 'serve',
  usage: 'serve DIR [--port N] [--env-from FILE] [--env NAME=VALUE]…',
  summary: 'start the test server of a plugin; prints "ready ADDRESS"',
  async run(words, { runtime, output, signal }) {
    const { values, positionals } = parseArgs({
      args: [...words],
      allowPositionals: true,
      options: {
        port: { type: 'string' },
        'env-from': { type: 'string' },
        // Its older name, which Node itself reads as well.
        'env-file': { type: 'string' },
        env: { type: 'string', multiple: true },
      },
    });
    const [folder, ...more] = positionals;
    if (folder === undefined || more.length > 0) {
      throw new UsageError('serve takes the folder of one plugin.');
    }
    const plugin = await pluginIn(folder, new NodeFiles());
    const file = values['env-from'] ?? values['env-file'];
    const environment = {
      ...(file === undefined ? {} : await variablesOf(file)),
      ...assignments('env', values.env ?? []),
    };
    const server = runtime.servers.of(plugin.folder);
    server.onLine((line) => output.note(line));
    const address = await startServer(plugin, runtime, { environment, port: portOf(values.port) }, signal);
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
  plugin: Plugin,
  runtime: Runtime,
  { environment, port }: { readonly environment: Readonly<Record<string, string>>; readonly port?: number | undefined },
  signal: AbortSignal,
): Promise<string> {
  return runtime.servers.of(plugin.folder).start(
    async () => ({
      interpreter: await runtime.python.forPlugin(plugin.folder, process.env['PLUGIN_WORKBENCH_PYTHON']),
      recipe: await platformOf(plugin).launchRecipe(plugin, new NodeFiles()),
      environment,
      port,
    }),
    signal,
  );
}

async function variablesOf(file: string): Promise<Record<string, string>> {
  const variables = await readEnvironmentFile(file);
  if (!variables) {
    throw new WorkbenchError({ what: `There is no environment file ${file}.` });
  }
  return variables;
}

async function endOf(server: TestServer, signal: AbortSignal): Promise<ServerState> {
  return new Promise((resolve) => {
    server.onDidChange((state) => {
      if (state.is === 'failed' || state.is === 'idle') {
        resolve(state);
      }
    });
    signal.addEventListener('abort', () => void server.stop(), { once: true });
  });
}
