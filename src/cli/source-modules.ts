import { finish } from '../base/steps';
import { dirname } from '../base/paths';
import type { Source } from '../catalog/sources';
import { readModule, type PythonModule } from '../platforms/bksops/python/python-module';
import { sourceReader } from '../platforms/bksops/source-reader';
import { sourceCopy } from '../platforms/bksops/sync/copies';
import { moduleCandidates, sourceFolder } from '../platforms/bksops/sync/module-files';
import { readText } from '../runtime/files/read-file';
import { mustBeThere } from '../runtime/files/unreadable-file';
import { absolute } from './command';

/** A Python file of a source as it is read here. */
export interface FoundModule {
  readonly file: string;
  readonly module: PythonModule;
}

/**
 * The modules that a manifest's sources load, as far as they lie on this machine: in the folder of a file-system source,
 * beside the manifest, or else in the copy that "sync" has made. A Python file is its only module.
 * @throws UnreadableFile when there is no such file
 */
export async function modulesOf(
  given: string,
  source: string | undefined,
  signal: AbortSignal,
): Promise<FoundModule[]> {
  const file = absolute(given);
  const text = mustBeThere(await readText(file, { kind: 'source', within: 'anywhere', signal }), file);
  if (file.endsWith('.py')) {
    return [{ file, module: readModule(text) }];
  }
  const sources = finish(sourceReader.read(text, file)).filter(
    ({ name, isCache }) => !isCache && name === (source ?? name),
  );
  const names = sources.flatMap((each) => modulesIn(each, dirname(file)));
  const found = new Map<string, FoundModule>();
  for (const candidates of names) {
    for (const candidate of candidates) {
      const known = found.get(candidate);
      const read = known ? undefined : await readText(candidate, { kind: 'source', within: 'anywhere', signal });
      if (read !== undefined) {
        found.set(candidate, { file: candidate, module: readModule(read) });
      }
      if (known ?? read) {
        break;
      }
    }
  }
  return [...found.values()];
}

/** Where each module of a source may lie: first where it is written, and then in the copy that a sync has made. */
function modulesIn(source: Source, beside: string): string[][] {
  const own = source.type === 'fs' ? [sourceFolder(source)] : [];
  const folders = [...own, beside, sourceCopy(source.file, source)];
  return source.sets
    .flatMap((set) => set.modules)
    .map(({ name }) => folders.flatMap((folder) => moduleCandidates(folder, name)));
}
