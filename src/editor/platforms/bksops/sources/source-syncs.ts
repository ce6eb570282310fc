import { EventEmitter, type Disposable, type Memento } from 'vscode';
import type { Files } from '../../../../base/files';
import { basename } from '../../../../base/paths';
import { WorkbenchError, type Failure } from '../../../../base/workbench-error';
import type { Source } from '../../../../catalog/sources';
import { copyOf } from '../../../../platforms/bksops/sync/copies';
import { notesOfCache, notesOfCopy, notesOfSops } from '../../../../platforms/bksops/sync/sops-notes';
import { lineOfDetail } from '../../../../platforms/bksops/sync/wrong-detail';
import { fromOf, syncSources, type SyncReport, type SyncResult } from '../../../../platforms/bksops/sync/sync-sources';
import type { GitCommand } from '../../../../runtime/fetching/git-command';
import type { Redactor } from '../../../../runtime/secrets/redactor';
import type { SourceSecrets } from './source-secrets';

/** How far the copy of a source is, or the filling of a cache. */
export type SyncState =
  | { readonly is: 'not synced' }
  | { readonly is: 'syncing'; readonly progress: string }
  /** `at` as an ISO time; `isElsewhere` when the manifest names another place since. */
  | { readonly is: 'synced'; readonly at: string; readonly files?: number; readonly isElsewhere: boolean }
  | { readonly is: 'failed'; readonly failure: Failure; readonly before?: string };

interface Failed {
  readonly failure: Failure;
  /** The key of the detail that is to blame. */
  readonly wrong: string | undefined;
  /** What was written of the source: another text mends it, or is to be tried first. */
  readonly written: string;
}

/** When caches were filled last, by their keys: no copy here tells it. */
const FILLED = 'pluginWorkbench.filledCaches';

/** The syncs of this window, and what they have come to. */
export class SourceSyncs implements Disposable {
  private readonly running = new Set<string>();
  private readonly progress = new Map<string, string>();
  private readonly failed = new Map<string, Failed>();
  private readonly changed = new EventEmitter<Source | undefined>();
  /** Fires with the source whose state has changed; undefined for many. */
  readonly onDidChange = this.changed.event;

  constructor(
    private readonly files: Pick<Files, 'read'>,
    private readonly git: GitCommand,
    private readonly redactor: Redactor,
    private readonly secrets: SourceSecrets,
    private readonly memory: Memento,
  ) {}

  async stateOf(source: Source): Promise<SyncState> {
    const progress = this.progress.get(keyOf(source));
    if (progress !== undefined) {
      return { is: 'syncing', progress };
    }
    const copied = source.isCache ? this.filled(source) : await this.copied(source);
    const failure = this.failureOf(source);
    return failure ? { is: 'failed', failure, ...(copied.is === 'synced' ? { before: copied.at } : {}) } : copied;
  }

  /** Why the last sync of a source failed; undefined when it did not, or when the source has been written anew since. */
  failureOf(source: Source): Failure | undefined {
    const failed = this.failed.get(keyOf(source));
    return failed?.written === writtenOf(source)
      ? { ...failed.failure, where: { file: source.file, line: lineOfDetail(source, failed.wrong) } }
      : undefined;
  }

  /** What is to be known of a copy, a sentence each, and what the sync of SOPS itself makes of the source. */
  async notesOf(source: Source, all: readonly Source[]): Promise<string[]> {
    if (source.isCache) {
      return notesOfCache(source);
    }
    const index = await copyOf(source.file, source).index();
    if (!index) {
      return [];
    }
    const { oddities, files } = index;
    const others = all.filter((other) => other.file === source.file && !other.isCache && other.line !== source.line);
    const hasCache = all.some((other) => other.file === source.file && other.isCache);
    const notes = hasCache ? notesOfSops(source, { paths: files.keys(), oddities, others }) : [];
    return [...notesOfCopy(oddities), ...notes];
  }

  /**
   * Syncs the sources of a manifest as it is now, with what has not been saved, and then its cache; or one source alone.
   * @throws WorkbenchError while that runs already, and for a manifest without sources; an AbortError on abort
   */
  async sync(
    manifest: string,
    only: Source | undefined,
    signal: AbortSignal,
    tell: (progress: string) => void,
  ): Promise<SyncReport> {
    if (this.running.has(manifest)) {
      throw new WorkbenchError({ what: `${basename(manifest)} is being synced already.` });
    }
    this.running.add(manifest);
    const begun = new Map<string, Source>();
    try {
      const text = (await this.files.read(manifest)) ?? '';
      return await syncSources(
        { file: manifest, text },
        {
          only: only?.name,
          git: this.git,
          redactor: this.redactor,
          variable: (name) => this.secrets.lookUp(manifest, name),
          signal,
          tell: (source, progress) => {
            begun.set(keyOf(source), source);
            this.setProgress(source, progress);
            tell(`${source.name}: ${progress}`);
          },
          onResult: (result) => this.take(result),
        },
      );
    } finally {
      this.running.delete(manifest);
      for (const [key, source] of begun) {
        if (this.progress.delete(key)) {
          this.changed.fire(source);
        }
      }
    }
  }

  dispose(): void {
    this.changed.dispose();
  }

  private setProgress(source: Source, progress: string): void {
    this.progress.set(keyOf(source), this.redactor.redact(progress));
    this.changed.fire(source);
  }

  private take({ source, failure, wrong }: SyncResult): void {
    const key = keyOf(source);
    this.progress.delete(key);
    if (failure) {
      this.failed.set(key, { failure: this.readable(failure), wrong, written: writtenOf(source) });
    } else {
      this.failed.delete(key);
    }
    if (source.isCache && !failure) {
      const all = this.memory.get<Readonly<Record<string, string>>>(FILLED, {});
      void this.memory.update(FILLED, { ...all, [key]: new Date().toISOString() });
    }
    this.changed.fire(source);
  }

  /** A failure without the secrets that its words may hold. */
  private readable({ what, why, where, next }: Failure): Failure {
    return { what: this.redactor.redact(what), why: why && this.redactor.redact(why), where, next };
  }

  private filled(source: Source): SyncState {
    const at = this.memory.get<Readonly<Record<string, string>>>(FILLED, {})[keyOf(source)];
    return at === undefined ? { is: 'not synced' } : { is: 'synced', at, isElsewhere: false };
  }

  private async copied(source: Source): Promise<SyncState> {
    const state = await copyOf(source.file, source).state();
    if (!state) {
      return { is: 'not synced' };
    }
    const isElsewhere = JSON.stringify(sorted(state.from)) !== JSON.stringify(sorted(fromOf(source)));
    return { is: 'synced', at: state.synced, files: state.files, isElsewhere };
  }
}

/** What tells a source from all others. */
export function keyOf({ file, type, name, isCache }: Source): string {
  return JSON.stringify([file, type, name, isCache]);
}

function writtenOf({ details, sets }: Source): string {
  return JSON.stringify([details, sets.map(({ rootPackage }) => rootPackage)]);
}

function sorted(record: Readonly<Record<string, string>>): [string, string][] {
  return Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1));
}
