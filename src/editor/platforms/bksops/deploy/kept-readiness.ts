import type { Memento } from 'vscode';
import type { DeployState } from '../../../../platforms/bksops/deploy/deploy-state';
import { isReady, type Readiness } from '../../../../platforms/bksops/deploy/readiness';

/** What the editor keeps of a manifest. */
interface Kept {
  /** What the last check has found. */
  readonly last: Readiness;
  /** The state of the last check that found it ready. */
  readonly good?: DeployState;
}

/** By the manifest, the one that was checked last at the end. */
const KEY = 'pluginWorkbench.readiness';
/** Of more manifests the ones that were checked first are forgotten. */
const MOST = 20;

/** What checks of this workspace have found, for later windows. */
export class KeptReadiness {
  constructor(private readonly memory: Pick<Memento, 'get' | 'update'>) {}

  last(manifest: string): Readiness | undefined {
    return this.all[manifest]?.last;
  }

  good(manifest: string): DeployState | undefined {
    return this.all[manifest]?.good;
  }

  async keep(readiness: Readiness): Promise<void> {
    const { manifest } = readiness;
    const { [manifest]: before, ...others } = this.all;
    const good = isReady(readiness) ? readiness.state : before?.good;
    const entries = [...Object.entries(others), [manifest, { last: readiness, ...(good && { good }) }] as const];
    await this.memory.update(KEY, Object.fromEntries(entries.slice(-MOST)));
  }

  private get all(): Readonly<Record<string, Kept>> {
    return this.memory.get<Readonly<Record<string, Kept>>>(KEY, {});
  }
}
