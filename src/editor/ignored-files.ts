import { EventEmitter, Uri, workspace, type Disposable, type TextDocument } from 'vscode';
import type { Files } from '../base/files';
import { dirname } from '../base/paths';
import { IGNORE_FILE, ignoreRulesAbove } from '../runtime/ignore-rules';
import type { NodeFiles } from '../runtime/node-files';
import { pathOf } from './editor-files';

/** The files that the workspace's ignore files leave out of all checks, as they do on the command line. */
export class IgnoredFiles implements Disposable {
  private readonly byFolder = new Map<string, Promise<(file: string) => boolean>>();
  /** The ignore files by their paths: those of the upper folders count for all below them. */
  private readonly texts = new Map<string, Promise<string | undefined>>();
  private readonly changed = new EventEmitter<void>();
  private readonly watcher = workspace.createFileSystemWatcher(`**/${IGNORE_FILE}`);
  /** Fires when other files may be left out. */
  readonly onDidChange = this.changed.event;

  constructor(private readonly disk: Pick<NodeFiles, 'readIgnoreFile'>) {
    for (const event of [this.watcher.onDidChange, this.watcher.onDidCreate, this.watcher.onDidDelete]) {
      event(() => {
        this.byFolder.clear();
        this.texts.clear();
        this.changed.fire();
      });
    }
  }

  /** The files without those that are left out. */
  without(files: Files): Files {
    return {
      read: async (file) => ((await this.leavesOut(file)) ? undefined : files.read(file)),
      find: async (folder, globs) => {
        const found = await files.find(folder, globs);
        const left = await Promise.all(found.map((file) => this.leavesOut(file)));
        return found.filter((_, index) => left[index] !== true);
      },
    };
  }

  async leavesOut(file: string): Promise<boolean> {
    const folder = workspace.getWorkspaceFolder(Uri.file(file));
    if (folder?.uri.scheme !== 'file') {
      return false;
    }
    const own = dirname(file);
    const rules = this.byFolder.get(own) ?? this.rulesIn(file, pathOf(folder.uri));
    this.byFolder.set(own, rules);
    return (await rules)(file);
  }

  /** The same for an open document that is on no disk: it is left out by nobody. */
  async leavesOutDocument({ uri }: TextDocument): Promise<boolean> {
    return uri.scheme === 'file' && this.leavesOut(pathOf(uri));
  }

  dispose(): void {
    this.watcher.dispose();
    this.changed.dispose();
  }

  private async rulesIn(file: string, top: string): Promise<(path: string) => boolean> {
    const rules = await ignoreRulesAbove(file, top, { patterns: [], folder: top }, (path) => this.textOf(path));
    return (path) => rules.leaveOut(path, 'file');
  }

  private textOf(path: string): Promise<string | undefined> {
    const text = this.texts.get(path) ?? this.disk.readIgnoreFile(path);
    this.texts.set(path, text);
    return text;
  }
}
