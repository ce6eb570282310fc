import { Disposable, EventEmitter, l10n, workspace } from 'vscode';
import type { Files } from '../../../../base/files';
import { dirname } from '../../../../base/paths';
import { isAbort, toFailure, type Failure } from '../../../../base/workbench-error';
import type { SetModule, Source, Sources } from '../../../../catalog/sources';
import { ids } from '../../../../ids';
import { requirementInstaller } from '../../../../platforms/bksops/load/install-requirements';
import { loadBases } from '../../../../platforms/bksops/load/load-basis';
import { loadManifest } from '../../../../platforms/bksops/load/load-manifest';
import type { LoadReport, SourceLoad } from '../../../../platforms/bksops/load/load-report';
import { loaderOf } from '../../../../platforms/bksops/load/loader-environment';
import type { Loader } from '../../../../platforms/platform';
import type { LoadedFrom, ManifestText } from '../../../../platforms/bksops/load/source-task';
import type { SetUpProgress } from '../../../../runtime/python/environment-setup';
import type { Runtime } from '../../../../runtime/runtime';
import { requireTrust } from '../../../commands';
import { chosenInterpreter } from '../../../debugging/server-sessions';
import type { LoadLog } from './load-log';
import { LoadMemory } from './load-memory';
import type { LoadState, LoadStates } from './load-states';
import { setUpWords } from './set-up-words';
import type { SourceSecrets } from './source-secrets';
import type { SourceSyncs } from './source-syncs';
import { WatchedFolders } from './watched-folders';

/** A load as it is asked for. */
interface WantedLoad {
  readonly only: Source | undefined;
  readonly from: LoadedFrom;
  readonly signal: AbortSignal;
  readonly tell: (progress: string) => void;
  readonly installs: boolean;
}

/** The loads of this window, and what they have come to for as long as that holds. */
export class SourceLoads implements LoadStates, Disposable {
  private readonly memory = new LoadMemory();
  private readonly changed = new EventEmitter<Source | undefined>();
  readonly onDidChange = this.changed.event;
  private readonly folders = new WatchedFolders(() => this.compareAll());
  private readonly listening: Disposable;
  private readonly disposed = new AbortController();
  /** One after the other: an older look must not have the last word. */
  private comparing = Promise.resolve();

