import { Disposable, type ExtensionContext, type TreeView } from 'vscode';
import type { Manifests } from '../../../../catalog/manifests';
import type { Sources } from '../../../../catalog/sources';
import { ModuleFiles } from '../../../../platforms/bksops/sync/module-files';
import { GitCommand } from '../../../../runtime/fetching/git-command';
import type { Runtime } from '../../../../runtime/runtime';
import type { CommandTable } from '../../../commands';
import { workspacePaths, type EditorFiles } from '../../../editor-files';
import type { Log } from '../../../log';
import { AddSource } from './add-source';
import { loadCommands } from './load-commands';
import { LoadFindings } from './load-findings';
import { LoadLog } from './load-log';
import { sourceCommands } from './source-commands';
import { SourceLoads } from './source-loads';
import { SourceSecrets } from './source-secrets';
import { SourceSyncs } from './source-syncs';
import { SourceTree, type SourceNode } from './source-tree';
import { SyncFindings } from './sync-findings';

/** Package sources in the editor; made when the first of it is needed. */
export class SourcesView implements Disposable {
  readonly tree: SourceTree;
  readonly secrets: SourceSecrets;
  readonly syncs: SourceSyncs;
  readonly loads: SourceLoads;
  private readonly parts: Disposable;

  constructor(
    { secrets: storage, workspaceState }: Pick<ExtensionContext, 'secrets' | 'workspaceState'>,
    runtime: Runtime,
    files: EditorFiles,
    manifests: Manifests,
    sources: Sources,
    view: TreeView<SourceNode>,
    commands: CommandTable,
    log: Log,
  ) {
    const secrets = new SourceSecrets(storage);
    const git = new GitCommand(runtime.processes);
    const syncs = new SourceSyncs(files, git, runtime.redactor, secrets, workspaceState);
    const modules = new ModuleFiles(files, manifests, workspacePaths);
    const loadLog = new LoadLog(runtime.redactor, log);
    const loads = new SourceLoads(files, sources, syncs, runtime, secrets, loadLog);
    const tree = new SourceTree(sources, syncs, loads, modules, view);
    const adding = new AddSource(sources, secrets);
    this.tree = tree;
    this.secrets = secrets;
    this.syncs = syncs;
    this.loads = loads;
    this.parts = Disposable.from(
      tree,
      syncs,
      loadLog,
      loads,
      new SyncFindings(sources, syncs),
      new LoadFindings(files, sources, loads, modules),
      sourceCommands({ sources, files, syncs, secrets, modules, adding, tree }, commands),
      loadCommands({ sources, loads, log: loadLog }, commands),
    );
  }

  dispose(): void {
    this.parts.dispose();
  }
}
