import { Disposable, FileType, workspace, type Uri } from 'vscode';
import type { Catalog } from '../catalog/catalog';
import type { Manifests } from '../catalog/manifests';
import { pathOf } from './editor-files';

/** Changes are told together, this many milliseconds after the first of a burst. */
const BURST = 250;

/** Tells the catalog what changes in the workspace: folders, files on disk, and what is typed. */
export function workspaceChanges(catalog: Catalog, manifests: Manifests): Disposable {
  const changed = new Set<string>();
  const madeFolders = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  const tell = (uri: Uri): void => {
    if (uri.scheme !== 'file' || /[\\/](\.venv|venv|__pycache__|node_modules|\.git)([\\/]|$)/.test(uri.fsPath)) {
      return;
    }
    changed.add(pathOf(uri));
    timer ??= setTimeout(() => {
      timer = undefined;
      const files = [...changed];
      const made = [...madeFolders];
      changed.clear();
      madeFolders.clear();
      void catalog.update(files, made);
      void manifests.update(files, made);
    }, BURST);
  };
  const folders = (): void => catalog.setFolders(workspacePaths());
  folders();
  const watcher = workspace.createFileSystemWatcher('**/*');
  return Disposable.from(
    watcher,
    watcher.onDidChange(tell),
    watcher.onDidCreate(async (uri) => {
      // A folder that is moved in comes as one event, without its files.
      if (await isFolder(uri)) {
        madeFolders.add(pathOf(uri));
      }
      tell(uri);
    }),
    watcher.onDidDelete(tell),
    workspace.onDidChangeTextDocument(({ document }) => tell(document.uri)),
    workspace.onDidChangeWorkspaceFolders(() => {
      folders();
      manifests.forget();
    }),
    { dispose: () => clearTimeout(timer) },
  );
}

async function isFolder(uri: Uri): Promise<boolean> {
  return workspace.fs.stat(uri).then(
    ({ type }) => type === FileType.Directory,
    () => false,
  );
}

/** The folders of the workspace that lie on a disk. */
export function workspacePaths(): string[] {
  return (workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === 'file').map(({ uri }) => pathOf(uri));
}
