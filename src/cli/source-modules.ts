import { finish } from '../base/steps';
import { dirname, join } from '../base/paths';
import type { Source } from '../catalog/sources';
import { readModule, type PythonModule } from '../platforms/bksops/python/python-module';
import { sourceReader } from '../platforms/bksops/source-reader';
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
 * and else beside the manifest. A Python file is its only module.
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

/** Where each module of a source may lie, the likeliest place first. */
function modulesIn(source: Source, beside: string): string[][] {
  const path = source.details['path'];
  const isWhole = path !== undefined && /^(?:\/|[A-Za-z]:)/.test(path);
  const own = path === undefined ? [] : [isWhole ? absolute(path) : join(beside, path)];
  const roots = [...(source.type === 'fs' ? own : []), beside];
  const modules = source.sets
    .flatMap((set) => set.modules)
    .filter(({ name }) => /^[\p{L}_][\p{L}\p{N}_.]*$/u.test(name));
  return modules.map(({ name }) => {
    const steps = name.replaceAll('.', '/');
    return roots.flatMap((root) => [join(root, `${steps}.py`), join(root, steps, '__init__.py')]);
  });
}
