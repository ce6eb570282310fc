import { RelativePattern, Uri, workspace, type Disposable } from 'vscode';

/** Changes are told together, this many milliseconds after the first of a burst. */
const BURST = 200;

/** Tells when something may have changed in folders that need not be the workspace's. */
export class WatchedFolders implements Disposable {
  private readonly watchers = new Map<string, Disposable>();
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly didChange: () => void) {}

  /** Watches these folders, and no others any more. */
  watch(folders: readonly string[]): void {
    for (const [folder, watcher] of this.watchers) {
      if (!folders.includes(folder)) {
        watcher.dispose();
        this.watchers.delete(folder);
      }
    }
    for (const folder of folders) {
      if (!this.watchers.has(folder)) {
        this.watchers.set(folder, this.watcherOf(folder));
      }
    }
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.watch([]);
  }

  private watcherOf(folder: string): Disposable {
    // A folder that comes or goes is told without its files.
    const watcher = workspace.createFileSystemWatcher(new RelativePattern(Uri.file(folder), '**/*'));
    const tell = (): void => {
      this.timer ??= setTimeout(() => {
        this.timer = undefined;
        this.didChange();
      }, BURST);
    };
    watcher.onDidChange(tell);
    watcher.onDidCreate(tell);
    watcher.onDidDelete(tell);
    return watcher;
  }
}
