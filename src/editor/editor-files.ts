import { RelativePattern, Uri, workspace } from 'vscode';
import type { Files } from '../base/files';
import { normalize } from '../base/paths';

const NEVER_ENTERED = '**/{.git,node_modules,.venv,venv,__pycache__,.tox,site-packages,.mypy_cache,.test-env}/**';

/** The files of the workspace as the editor sees them, unsaved text included. */
export class EditorFiles implements Files {
  /** @param disk Reads files where they are: asking the editor for each takes ten times as long. */
  constructor(private readonly disk: Pick<Files, 'read'>) {}

  async read(path: string): Promise<string | undefined> {
    const open = workspace.textDocuments.find(({ uri }) => uri.scheme === 'file' && pathOf(uri) === path);
    if (open) {
      return open.getText();
    }
    return this.disk.read(path);
  }

  async find(folder: string, globs: readonly string[]): Promise<string[]> {
    // One search for all plain globs; braces do not nest, so a glob that has some is searched for by itself.
    const plain = globs.filter((glob) => !glob.includes('{'));
    const patterns = [
      ...globs.filter((glob) => glob.includes('{')),
      plain.length > 1 ? `{${plain.join(',')}}` : (plain[0] ?? []),
    ].flat();
    const base = Uri.file(folder);
    const found = await Promise.all(
      patterns.map((pattern) => workspace.findFiles(new RelativePattern(base, pattern), NEVER_ENTERED)),
    );
    return [...new Set(found.flat().map(pathOf))].sort();
  }
}

/** A file's path as the rooms below the editor write it. */
export function pathOf(uri: Uri): string {
  return normalize(uri.fsPath);
}
