import type { FilePlace } from '../../../base/workbench-error';
import type { LoadedFrom } from '../load/source-task';
import type { Changes } from './changes';
import type { DeployState } from './deploy-state';

/** What is done one after the other to find out. */
export type Step = 'sync' | 'load' | 'check';

/** What keeps sources from being deployed, or is to be known before. */
export interface Problem {
  readonly step: Step;
  /** `untried` is what nothing is known of, `warning` what does not keep SOPS from working. */
  readonly weight: 'error' | 'untried' | 'warning';
  /** What it is about: a module, a source, or what a package promises. */
  readonly subject: string;
  /** What SOPS logs, what that means and what to do, as far as each is known. */
  readonly message: string;
  /** True for what another problem has led to. */
  readonly isConsequence?: boolean;
  /** Where it is mended in the Python. */
  readonly python?: FilePlace;
  /** Where it is listed in the manifest. */
  readonly manifest?: FilePlace;
}

/** How many modules the sources list, by what becomes of them. */
export interface ModuleCounts {
  readonly loaded: number;
  /** Failed or skipped. */
  readonly refused: number;
  readonly untried: number;
}

export interface Verdict {
  readonly is: 'ready' | 'warned' | 'unknown' | 'not ready' | 'nothing loaded';
  /** One sentence. */
  readonly words: string;
}

/** What SOPS would make of the sources of a manifest; nothing but JSON, so that it can be kept. */
export interface Readiness {
  /** Its absolute path, as in `paths.ts`. */
  readonly manifest: string;
  readonly verdict: Verdict;
  /** SOPS loads from the cache alone where there is one. */
  readonly from: LoadedFrom;
  /** Such as `bamboo-pipeline 4.0.4 on Python 3.11.7`; absent where nothing could load. */
  readonly loader?: string;
  readonly modules: ModuleCounts;
  readonly problems: readonly Problem[];
  /** What SOPS will show, and what it comes from. */
  readonly state: DeployState;
  /** Against the last good state, where there is one. */
  readonly changes?: Changes;
}

/** True when nothing keeps the sources from being deployed. */
export function isReady({ verdict }: Pick<Readiness, 'verdict'>): boolean {
  return verdict.is === 'ready' || verdict.is === 'warned';
}
