import type { LaunchRecipe, PythonModule } from '../src/runtime/server/launch-recipe';

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
