import { Disposable, type ExtensionContext, type TreeView } from 'vscode';
import type { Manifests } from '../../../../catalog/manifests';
import type { Sources } from '../../../../catalog/sources';
import { ModuleFiles } from '../../../../platforms/bksops/sync/module-files';
import { GitCommand } from '../../../../runtime/fetching/git-command';
import type { Runtime } from '../../../../runtime/runtime';
import type { CommandTable } from '../../../commands';
import { workspacePaths, type EditorFiles } from '../../../editor-files';
import { AddSource } from './add-source';
import { nothingLoaded } from './load-states';
import { sourceCommands } from './source-commands';
import { SourceSecrets } from './source-secrets';
import { SourceSyncs } from './source-syncs';
import { SourceTree, type SourceNode } from './source-tree';
import { SyncFindings } from './sync-findings';

/** Package sources in the editor; made when the first of it is needed. */
export class SourcesView implements Disposable {
  readonly tree: SourceTree;
  readonly secrets: SourceSecrets;
  readonly syncs: SourceSyncs;
  private readonly parts: Disposable;

  constructor(
    { secrets: storage, workspaceState }: Pick<ExtensionContext, 'secrets' | 'workspaceState'>,
    runtime: Pick<Runtime, 'processes' | 'redactor'>,
    files: EditorFiles,
    manifests: Manifests,
    sources: Sources,
    view: TreeView<SourceNode>,
    commands: CommandTable,
  ) {
    const secrets = new SourceSecrets(storage);
    const git = new GitCommand(runtime.processes);
    const syncs = new SourceSyncs(files, git, runtime.redactor, secrets, workspaceState);
    const modules = new ModuleFiles(files, manifests, workspacePaths);
    const tree = new SourceTree(sources, syncs, nothingLoaded, modules, view);
    const adding = new AddSource(sources, secrets);
    this.tree = tree;
    this.secrets = secrets;
    this.syncs = syncs;
    this.parts = Disposable.from(
      tree,
      syncs,
      new SyncFindings(sources, syncs),
      sourceCommands({ sources, files, syncs, secrets, modules, adding, tree }, commands),
    );
  }

  dispose(): void {
    this.parts.dispose();
  }
}
