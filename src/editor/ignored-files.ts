import { EventEmitter, Uri, workspace, type Disposable, type TextDocument } from 'vscode';
import type { Files } from '../base/files';
import { dirname, join } from '../base/paths';
import { IGNORE_FILE, IgnoreLimits, IgnoreRules } from '../runtime/files/ignore-rules';
import type { NodeFiles } from '../runtime/files/node-files';
import { pathOf } from './editor-files';

/** The files that the workspace's ignore files leave out of all checks, as they do on the command line. */
export class IgnoredFiles implements Disposable {
  /** What holds in a folder, by the ignore files in it and above it. */
  private readonly byFolder = new Map<string, Promise<IgnoreRules>>();
  private limits: IgnoreLimits;
  private readonly changed = new EventEmitter<void>();
  private readonly watcher = workspace.createFileSystemWatcher(`**/${IGNORE_FILE}`);
  /** Fires when other files may be left out. */
  readonly onDidChange = this.changed.event;

  /** @param tell Takes what a person should know of ignore files that were not followed to their end. */
  constructor(
    private readonly disk: Pick<NodeFiles, 'readIgnoreFile'>,
    tell: (note: string) => void,
  ) {
    this.limits = new IgnoreLimits(tell);
    for (const event of [this.watcher.onDidChange, this.watcher.onDidCreate, this.watcher.onDidDelete]) {
      event(() => {
        this.byFolder.clear();
        this.limits = new IgnoreLimits(tell);
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
    const rules = await this.rulesIn(dirname(file), pathOf(folder.uri));
    return rules.leaveOut(file, 'file');
  }

  /** The same for an open document that is on no disk: it is left out by nobody. */
  async leavesOutDocument({ uri }: TextDocument): Promise<boolean> {
    return uri.scheme === 'file' && this.leavesOut(pathOf(uri));
  }

  dispose(): void {
    this.watcher.dispose();
    this.changed.dispose();
  }

  private rulesIn(folder: string, top: string): Promise<IgnoreRules> {
    const rules = this.byFolder.get(folder) ?? this.readRules(folder, top);
    this.byFolder.set(folder, rules);
    return rules;
  }

  private async readRules(folder: string, top: string): Promise<IgnoreRules> {
    const { limits } = this;
    const above =
      folder === top
        ? IgnoreRules.before({ patterns: [], folder: top }, limits)
        : await this.rulesIn(dirname(folder), top);
    const text = await this.disk.readIgnoreFile(join(folder, IGNORE_FILE));
    return text === undefined ? above : above.with(folder, text);
  }
}
