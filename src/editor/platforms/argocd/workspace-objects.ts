import { Disposable, workspace, type Uri } from 'vscode';
import { dirname, isInside, join, relative } from '../../../base/paths';
import { isAbort } from '../../../base/workbench-error';
import type { OwnRepository } from '../../../platforms/argocd/preview/fixtures';
import { ManifestObjects, documentsIn } from '../../../platforms/argocd/preview/manifest-objects';
import { kubernetesYaml, type PreviewedWorkspace } from '../../../platforms/argocd/preview/previews';
import { remotesOf } from '../../../runtime/files/git-remotes';
import { repositoryOf } from '../../../runtime/files/git-repository';
import type { TemplateEngine } from '../../../runtime/template-engine/template-engine';
import { pathOf, workspacePaths, type EditorFiles } from '../../editor-files';

const GLOBS = ['**/*.yaml', '**/*.yml', '**/*.json'];
/** More manifests than that are none that a connection is looked for in. */
const MOST_FILES = 5000;
const MAY_HOLD = /\b(?:ApplicationSet|ConfigMap|Secret)\b/;

type Documents = ReturnType<typeof documentsIn>;

/** The manifests of the workspace in which sets find their connections: read once, and anew where they have changed. */
export class WorkspaceObjects implements Disposable {
  private readonly known = new Map<string, Documents>();
  private isRead = false;
  private readonly stale = new Set<string>();
  private readonly listening: Disposable;

  constructor(
    private readonly files: EditorFiles,
    private readonly engine: TemplateEngine,
  ) {
    const watcher = workspace.createFileSystemWatcher('**/*.{yaml,yml,json}');
    const changed = (uri: Uri): void => void this.stale.add(pathOf(uri));
    this.listening = Disposable.from(
      watcher,
      watcher.onDidChange(changed),
      watcher.onDidCreate(changed),
      watcher.onDidDelete(changed),
      workspace.onDidChangeTextDocument(({ document }) => changed(document.uri)),
      workspace.onDidCloseTextDocument(({ uri }) => changed(uri)),
      workspace.onDidChangeWorkspaceFolders(() => {
        this.isRead = false;
        this.known.clear();
      }),
    );
  }

  /** The workspace as it is now, unsaved texts included. */
  async around(signal: AbortSignal): Promise<PreviewedWorkspace> {
    if (!this.isRead) {
      const found = await Promise.all(workspacePaths().map((folder) => this.files.find(folder, GLOBS)));
      found
        .flat()
        .slice(0, MOST_FILES)
        .forEach((file) => this.stale.add(file));
      this.isRead = true;
    }
    for (const file of this.stale) {
      signal.throwIfAborted();
      await this.read(file);
    }
    return {
      objects: new ManifestObjects([...this.known.values()].flat(), kubernetesYaml(this.engine)),
      read: (file) => this.files.read(file),
      repositoryAround: (file) => this.repositoryAround(file, signal),
    };
  }

  dispose(): void {
    this.listening.dispose();
  }

  private async read(file: string): Promise<void> {
    const isOurs = /\.(?:ya?ml|json)$/.test(file) && workspacePaths().some((folder) => isInside(folder, file));
    const text = isOurs ? await this.files.read(file).catch(unread) : undefined;
    this.stale.delete(file);
    if (text !== undefined && MAY_HOLD.test(text)) {
      this.known.set(file, documentsIn({ file, text }));
    } else {
      this.known.delete(file);
    }
  }

  /** The repository that a file is in, as far as the workspace holds it. */
  private async repositoryAround(file: string, signal: AbortSignal): Promise<OwnRepository | undefined> {
    const root = await repositoryOf(dirname(file));
    if (root === undefined || !workspacePaths().some((folder) => folder === root || isInside(folder, root))) {
      return undefined;
    }
    const found = await this.files.find(root, ['**']);
    return {
      addresses: await remotesOf(root, signal),
      paths: found.map((each) => relative(root, each)),
      read: async (path) => (await this.files.read(join(root, path))) ?? '',
    };
  }
}

/** What cannot be read holds no connection. */
function unread(error: unknown): undefined {
  if (isAbort(error)) {
    throw error;
  }
}
