import { WorkbenchError } from '../../base/workbench-error';
import type { LaunchRecipe, PythonModule } from '../../runtime/server/launch-recipe';
import { contracts } from './contracts';
import type { SpaceonePlugin } from './plugin-finder';

/**
 * How a plugin's server is started: `grpc` of spaceone-core 1.x, `run grpc-server` or `run plugin-server` of 2.0
 * (options in `spaceone/core/command.py` of 1.12.39 and 2.0.144). Only 2.0 knows `-s`, `-a` and `-w`; `plugin-server` has no `-c`.
 */
export function launchRecipe(plugin: SpaceonePlugin): LaunchRecipe & PythonModule {
  const { server, sourceRoot } = plugin;
  refuseOption(plugin.package);
  const cwd = server.workingFolder ?? sourceRoot;
  return {
    is: 'python-module',
    scheme: 'grpc',
    ready: { is: 'grpc-health' },
    contracts,
    module: 'spaceone.core.command',
    arguments: (port) => [...verbs[plugin.style], plugin.package, '-p', String(port), ...options(plugin, cwd)],
    cwd,
    environment: {},
  };
}

/** The package stands where the framework's command takes options as well, and it may be a folder's name. */
function refuseOption(name: string): void {
  if (!/^[\p{L}\p{N}_][\p{L}\p{M}\p{N}_.-]*$/u.test(name)) {
    throw new WorkbenchError({
      what: `${JSON.stringify(name)} cannot be started.`,
      why: 'The name of a Python package has letters, digits and underscores.',
      next: { title: 'Rename its folder' },
    });
  }
}

const verbs = {
  PROTO: ['grpc'],
  GRPCServer: ['run', 'grpc-server'],
  PluginServer: ['run', 'plugin-server'],
} as const;

function options({ style, sourceRoot, server }: SpaceonePlugin, cwd: string): string[] {
  const isFirst = style === 'PROTO';
  // 1.x has its working folder on the path and nothing to name another source root but a module path.
  const modulePaths = [...server.modulePaths, ...(isFirst && cwd !== sourceRoot ? [sourceRoot] : [])];
  return [
    ...(isFirst ? [] : ['-s', sourceRoot]),
    ...(!isFirst && server.appPath ? ['-a', server.appPath] : []),
    ...(!isFirst && server.worker ? ['-w', server.worker] : []),
    ...(style !== 'PluginServer' && server.configFile ? ['-c', server.configFile] : []),
    ...modulePaths.flatMap((path) => ['-m', path]),
  ];
}
