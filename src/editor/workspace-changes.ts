import { Disposable, FileType, workspace, type Uri } from 'vscode';
import { isNeverEntered } from '../base/never-entered';
import { relative } from '../base/paths';
import type { Catalog } from '../catalog/catalog';
import type { Manifests } from '../catalog/manifests';
import type { Sources } from '../catalog/sources';
import { pathOf, workspacePaths } from './editor-files';

/** Changes are told together, this many milliseconds after the first of a burst. */
const BURST = 400;
/** When more files than this come at once, the workspace is searched anew instead of being asked for each of them. */
const MANY = 200;

/** Tells the catalog what changes in the workspace: folders, files on disk, and what is typed. */
export function workspaceChanges(catalog: Catalog, manifests: Manifests, sources: Sources): Disposable {
  const changes = new Changes(catalog, manifests, sources);
  const watcher = workspace.createFileSystemWatcher('**/*');
  catalog.setFolders(workspacePaths());
  manifests.setFolders(workspacePaths());
  return Disposable.from(
    changes,
    watcher,
    watcher.onDidChange((uri) => changes.add(uri)),
    watcher.onDidDelete((uri) => changes.add(uri)),
    watcher.onDidCreate((uri) => changes.add(uri, { made: true })),
    workspace.onDidChangeTextDocument(({ document }) => changes.add(document.uri)),
    // What was typed and thrown away with the editor.
    workspace.onDidCloseTextDocument(({ uri }) => changes.add(uri)),
    workspace.onDidChangeWorkspaceFolders(() => {
      catalog.setFolders(workspacePaths());
      manifests.setFolders(workspacePaths());
    }),
  );
}

/** Changes of a moment, told together. */
class Changes implements Disposable {
  private readonly changed = new Set<string>();
  private readonly made = new Map<string, Uri>();
  private timer: NodeJS.Timeout | undefined;
  private telling: Promise<void> = Promise.resolve();

  constructor(
    private readonly catalog: Catalog,
    private readonly manifests: Manifests,
    private readonly sources: Sources,
  ) {}

  add(uri: Uri, { made = false } = {}): void {
    const path = pathOf(uri);
    // A new environment alone brings ten thousand files.
    if (uri.scheme !== 'file' || belowWorkspace(uri).split('/').some(isNeverEntered)) {
      return;
    }
    this.changed.add(path);
    if (made) {
      this.made.set(path, uri);
    }
    this.timer ??= setTimeout(() => this.tellNext(), BURST);
  }

  dispose(): void {
    clearTimeout(this.timer);
  }

  /** One after the other: an update that overtook another would bring back what that has read. */
  private tellNext(): void {
    this.timer = undefined;
    const tell = (): Promise<void> => this.tell();
    this.telling = this.telling.then(tell, tell);
  }

  private async tell(): Promise<void> {
    const changed = [...this.changed];
    const made = [...this.made];
    this.changed.clear();
    this.made.clear();
    if (made.length > MANY) {
      this.manifests.forget();
      await this.catalog.search();
      return;
    }
    // A folder that is moved in comes as one event, without its files.
    const folders = await Promise.all(made.map(async ([path, uri]) => ((await isFolder(uri)) ? [path] : [])));
    await Promise.all([this.catalog.update(changed, folders.flat()), this.manifests.update(changed, folders.flat())]);
    this.sources.update(changed);
  }
}

/** The path seen from the folder of the workspace, which may itself lie in a folder that is not entered. */
function belowWorkspace(uri: Uri): string {
  const folder = workspace.getWorkspaceFolder(uri);
  return folder ? relative(pathOf(folder.uri), pathOf(uri)) : pathOf(uri);
}

async function isFolder(uri: Uri): Promise<boolean> {
  return workspace.fs.stat(uri).then(
    ({ type }) => type === FileType.Directory,
    () => false,
  );
}
