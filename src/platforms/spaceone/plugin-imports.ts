import { affordable } from '../../base/budget';
import type { Files } from '../../base/files';
import { basename, join, relative } from '../../base/paths';
import { isAbort, sentence, toFailure } from '../../base/workbench-error';
import { statements } from '../../runtime/python/source';
import { imports } from '../../runtime/python/structure';
import type { SpaceonePlugin } from './plugin-finder';

/** Services whose package is in no public index. */
const UNPUBLISHED = ['alert_manager'];

/** Packages of the services whose modules the plugin imports and neither brings itself nor has from the framework. */
export async function servicePackages(
  { sourceRoot }: SpaceonePlugin,
  files: Files,
  notes: string[],
): Promise<string[]> {
  const sources = await files.find(sourceRoot, ['**/*.py']);
  const brought = new Set(sources.flatMap((file) => broughtBy(relative(join(sourceRoot, 'spaceone'), file))));
  const services = new Set<string>();
  for (const module of await importedModules(sources, files, notes)) {
    const [namespace, service = '', part] = module.split('.');
    const isBrought = brought.has(part === 'plugin' ? `${service}/plugin` : service);
    if (namespace === 'spaceone' && service && !['core', 'api', 'tester'].includes(service) && !isBrought) {
      services.add(service);
    }
  }
  return [...services].sort().flatMap((service) => {
    if (UNPUBLISHED.includes(service)) {
      notes.push(`The plugin imports spaceone.${service}, which no package of the public index brings.`);
      return [];
    }
    return [`spaceone-${service.replaceAll('_', '-')}`];
  });
}

/** The module or package of a service that a file below `spaceone` is part of, and that within it: `a` and `a/b`. */
function broughtBy(file: string): string[] {
  if (file.startsWith('/')) {
    return [];
  }
  const [service = '', part] = file.replace(/\.py$/, '').split('/', 2);
  return part === undefined ? [service] : [service, `${service}/${part}`];
}

/** Which of the libraries of tests a plugin's own tests import. */
export async function importedByTests({ folder }: SpaceonePlugin, files: Files, notes: string[]): Promise<Set<string>> {
  const sources = await files.find(folder, ['{test,tests}/**/*.py', 'src/{test,tests}/**/*.py']);
  const modules = await importedModules(sources, files, notes, /spaceone|pytest/);
  const libraries = ['spaceone.tester', 'pytest'];
  return new Set(libraries.filter((library) => [...modules].some((module) => `${module}.`.startsWith(`${library}.`))));
}

/** The modules that files import, each once; a file that is too long to be looked through is told. */
async function importedModules(
  sources: readonly string[],
  files: Files,
  notes: string[],
  sought = /spaceone/,
): Promise<Set<string>> {
  const found = new Set<string>();
  for (const file of sources) {
    const text = (await textOf(file, files, notes)) ?? '';
    // Most files do not name what is sought at all.
    if (!sought.test(text)) {
      continue;
    }
    const source = await affordable(() => Promise.resolve(statements(text)));
    if (!source) {
      notes.push(`${basename(file)} takes too much work to be looked through for imports; it is left out.`);
    }
    for (const { module, name } of imports(source ?? [])) {
      found.add(name && /^spaceone(\.\w+)?$/.test(module) ? `${module}.${name}` : module);
    }
  }
  return found;
}

/** One source of many that cannot be read leaves the others as they are. */
async function textOf(file: string, files: Files, notes: string[]): Promise<string | undefined> {
  try {
    return await files.read(file);
  } catch (error) {
    if (isAbort(error)) {
      throw error;
    }
    notes.push(`${sentence(toFailure(error))} What it imports is not known.`);
    return undefined;
  }
}
