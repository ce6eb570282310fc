import { dirname } from '../../../../base/paths';
import type { Source } from '../../../../catalog/sources';
import { loadManifest } from '../../../../platforms/bksops/load/load-manifest';
import type { LoadReport } from '../../../../platforms/bksops/load/load-report';
import { loaderOf } from '../../../../platforms/bksops/load/loader-environment';
import { sourceTasks, type LoadedFrom } from '../../../../platforms/bksops/load/source-task';
import type { Runtime } from '../../../../runtime/runtime';
import { chosenInterpreter } from '../../../debugging/server-sessions';
import type { SourceSecrets } from '../sources/source-secrets';

/** What loads the sources of a manifest in this window. */
export interface Loads {
  load(
    manifest: string,
    only: Source | undefined,
    from: LoadedFrom,
    signal: AbortSignal,
    tell: (progress: string) => void,
  ): Promise<LoadReport>;
}

/** Loads manifests as they are written now, with what has not been saved. */
export class ManifestLoads implements Loads {
  constructor(
    private readonly files: { read(path: string): Promise<string | undefined> },
    private readonly runtime: Runtime,
    private readonly secrets: SourceSecrets,
  ) {}

  async load(
    file: string,
    only: Source | undefined,
    from: LoadedFrom,
    signal: AbortSignal,
    tell: (progress: string) => void,
  ): Promise<LoadReport> {
    const manifest = { file, text: (await this.files.read(file)) ?? '' };
    const { redactor } = this.runtime;
    const variable = (name: string): Promise<string> => this.secrets.lookUp(file, name);
    const how = { only: only?.name, from, variable, redactor };
    const tasks = await sourceTasks(manifest, how);
    const all = tasks.reduce((count, { modules }) => count + modules.length, 0);
    let loader: string | undefined;
    let tried = 0;
    const report = await loadManifest(
      manifest,
      async () => {
        const { work, about } = await loaderOf(this.runtime, manifest, {
          chosen: chosenInterpreter(dirname(file)),
          signal,
          onProgress: ({ title }) => tell(title),
        });
        loader = about;
        tell(`loading module 1 of ${all}`);
        return work;
      },
      {
        ...how,
        signal,
        onTried: () => {
          tried += 1;
          tell(`loading module ${Math.min(tried + 1, all)} of ${all}`);
        },
      },
    );
    return { ...report, ...(loader !== undefined && { loader }) };
  }
}
