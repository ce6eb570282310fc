import { dirname, isInside, join, normalize, relative } from '../../../base/paths';
import type { Files } from '../../../base/files';
import type { Source } from '../../../catalog/sources';
import type { Names } from '../../../manifest/names/names';
import { readText } from '../../../runtime/files/read-file';
import { readModule, type PythonModule } from '../python/python-module';
import { moduleSort, pythonModules } from '../python-modules';
import { copyOf, sourceCopy } from './copies';

/** A Python file of a source on this machine. */
export interface ModuleFile {
  readonly file: string;
  readonly text: string;
  /** True for one of the copy that a sync has made, false for one of the workspace. */
  readonly isCopy: boolean;
}

/** A module that a source could load. */
export interface HeldModule {
  /** Dotted, from its root package on. */
  readonly name: string;
  /** How many components it defines, as its text says. */
  readonly components: number;
}

/** More of them are never offered to be picked from. */
const MOST_MODULES = 5000;

/** Where the modules of sources lie on this machine: in their copies, or in the workspace where they are written. */
export class ModuleFiles {
  private readonly read = new Map<string, { readonly text: string; readonly module: PythonModule }>();

  /** @param folders Those of the workspace. */
  constructor(
    private readonly files: Files,
    private readonly manifests: { readonly names: Names; ready(): Promise<void> },
    private readonly folders: () => readonly string[],
  ) {}

  /**
   * What is loaded from a source for a module: the folder of a file system source itself, else the copy; and the
   * workspace while there is none.
   */
  async loaded(source: Source, module: string): Promise<ModuleFile | undefined> {
    const own = source.type === 'fs' ? await this.firstIn(moduleCandidates(sourceFolder(source), module)) : undefined;
    return own ?? (await this.inCopy(source, module)) ?? (await this.written(source, module));
  }

  /** What a person writes of a module: the file in the workspace; where there is none, the copy. */
  async opened(source: Source, module: string): Promise<ModuleFile | undefined> {
    const own = source.type === 'fs' ? await this.firstIn(moduleCandidates(sourceFolder(source), module)) : undefined;
    return own ?? (await this.written(source, module)) ?? (await this.inCopy(source, module));
  }

  /**
   * What a module's text says; of one text once.
   * @throws BudgetSpent
   */
  moduleIn({ file, text }: ModuleFile): PythonModule {
    const known = this.read.get(file);
    const module = known?.text === text ? known.module : readModule(text);
    this.read.set(file, { text, module });
    return module;
  }

  /**
   * The modules that the copy of a source holds, or else its folder, or else the workspace; by name.
   * @returns them, and how many more there are
   */
  async held(source: Source, signal: AbortSignal): Promise<{ modules: HeldModule[]; more: number }> {
    const names = [...(await this.namesIn(source))].sort();
    const modules: HeldModule[] = [];
    for (const name of names.slice(0, MOST_MODULES)) {
      signal.throwIfAborted();
      const found = await this.loaded(source, name).catch(() => undefined);
      modules.push({ name, components: found ? this.componentsIn(found) : 0 });
    }
    return { modules, more: names.length - modules.length };
  }

  private componentsIn(found: ModuleFile): number {
    try {
      // Most modules are helpers, and reading one takes longer than a look.
      return /Component|bound_service/.test(found.text) ? this.moduleIn(found).components.length : 0;
    } catch {
      return 0;
    }
  }

  private async namesIn(source: Source): Promise<Set<string>> {
    const index = await copyOf(source.file, source).index();
    const own = index ? [...index.files.keys()] : source.type === 'fs' ? await this.filesIn(sourceFolder(source)) : [];
    const names = own.flatMap((path) => (path.endsWith('.py') ? [moduleName(path)] : []));
    if (names.length > 0) {
      return new Set(names.filter((name) => name !== ''));
    }
    const files = await Promise.all(this.folders().map((folder) => this.files.find(folder, pythonModules.globs)));
    const longest = new Map<string, string>();
    for (const { sort, name, file } of pythonModules.read(files.flat())) {
      if (sort === moduleSort && name.length > (longest.get(file)?.length ?? 0)) {
        longest.set(file, name);
      }
    }
    return new Set(longest.values());
  }

  private async filesIn(folder: string): Promise<string[]> {
    const found = await this.files.find(folder, ['**/*.py']).catch(() => []);
    return found.map((file) => relative(folder, file));
  }

  private async inCopy(source: Source, module: string): Promise<ModuleFile | undefined> {
    const copy = sourceCopy(source.file, source);
    for (const file of moduleCandidates(copy, module)) {
      const text = await readText(file, { kind: 'source', within: [copy] });
      if (text !== undefined) {
        return { file, text, isCopy: true };
      }
    }
    return undefined;
  }

  /** Several packages of a workspace may end in one name: the nearest to the manifest is meant. */
  private async written({ file: manifest }: Source, module: string): Promise<ModuleFile | undefined> {
    await this.manifests.ready();
    const found = this.manifests.names.definitions(moduleSort, module).map(({ file }) => file);
    const distance = (file: string): number => {
      let steps = 0;
      for (let at = dirname(manifest); !isInside(at, file) && dirname(at) !== at; at = dirname(at)) {
        steps += 1;
      }
      return steps;
    };
    return this.firstIn(found.sort((a, b) => distance(a) - distance(b)));
  }

  private async firstIn(files: readonly string[]): Promise<ModuleFile | undefined> {
    for (const file of files) {
      const text = await this.files.read(file);
      if (text !== undefined) {
        return { file, text, isCopy: false };
      }
    }
    return undefined;
  }
}

/**
 * The files in which a module of a folder may be written, the likeliest first; none for what is no module's name. The
 * loader asks for a package first (bamboo-pipeline 4.0.4, `utils/importer/base.py`).
 */
export function moduleCandidates(folder: string, module: string): string[] {
  if (!/^[\p{L}_][\p{L}\p{N}_]*(?:\.[\p{L}_][\p{L}\p{N}_]*)*$/u.test(module)) {
    return [];
  }
  const path = join(folder, ...module.split('.'));
  return [`${path}/__init__.py`, `${path}.py`];
}

function moduleName(path: string): string {
  const steps = path.replace(/(?:(?:^|\/)__init__)?\.py$/, '').split('/');
  return steps.every((step) => /^[\p{L}_][\p{L}\p{N}_]*$/u.test(step)) ? steps.join('.') : '';
}

/** The folder of a file system source; a relative one is seen from the manifest. */
export function sourceFolder({ file, details }: Source): string {
  const path = normalize(details['path'] ?? '');
  return /^(?:\/|[A-Za-z]:\/)/.test(path)
    ? path
    : join(dirname(file), ...path.split('/').filter((name) => name !== '.' && name !== ''));
}
