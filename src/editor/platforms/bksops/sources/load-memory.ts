import { basename } from '../../../../base/paths';
import { WorkbenchError, type Failure } from '../../../../base/workbench-error';
import type { SetModule, Source } from '../../../../catalog/sources';
import { isSameBasis, type LoadBasis } from '../../../../platforms/bksops/load/load-basis';
import type { LoadReport, ModuleLoad, SourceLoad } from '../../../../platforms/bksops/load/load-report';
import type { LoadedFrom } from '../../../../platforms/bksops/load/source-task';
import type { LoadState } from './load-states';
import { keyOf } from './source-syncs';

interface RunningLoad {
  /** The name of the source that is loaded alone. */
  readonly only: string | undefined;
  readonly from: LoadedFrom;
  readonly tried: Map<string, ModuleLoad>;
}

interface KnownLoad {
  readonly load: SourceLoad;
  /** By name; of one that is listed twice the first. */
  readonly modules: ReadonlyMap<string, ModuleLoad>;
  readonly basis: LoadBasis;
  isChanged: boolean;
}

interface FailedLoad {
  readonly only: string | undefined;
  /** The manifest's. */
  readonly text: string;
  readonly failure: Failure;
}

/** What the loads of this window have come to, and which of it still holds. */
export class LoadMemory {
  /** By manifest. */
  private readonly running = new Map<string, RunningLoad>();
  /** By the source's key. */
  private readonly known = new Map<string, KnownLoad>();
  /** Why a manifest's last load came to nothing, by manifest. */
  private readonly failures = new Map<string, FailedLoad>();

  /** @throws WorkbenchError while the manifest is being loaded */
  begin(manifest: string, only: string | undefined, from: LoadedFrom): void {
    if (this.running.has(manifest)) {
      throw new WorkbenchError({ what: `${basename(manifest)} is being loaded already.` });
    }
    this.running.set(manifest, { only, from, tried: new Map() });
  }

  /** Takes what became of a module while others are still to be tried; gives how many have been. */
  take(source: Source, load: ModuleLoad): number {
    const tried = this.running.get(source.file)?.tried;
    return tried?.set(moduleKey(source, load.module), load).size ?? 0;
  }

  /** Takes a whole load; what is known of sources that were not loaded with it stays. */
  keep(manifest: string, { sources }: LoadReport, bases: readonly LoadBasis[]): void {
    this.failures.delete(manifest);
    for (const load of sources) {
      const basis = bases.find(({ source }) => keyOf(source) === keyOf(load.source));
      if (basis) {
        const modules = new Map(load.modules.toReversed().map((module) => [module.module, module]));
        this.known.set(keyOf(load.source), { load, modules, basis, isChanged: false });
      }
    }
  }

  /** Takes why a load came to nothing. */
  fail(manifest: string, failed: FailedLoad): void {
    this.failures.set(manifest, failed);
  }

  /**
   * Forgets why a manifest's load came to nothing.
   * @param text What mends it when it is another one; undefined for what mends it anyway.
   * @returns true when something was forgotten
   */
  forgive(manifest: string, text?: string): boolean {
    return this.failures.get(manifest)?.text !== text && this.failures.delete(manifest);
  }

  /** Says that the manifest's load is over: without having been kept, it was never there. */
  end(manifest: string): void {
    this.running.delete(manifest);
  }

  of(source: Source, { name }: Pick<SetModule, 'name'>): LoadState {
    const running = this.running.get(source.file);
    if (running && !source.isCache && (running.only ?? source.name) === source.name) {
      const tried = running.tried.get(moduleKey(source, name));
      return tried ? { is: 'tried', load: tried, from: running.from } : { is: 'loading' };
    }
    const known = this.known.get(keyOf(source));
    const load = known?.modules.get(name);
    if (!known || !load) {
      return { is: 'not loaded' };
    }
    return known.isChanged ? { is: 'changed' } : { is: 'tried', load, from: known.load.from };
  }

  failureOf(source: Source): Failure | undefined {
    const known = this.known.get(keyOf(source));
    const failed = this.failures.get(source.file);
    return failed && !source.isCache && (failed.only ?? source.name) === source.name
      ? failed.failure
      : known?.isChanged === false
        ? known.load.failure
        : undefined;
  }

  /** What still holds, a source each. */
  get current(): readonly SourceLoad[] {
    return [...this.known.values()].filter(({ isChanged }) => !isChanged).map(({ load }) => load);
  }

  /** What a manifest's known loads have gone by. */
  basesOf(manifest: string): readonly { readonly from: LoadedFrom; readonly basis: LoadBasis }[] {
    return [...this.known.values()]
      .filter(({ basis }) => basis.source.file === manifest)
      .map(({ load: { from }, basis }) => ({ from, basis }));
  }

  /** The manifests of which something is known. */
  get manifests(): readonly string[] {
    return [...new Set([...[...this.known.values()].map(({ basis }) => basis.source.file), ...this.failures.keys()])];
  }

  /**
   * Holds what is known against what the sources of a manifest are now; one that is not there any more is forgotten.
   * @returns the sources of which something else is true now
   */
  compare(manifest: string, from: LoadedFrom, bases: readonly LoadBasis[]): readonly Source[] {
    const others: Source[] = [];
    for (const [key, known] of this.known) {
      if (known.basis.source.file === manifest && known.load.from === from) {
        const now = bases.find(({ source }) => keyOf(source) === key);
        const isChanged = !now || !isSameBasis(known.basis, now);
        if (isChanged !== known.isChanged || !now) {
          others.push(known.load.source);
        }
        known.isChanged = isChanged;
        if (!now) {
          this.known.delete(key);
        }
      }
    }
    return others;
  }
}

function moduleKey(source: Source, module: string): string {
  return `${keyOf(source)} ${module}`;
}
