import { Uri, window, workspace } from 'vscode';
import type { Files } from '../base/files';
import { isInside, normalize } from '../base/paths';

/** The files of the workspace as the editor sees them, unsaved text included. */
export class EditorFiles implements Files {
  /**
   * @param disk Reads and finds files where they are: asking the editor for each takes ten times as long, and its search
   * follows links out of the workspace.
   */
  constructor(private readonly disk: Files) {}

  async read(path: string): Promise<string | undefined> {
    const open = workspace.textDocuments.find(({ uri }) => uri.scheme === 'file' && pathOf(uri) === path);
    if (open) {
      return open.getText();
    }
    return this.disk.read(path);
  }

  find(folder: string, globs: readonly string[]): Promise<string[]> {
    return this.disk.find(folder, globs);
  }
}

/**
 * How far the links of a file may lead that a configuration or a click names: in the workspace, whose files come from
 * elsewhere, no further than that; outside of it wherever the person has linked them.
 */
export function linksMayLead(path: string): readonly string[] | 'anywhere' {
  const folders = workspacePaths();
  return folders.some((folder) => isInside(folder, path)) ? folders : 'anywhere';
}

/** The folders of the workspace that lie on a disk. */
export function workspacePaths(): string[] {
  return (workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === 'file').map(({ uri }) => pathOf(uri));
}

/** The file that is open in front, also where it is no text, such as a picture. */
export function openFile(): string | undefined {
  const input: unknown = window.tabGroups.activeTabGroup.activeTab?.input;
  const shown = typeof input === 'object' && input !== null && 'uri' in input && input.uri;
  const uri = window.activeTextEditor?.document.uri ?? shown;
  return uri instanceof Uri ? pathOf(uri) : undefined;
}

/** A file's path as the rooms below the editor write it. */
export function pathOf(uri: Uri): string {
  return normalize(uri.fsPath);
}
