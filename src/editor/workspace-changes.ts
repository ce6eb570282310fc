import { Disposable, workspace, type Uri } from 'vscode';
import type { Catalog } from '../catalog/catalog';
import type { Manifests } from '../catalog/manifests';
import { pathOf } from './editor-files';

/** Changes are told together, this many milliseconds after the first of a burst. */
const BURST = 250;

/** Tells the catalog what changes in the workspace: folders, files on disk, and what is typed. */
export function workspaceChanges(catalog: Catalog, manifests: Manifests): Disposable {
  const changed = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  const tell = (uri: Uri): void => {
    if (uri.scheme !== 'file' || /[\\/](\.venv|venv|__pycache__|node_modules|\.git)([\\/]|$)/.test(uri.fsPath)) {
      return;
    }
    changed.add(pathOf(uri));
    timer ??= setTimeout(() => {
      timer = undefined;
      const files = [...changed];
      changed.clear();
      void catalog.update(files);
      void manifests.update(files);
    }, BURST);
  };
  const folders = (): void => catalog.setFolders(workspacePaths());
  folders();
  const watcher = workspace.createFileSystemWatcher('**/*');
  return Disposable.from(
    watcher,
    watcher.onDidChange(tell),
    watcher.onDidCreate(tell),
    watcher.onDidDelete(tell),
    workspace.onDidChangeTextDocument(({ document }) => tell(document.uri)),
    workspace.onDidChangeWorkspaceFolders(() => {
      folders();
      manifests.forget();
    }),
    { dispose: () => clearTimeout(timer) },
  );
}

/** The folders of the workspace that lie on a disk. */
export function workspacePaths(): string[] {
  return (workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === 'file').map(({ uri }) => pathOf(uri));
}
