import type { Files } from '../../../base/files';
import { dirname, isInside, withAncestors } from '../../../base/paths';
import { isAbort, WorkbenchError } from '../../../base/workbench-error';
import type { Redactor } from '../../../runtime/secrets/redactor';
import type { Loader, LoaderSearch } from '../../platform';
import { loaderIn, loaderOf } from '../load/loader-environment';
import { sourceTasks, toldTask, type SourceTask } from '../load/source-task';
import { readPackage, type BksopsPlugin } from '../package-finder';
import { moduleName } from '../packages/module-names';
import type { Variable } from '../sync/source-details';
import type { Runtime } from '../../../runtime/runtime';
import { packageTask } from './package-task';
import type { RunFile } from './run-file';

/** What is loaded to run a component. */
export interface RunGround {
  readonly tasks: readonly SourceTask[];
  /** The folder in which what is not saved counts as well; undefined where sources are loaded as a manifest says. */
  readonly rootFolder: string | undefined;
  /** What loads it. @throws WorkbenchError when there is no Python for it */
  loader(runtime: Runtime, search: LoaderSearch): Promise<Loader>;
}

/** Where a run looks for what it needs. */
export interface RunLookUp {
  readonly files: Files;
  /** Gives the value behind `${env:NAME}`. */
  readonly variable: Variable;
  readonly redactor: Redactor;
}

/** Longer chains of folders are no project. */
const MOST_FOLDERS = 20;

/**
 * What a run loads: the sources of the manifest that it names, as SOPS does, or else the package around its file.
 * @param file Where the run is written, or the component itself.
 * @throws WorkbenchError for a manifest that is not there or cannot be told, or a file that lies in no package
 */
export async function runGround(
  { component, version, sources, source }: Pick<RunFile, 'component' | 'version' | 'sources' | 'source'>,
  file: string,
  { files, variable, redactor }: RunLookUp,
): Promise<RunGround> {
  if (sources === undefined) {
    return packageGround(await packageAround(file, files), { component, version });
  }
  const text = await files.read(sources);
  if (text === undefined) {
    throw new WorkbenchError({
      what: `There is no manifest ${sources}, whose sources the run names.`,
      where: { file },
    });
  }
  const manifest = { file: sources, text };
  const tasks = await sourceTasks(manifest, { only: source, from: 'origin', variable, redactor });
  return {
    tasks: tasks.map(toldTask),
    rootFolder: undefined,
    loader: (runtime, search) => loaderOf(runtime, manifest, search),
  };
}

/**
 * The package of the workspace in which a file lies.
 * @throws WorkbenchError where there is none
 */
export async function packageAround(file: string, files: Files): Promise<BksopsPlugin> {
  let folders = 0;
  for (const folder of withAncestors(dirname(file))) {
    const found = folders < MOST_FOLDERS ? await packageOf(folder, file, files) : undefined;
    if (found) {
      return found;
    }
    folders += 1;
  }
  throw new WorkbenchError({
    what: 'No package with components lies around this file.',
    where: { file },
    next: { title: 'Name the manifest that loads the component as its "sources"' },
  });
}

/** What cannot be read as a package is none of the file's, unless the file is one of its modules. */
async function packageOf(folder: string, file: string, files: Files): Promise<BksopsPlugin | undefined> {
  try {
    const found = await readPackage(folder, files);
    return found && isInside(found.rootFolder, file) ? found : undefined;
  } catch (error) {
    if (isAbort(error)) {
      throw error;
    }
    return undefined;
  }
}

/** Only the modules that declare the component are loaded; all of them where none does as its text says. */
function packageGround(
  { rootFolder, components, folder }: BksopsPlugin,
  wanted: { readonly component: string; readonly version: string | undefined },
): RunGround {
  const isWanted = ({ code, version }: (typeof components)[number]): boolean =>
    code === wanted.component && [undefined, version].includes(wanted.version);
  const found = components.filter(isWanted);
  const modules = (found.length > 0 ? found : components).flatMap(
    (component) => moduleName(component.file, rootFolder) ?? [],
  );
  return {
    tasks: [packageTask(rootFolder, [...new Set(modules)])],
    rootFolder,
    loader: (runtime, search) => loaderIn(runtime, { folder, sops: undefined, ...search }),
  };
}
