import { ConfigurationTarget, Disposable, EventEmitter, RelativePattern, Uri, workspace } from 'vscode';
import { isAbsolute, resolve } from 'node:path';
import { dirname, normalize } from '../../../../../base/paths';
import type { Failure } from '../../../../../base/workbench-error';
import { ids } from '../../../../../ids';
import type { EndpointRegistrations } from '../../../../../platforms/spaceone/registrations/endpoint-registrations';
import { pathOf, workspacePaths } from '../../../../editor-files';
import type { Endpoints } from './endpoints';
import { readManagedSources, sourcesOf, type ManagedRead, type SourceFailure } from './read-managed-sources';

/** Changes are read together, this many milliseconds after the first of a burst. */
const BURST = 250;

/**
 * Fills the managed repository of the window's Repository from the places that the setting names: once it runs, and
 * again when the setting, a file there or what an endpoint has changes. The Repository waits for none of it.
 */
export class ManagedSources implements Disposable {
  private readonly changed = new EventEmitter<void>();
  private readonly listening: Disposable;
  private watching: { readonly paths: string; readonly watchers: Disposable } | undefined;
  private last: ManagedRead = { plugins: [], failures: [], asked: new Set() };
  private timer: NodeJS.Timeout | undefined;
  private isFollowing = false;
  private isReading = false;
  private isStale = false;
  private isOver = false;
  /** Fires when other sources cannot be read than before. */
  readonly onDidChange = this.changed.event;

  constructor(
    private readonly endpoints: Endpoints,
    private readonly tell: (note: string) => void,
  ) {
    this.listening = Disposable.from(
      endpoints.local.onDidChange(() => this.readAtStart()),
      endpoints.onDidChange(() => {
        // What was named in vain may be there by now.
        if (this.failures.length > 0) {
          this.readSoon();
        }
      }),
      endpoints.onDidChangeRegistrations((endpoint) => {
        const { state } = endpoints.registrationsOf(endpoint);
        if (state.is === 'answered' && this.last.asked.has(endpoint.id) && !this.isReading) {
          this.readSoon();
        }
      }),
      workspace.onDidChangeWorkspaceFolders(() => this.readSoon()),
      workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration(ids.setting.managedPlugins)) {
          this.readSoon();
        }
      }),
    );
  }

  /** The sources that gave nothing. */
  get failures(): readonly SourceFailure[] {
    return this.last.failures;
  }

  dispose(): void {
    this.isOver = true;
    clearTimeout(this.timer);
    this.watching?.watchers.dispose();
    this.listening.dispose();
    this.changed.dispose();
  }

  private readAtStart(): void {
    if (!this.isFollowing && this.endpoints.local.address !== undefined) {
      this.isFollowing = true;
      void this.read();
    }
  }

  private readSoon(): void {
    if (this.isFollowing && !this.isOver) {
      this.timer ??= setTimeout(() => {
        this.timer = undefined;
        void this.read();
      }, BURST);
    }
  }

  private async read(): Promise<void> {
    this.isStale = true;
    if (this.isReading) {
      return;
    }
    this.isReading = true;
    while (this.isStale && !this.isOver) {
      this.isStale = false;
      await this.readOnce();
    }
    this.isReading = false;
  }

  private async readOnce(): Promise<void> {
    const setting = workspace.getConfiguration().get<unknown>(ids.setting.managedPlugins);
    const sources = sourcesOf(setting) ?? [];
    // Before they are read, so that no change is missed.
    this.watch(sources.flatMap(pathsOf));
    if (sources.length > 0) {
      await this.endpoints.ready();
    }
    const read = await readManagedSources(setting, {
      pathsOf,
      endpointNamed: (name) => this.endpointNamed(name),
      tell: this.tell,
    });
    if (this.isOver) {
      return;
    }
    const before = this.last;
    this.last = read;
    if (JSON.stringify(before.plugins) !== JSON.stringify(read.plugins)) {
      this.endpoints.local.replaceManaged(read.plugins);
    }
    if (before.failures.length + read.failures.length > 0) {
      this.changed.fire();
    }
  }

  /** The local Repository itself has no managed plugins but these. */
  private endpointNamed(name: string): EndpointRegistrations | Failure | undefined {
    for (const entry of this.endpoints.entries) {
      if (entry.is === 'unusable' && entry.name === name) {
        return entry.failure;
      }
      if (entry.is === 'endpoint' && entry.endpoint.name === name && entry.endpoint.origin !== 'local') {
        return this.endpoints.registrationsOf(entry.endpoint);
      }
    }
    return undefined;
  }

  private watch(places: readonly string[]): void {
    const paths = JSON.stringify(places);
    if (this.watching?.paths !== paths) {
      this.watching?.watchers.dispose();
      this.watching = {
        paths,
        watchers: Disposable.from(...places.map((place) => watch(place, () => this.readSoon()))),
      };
    }
  }
}

/** Adds the name of an endpoint to the setting, of the workspace where there is one; false when it is there. */
export async function addManagedSource(name: string): Promise<boolean> {
  const settings = workspace.getConfiguration();
  // Also what cannot be used stays as it was written.
  const now = [settings.get<unknown>(ids.setting.managedPlugins) ?? []].flat();
  if (now.includes(name)) {
    return false;
  }
  const target = workspace.workspaceFolders ? ConfigurationTarget.Workspace : ConfigurationTarget.Global;
  await settings.update(ids.setting.managedPlugins, [...now, name], target);
  return true;
}

function pathsOf(source: string): string[] {
  return isAbsolute(source)
    ? [normalize(source)]
    : workspacePaths().map((folder) => normalize(resolve(folder, source)));
}

/** Hears of a file, of the manifests in a folder, and that either comes or goes. */
function watch(place: string, heard: () => void): Disposable {
  // A name may hold what means something in a pattern.
  const beside = workspace.createFileSystemWatcher(new RelativePattern(Uri.file(dirname(place)), '*'));
  const inside = workspace.createFileSystemWatcher(new RelativePattern(Uri.file(place), '*.{yaml,yml}'));
  const heardBeside = (uri: Uri): void => {
    if (pathOf(uri) === place) {
      heard();
    }
  };
  return Disposable.from(
    beside,
    beside.onDidCreate(heardBeside),
    beside.onDidChange(heardBeside),
    beside.onDidDelete(heardBeside),
    inside,
    inside.onDidCreate(heard),
    inside.onDidChange(heard),
    inside.onDidDelete(heard),
  );
}
