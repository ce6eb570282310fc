import { Disposable, type ExtensionContext, type TreeView } from 'vscode';
import { ids } from '../../../../ids';
import type { Runtime } from '../../../../runtime/runtime';
import type { CommandTable } from '../../../commands';
import type { KnownWorkspace } from '../../../known-workspace';
import { LateCommands } from '../../../late-commands';
import { LateTree } from '../../../late-tree';
import type { Log } from '../../../log';
import type { SourceNode } from './source-tree';
import type { SourcesView } from './sources-view';

const { command } = ids;

/** What is done with sources. A test holds this list against the code that is loaded for it. */
const sourceCommandIds: readonly string[] = [
  command.refreshSources,
  command.syncSource,
  command.syncAllSources,
  command.loadSource,
  command.loadAllSources,
  command.loadSourcesFromCache,
  command.installRequirements,
  command.showLoadLog,
  command.openSource,
  command.addSource,
  command.addPluginSet,
  command.removeSourceSecrets,
  command.copySourceForPage,
  command.exportApiSources,
  command.exportSettingsSources,
  command.importSources,
];

/** The view of sources, and what loads all that belongs to it. */
export interface SourceViews extends Disposable {
  load(): Promise<SourcesView>;
}

/** The view of sources. Loaded when it is seen, or one of its commands is run. */
export function sourceViews(
  context: ExtensionContext,
  runtime: Runtime,
  workspace: KnownWorkspace,
  commands: CommandTable,
  log: Log,
): SourceViews {
  const { files, manifests, sources } = workspace;
  const late = new LateCommands(sourceCommandIds);
  let loading: Promise<SourcesView> | undefined;
  const make = async (view: TreeView<SourceNode>): Promise<SourcesView> => {
    const { SourcesView } = await import('./sources-view');
    return new SourcesView(context, runtime, files, manifests, sources, view, late, log);
  };
  const load = (): Promise<SourcesView> => (loading ??= make(tree.view));
  const tree = new LateTree<SourceNode>(ids.view.sources, async () => (await load()).tree);
  const parts = Disposable.from(
    tree,
    late.register(commands, load),
    new Disposable(() => void loading?.then((view) => view.dispose())),
  );
  return { load, dispose: () => void parts.dispose() };
}
