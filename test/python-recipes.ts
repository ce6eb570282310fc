import path from 'node:path';
import type { Processes } from '../src/runtime/processes/processes';
import type { LaunchRecipe, PythonModule } from '../src/runtime/server/launch-recipe';
import type { ReadyProbe } from '../src/runtime/server/ready-probe';
import { ServerProcesses } from '../src/runtime/server/server-process';
import { TestServer } from '../src/runtime/server/test-server';

/** The server of a plugin in a folder, as the runtime makes it; for Python alone. */
export function pythonServer(folder: string, processes: Processes, probe: ReadyProbe): TestServer {
  const serveScript = path.resolve('src/runtime/server/serve.py');
  const serverProcesses = new ServerProcesses(serveScript, processes, () => Promise.resolve(undefined));
  return new TestServer({ platform: 'spaceone', folder }, serverProcesses, processes.redactor, probe);
}

/** A module that serves gRPC, in a folder. */
export function moduleRecipe(
  module: string,
  cwd: string,
  words: (port: number) => string[] = (port) => [String(port)],
): LaunchRecipe & PythonModule {
  return {
    is: 'python-module',
    scheme: 'grpc',
    ready: { is: 'grpc-health' },
    module,
    arguments: words,
    cwd,
    environment: {},
    contracts: { packages: ['spaceone.api.*.plugin'], distribution: 'spaceone-api' },
  };
}

/** The plugin server of spaceone-core over the package `plugin` in a folder. */
export function pluginServerRecipe(cwd: string): LaunchRecipe & PythonModule {
  return moduleRecipe('spaceone.core.command', cwd, (port) => ['run', 'plugin-server', 'plugin', '-p', String(port)]);
}
