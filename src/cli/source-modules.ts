import { finish } from '../base/steps';
import { dirname, join } from '../base/paths';
import type { Source } from '../catalog/sources';
import type { WrittenComponent } from '../platforms/bksops/load/absent-component';
import { mayHoldComponent, moduleName } from '../platforms/bksops/packages/module-names';
import { textIn } from '../platforms/bksops/python/constant';
import { LineIndex } from '../manifest/parse/line-index';
import { NodeFiles } from '../runtime/files/node-files';
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

/** The components that the root packages of a manifest's sources define on this machine, whether it lists them or not. */
export async function componentsBeside(given: string, signal: AbortSignal): Promise<WrittenComponent[]> {
  const file = absolute(given);
  const text = (await readText(file, { kind: 'source', within: 'anywhere', signal })) ?? '';
  const roots = finish(sourceReader.read(text, file)).flatMap((source) =>
    source.sets.flatMap((set) => foldersOf(source, dirname(file)).map((folder) => join(folder, set.rootPackage))),
  );
  const found = new Map<string, WrittenComponent[]>();
  for (const root of new Set(roots)) {
    const modules = await new NodeFiles(() => [root], { signal }).find(root, ['**/*.py']).catch(() => []);
    for (const each of modules) {
      const read = await readText(each, { kind: 'source', within: [root], signal }).catch(() => undefined);
      found.set(each, read !== undefined && mayHoldComponent(read) ? componentsIn(readModule(read), each, root) : []);
    }
  }
  return [...found.values()].flat();
}

function componentsIn({ text, components }: PythonModule, file: string, root: string): WrittenComponent[] {
  const lines = new LineIndex(text);
  return components.flatMap(({ code, at }) => {
    const [written, module] = [textIn(code?.value), moduleName(file, root)];
    const where = { file, line: lines.positionAt(at.start).line + 1 };
    return written === undefined || module === undefined ? [] : [{ code: written, module, where }];
  });
}

/** Where each module of a source may lie: first where it is written, and then in the copy that a sync has made. */
function modulesIn(source: Source, beside: string): string[][] {
  const folders = foldersOf(source, beside);
  return source.sets
    .flatMap((set) => set.modules)
    .map(({ name }) => folders.flatMap((folder) => moduleCandidates(folder, name)));
}

function foldersOf(source: Source, beside: string): string[] {
  const own = source.type === 'fs' ? [sourceFolder(source)] : [];
  return [...own, beside, sourceCopy(source.file, source)];
}