  constructor(
    private readonly files: Pick<Files, 'read'>,
    private readonly sources: Pick<Sources, 'all' | 'onDidChange'>,
    syncs: Pick<SourceSyncs, 'onDidChange'>,
    private readonly runtime: Runtime,
    private readonly secrets: SourceSecrets,
    private readonly log: LoadLog,
  ) {
    this.listening = Disposable.from(
      this.folders,
      sources.onDidChange(() => this.compareAll()),
      syncs.onDidChange(() => this.compareAll()),
      workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration(ids.setting.python)) {
          this.memory.manifests.forEach((file) => this.forgive(file));
        }
      }),
    );
  }

  /**
   * Loads the sources of a manifest as it is now, with what has not been saved, as SOPS does when it starts.
   * @param only The source that is loaded alone.
   * @param installs True to install first what the modules require and is missing, beside the Python and not into it.
   * @throws WorkbenchError without trust, while the manifest is being loaded already, or when nothing can load it; an
   * AbortError on abort, after which all is as it was before
   */
  async load(
    manifest: string,
    only: Source | undefined,
    from: LoadedFrom,
    signal: AbortSignal,
    tell: (progress: string) => void,
    { installs = false }: { readonly installs?: boolean } = {},
  ): Promise<LoadReport> {
    requireTrust();
    this.memory.begin(manifest, only?.name, from);
    this.changed.fire(undefined);
    let text = '';
    try {
      text = (await this.files.read(manifest)) ?? '';
      return await this.run({ file: manifest, text }, { only, from, signal, tell, installs });
    } catch (error) {
      if (!isAbort(error)) {
        this.memory.fail(manifest, { only: only?.name, text, failure: this.readable(toFailure(error)) });
      }
      throw error;
    } finally {
      this.memory.end(manifest);
      this.changed.fire(undefined);
    }
  }

  of(source: Source, module: Pick<SetModule, 'name'>): LoadState {
    return this.memory.of(source, module);
  }

  failureOf(source: Source): Failure | undefined {
    return this.memory.failureOf(source);
  }

  /** What loads have told and still holds, a source each. */
  get current(): readonly SourceLoad[] {
    return this.memory.current;
  }

  dispose(): void {
    this.disposed.abort();
    this.listening.dispose();
    this.changed.dispose();
  }

  private async run(manifest: ManifestText, { only, from, signal, tell, installs }: WantedLoad): Promise<LoadReport> {
    const told = (progress: string): void => tell(this.runtime.redactor.redact(progress));
    const count = await this.modulesOf(manifest.file, only);
    const bases = await loadBases(manifest, from, signal);
    let preparing: Promise<Loader> | undefined;
    const prepared = (): Promise<Loader> => (preparing ??= this.prepare(manifest, signal, told));
    const onProgress = (progress: SetUpProgress): void =>
      told(l10n.t('installing {0} ({1} of {2})', progress.title, progress.step, progress.steps));
    try {
      const loaded = await loadManifest(manifest, async () => (await prepared()).work, {
        install: installs ? requirementInstaller(this.runtime, prepared, { signal, onProgress }) : undefined,
        ...{ only: only?.name, from, signal, redactor: this.runtime.redactor },
        variable: (name) => this.secrets.lookUp(manifest.file, name),
        onTried: (load, source) => {
          const tried = this.memory.take(source, load);
          told(l10n.t('{0}: {1} ({2} of {3})', source.name, load.module, tried, count));
          this.changed.fire(source);
        },
      });
      const loader = preparing && (await preparing);
      const report = { ...this.withoutSecrets(loaded), ...(loader && { loader: loader.about }) };
      this.log.tell(manifest.file, report);
      this.memory.keep(manifest.file, report, bases);
      this.follow();
      return report;
    } finally {
      const loader = await preparing?.catch(() => undefined);
      await loader?.work[Symbol.asyncDispose]();
    }
  }

  private async modulesOf(manifest: string, only: Source | undefined): Promise<number> {
    const all = (await this.sources.all()).filter(
      ({ file, name }) => file === manifest && name === (only?.name ?? name),
    );
    return all.flatMap(({ sets }) => sets.flatMap(({ modules }) => modules)).length;
  }

  private async prepare(
    manifest: ManifestText,
    signal: AbortSignal,
    tell: (progress: string) => void,
  ): Promise<Loader> {
    tell(l10n.t('looking for the loader of SOPS'));
    const loader = await loaderOf(this.runtime, manifest, {
      chosen: chosenInterpreter(dirname(manifest.file)),
      signal,
      onProgress: (progress) => tell(setUpWords(progress)),
    });
    tell(l10n.t('loading with {0}', loader.about));
    return loader;
  }

  /** What was loaded may change from now on, or has already. */
  private follow(): void {
    const bases = this.memory.manifests.flatMap((file) => this.memory.basesOf(file));
    this.folders.watch(bases.flatMap(({ basis: { folder } }) => folder ?? []));
    this.compareAll();
  }

  private compareAll(): void {
    this.comparing = this.comparing.then(async () => {
      for (const manifest of this.memory.manifests) {
        await this.compare(manifest).catch((error: unknown) => this.log.failed(error));
      }
    });
  }

  private forgive(manifest: string, text?: string): void {
    if (this.memory.forgive(manifest, text)) {
      this.changed.fire(undefined);
    }
  }

  private async compare(manifest: string): Promise<void> {
    const { signal } = this.disposed;
    const text = (await this.files.read(manifest)) ?? '';
    this.forgive(manifest, text);
    const ways = new Set(this.memory.basesOf(manifest).map(({ from }) => from));
    for (const from of ways) {
      const bases = await loadBases({ file: manifest, text }, from, signal);
      this.memory.compare(manifest, from, bases).forEach((source) => this.changed.fire(source));
    }
  }

  /** What the loader tells has passed the redactor; why a source cannot be told to it has not. */
  private withoutSecrets({ sources }: LoadReport): LoadReport {
    return {
      sources: sources.map((load) => ({
        ...load,
        ...(load.failure && { failure: this.readable(load.failure) }),
        modules: load.modules.map((module) => ({
          ...module,
          ...(module.message !== undefined && { message: this.runtime.redactor.redact(module.message) }),
        })),
      })),
    };
  }

  private readable({ what, why, where, next }: Failure): Failure {
    const { redactor } = this.runtime;
    return { what: redactor.redact(what), why: why && redactor.redact(why), where, next };
  }
}
