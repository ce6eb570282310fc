import type { ExtensionContext } from 'vscode';
import type { Runtime } from '../../../../runtime/runtime';
import type { CommandTable } from '../../../commands';
import type { KnownWorkspace } from '../../../known-workspace';
import type { SourcesView } from '../sources/sources-view';
import { ManifestLoads } from './manifest-loads';
import { ReadyToDeploy } from './ready-to-deploy';

/** *Ready to Deploy?*, with the syncs and the secrets of the Sources view. */
export function makeReadyToDeploy(
  { workspaceState, extensionUri }: Pick<ExtensionContext, 'workspaceState' | 'extensionUri'>,
  runtime: Runtime,
  { files, sources }: Pick<KnownWorkspace, 'files' | 'sources'>,
  { syncs, secrets }: Pick<SourcesView, 'syncs' | 'secrets'>,
  commands: CommandTable,
): ReadyToDeploy {
  const loads = new ManifestLoads(files, runtime, secrets);
  const { redactor } = runtime;
  return new ReadyToDeploy(
    { sources, files, syncs, loads, secrets, redactor, memory: workspaceState, extension: extensionUri },
    commands,
  );
}
