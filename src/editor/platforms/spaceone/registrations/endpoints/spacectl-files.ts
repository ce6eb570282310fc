import { Disposable, EventEmitter, RelativePattern, Uri, workspace } from 'vscode';
import { basename, join } from '../../../../../base/paths';
import {
  currentEnvironment,
  environmentFile,
  environmentNames,
  readEnvironment,
  type SpacectlEnvironment,
} from '../../../../../platforms/spaceone/registrations/spacectl-environments';
import { toFailure } from '../../../../../base/workbench-error';
import { readText } from '../../../../../runtime/files/read-file';
import { fileNames, inHome } from '../../../../../runtime/files/user-files';

/** How many files are read at once; each is parsed in a turn of its own. */
const AT_A_TIME = 16;
/** Changes are read together, this many milliseconds after the first of a burst. */
const BURST = 250;

/** spacectl's environments in the person's own folder: read when first asked for, and again as their files change. */
export class SpacectlFiles implements Disposable {
  private readonly folder = inHome('.spaceone');
  private readonly known = new Map<string, SpacectlEnvironment>();
  private readonly changed = new EventEmitter<void>();
  private readonly stale = new Set<string>();
  private listed: readonly SpacectlEnvironment[] = [];
  private reading: Promise<void> | undefined;
  private watching: Disposable | undefined;
  private timer: NodeJS.Timeout | undefined;
  private isOver = false;
  readonly onDidChange = this.changed.event;

  /** By name; none before {@link ready}. */
  get environments(): readonly SpacectlEnvironment[] {
    return this.listed;
  }

  /** The one that spacectl works in. */
  current: string | undefined;

  /** Resolves when the files have been read once; later calls cost nothing, or a look where there is no folder yet. */
  async ready(): Promise<void> {
    this.reading ??= this.read();
    await this.reading;
    if (!this.watching && (await fileNames(join(this.folder, 'environments')))) {
      await this.refresh();
    }
  }

  /** Reads everything anew, if it was ever read. */
  async refresh(): Promise<void> {
    if (this.reading) {
      this.known.clear();
      this.reading = this.reading.then(() => this.read());
      await this.reading;
    }
  }

  file(name: string): string {
    return join(this.folder, 'environments', environmentFile(name));
  }

  dispose(): void {
    this.isOver = true;
    clearTimeout(this.timer);
    this.watching?.dispose();
    this.changed.dispose();
  }

  private async read(): Promise<void> {
    const files = await fileNames(join(this.folder, 'environments'));
    if (files && !this.isOver) {
      // Nobody tells of a folder that was not there when its watcher was made.
      this.watching ??= this.watch();
    }
    const names = environmentNames(files ?? []);
    const waiting = names.filter((name) => !this.known.has(name));
    const work = async (): Promise<void> => {
      for (let name = waiting.pop(); name !== undefined && !this.isOver; name = waiting.pop()) {
        this.known.set(name, await this.readOne(name));
      }
    };
    await Promise.all(Array.from({ length: AT_A_TIME }, work));
    const named = await textOf(join(this.folder, 'environment.yml')).catch(() => undefined);
    const current = currentEnvironment(named, names);
    const before = JSON.stringify([this.current, this.listed]);
    this.current = current.is === 'named' ? current.name : undefined;
    this.listed = names.flatMap((name) => this.known.get(name) ?? []);
    if (before !== JSON.stringify([this.current, this.listed])) {
      this.changed.fire();
    }
  }

  private async readOne(name: string): Promise<SpacectlEnvironment> {
    try {
      const text = await textOf(this.file(name));
      return text === undefined
        ? { is: 'unreadable', name, why: 'The file cannot be read.', line: 1 }
        : readEnvironment(name, text);
    } catch (error) {
      const why = ['The file cannot be read.', toFailure(error).why].filter(Boolean).join(' ');
      return { is: 'unreadable', name, why, line: 1 };
    }
  }

  private watch(): Disposable {
    const folder = Uri.file(this.folder);
    const watchers = [
      workspace.createFileSystemWatcher(new RelativePattern(folder, 'environment.yml')),
      workspace.createFileSystemWatcher(new RelativePattern(Uri.joinPath(folder, 'environments'), '*.yml')),
    ];
    const heard = ({ path }: Uri): void => {
      this.stale.add(basename(path).replace(/\.yml$/, ''));
      this.timer ??= setTimeout(() => void this.readStale(), BURST);
    };
    const listening = watchers.flatMap((watcher) => [
      watcher.onDidCreate(heard),
      watcher.onDidChange(heard),
      watcher.onDidDelete(heard),
    ]);
    return Disposable.from(...watchers, ...listening);
  }

  private async readStale(): Promise<void> {
    this.timer = undefined;
    await this.reading;
    this.stale.forEach((name) => this.known.delete(name));
    this.stale.clear();
    this.reading = this.read();
    await this.reading;
  }
}

/** A file in the person's own folder, which may well be a link to where they keep such things. */
function textOf(file: string): Promise<string | undefined> {
  return readText(file, { kind: 'spacectl file', within: 'anywhere' });
}
