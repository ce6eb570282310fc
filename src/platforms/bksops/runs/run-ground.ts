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
import { filledInputs, type Inputs, type RunFile } from './run-file';

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
  /** Gives the value behind `${env:NAME}` as it was given for the file in which that is written. */
  readonly variable: (file: string, name: string) => ReturnType<Variable>;
  readonly redactor: Redactor;
}

/** What a run is made of. */
export interface PreparedRun {
  readonly ground: RunGround;
  readonly inputs: Inputs;
  readonly parent: Inputs;
}

/**
 * What a run loads and is given. The references of its inputs are those of the file in which the run is written, whatever
 * manifest that names: what a person has stored for the sources of the manifest would otherwise go to any file that names
 * it, and from there to the component's outputs. Of a manifest, only the sources that are loaded are given theirs.
 * @param file Where the run is written, or the component itself.
 * @throws WorkbenchError for a manifest that is not there or cannot be told, a file that lies in no package, or a name
 * without a value
 */
export async function preparedRun(run: RunFile, file: string, lookUp: RunLookUp): Promise<PreparedRun> {
  const own: Variable = (name) => lookUp.variable(file, name);
  return {
    ground: await runGround(run, file, lookUp),
    inputs: await filledInputs(run.inputs, own, lookUp.redactor),
    parent: await filledInputs(run.parent, own, lookUp.redactor),
  };
}

/** Longer chains of folders are no project. */
const MOST_FOLDERS = 20;

/**
 * What a run loads: the sources of the manifest that it names, as SOPS does, or else the package around its file.
 * @param file Where the run is written, or the component itself.
 * @throws WorkbenchError for a manifest that is not there or cannot be told, or a file that lies in no package
 */
async function runGround(
  { component, version, sources, source }: RunFile,
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
  const ofSources: Variable = (name) => variable(sources, name);
  const tasks = await sourceTasks(manifest, { only: source, from: 'origin', variable: ofSources, redactor });
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
