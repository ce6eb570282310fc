import type { ExtensionContext } from 'vscode';
import type { Runtime } from '../../../../runtime/runtime';
import type { CommandTable } from '../../../commands';
import type { KnownWorkspace } from '../../../known-workspace';
import type { SourcesView } from '../sources/sources-view';
import { ReadyToDeploy } from './ready-to-deploy';

/** *Ready to Deploy?*, with the syncs, loads and secrets of the Sources view. */
export function makeReadyToDeploy(
  { workspaceState, extensionUri }: Pick<ExtensionContext, 'workspaceState' | 'extensionUri'>,
  runtime: Runtime,
  { files, sources }: Pick<KnownWorkspace, 'files' | 'sources'>,
  { syncs, loads, secrets }: Pick<SourcesView, 'syncs' | 'loads' | 'secrets'>,
  commands: CommandTable,
): ReadyToDeploy {
  const { redactor } = runtime;
  return new ReadyToDeploy(
    { sources, files, syncs, loads, secrets, redactor, memory: workspaceState, extension: extensionUri },
    commands,
  );
}
