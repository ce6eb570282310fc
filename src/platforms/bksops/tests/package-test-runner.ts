import type { Files } from '../../../base/files';
import { dirname, join } from '../../../base/paths';
import type { Runtime } from '../../../runtime/runtime';
import type { TestRunner } from '../../../runtime/testing/plugin-tests';
import { runUnittests } from '../../../runtime/testing/run-unittests';
import type { Loader, LoaderSearch } from '../../platform';
import { loaderIn, loaderOf } from '../load/loader-environment';
import type { BksopsPlugin } from '../package-finder';
import { moduleName } from '../packages/module-names';

/** The Python file that runs tests. */
const WORKER = 'sops_tests.py';

/**
 * What runs the tests of a package, on the Python with which it is loaded, with its root package importable by its name.
 * @throws WorkbenchError when there is no Python for it
 */
export async function packageTestRunner(
  runtime: Runtime,
  plugin: BksopsPlugin,
  files: Files,
  search: LoaderSearch,
): Promise<TestRunner> {
  const { work, about } = await loaderFor(runtime, plugin, files, search);
  const settings = await settingsOf(plugin, files);
  const task = { folder: dirname(plugin.rootFolder), ...(settings !== undefined && { settings }) };
  return {
    about,
    run: (wanted, listener, options) => runUnittests(work, task, wanted, listener, options),
    [Symbol.asyncDispose]: () => work[Symbol.asyncDispose](),
  };
}

/** For the SOPS that the manifest of the package names, if there is one. */
async function loaderFor(
  runtime: Runtime,
  { folder, manifests }: BksopsPlugin,
  files: Files,
  search: LoaderSearch,
): Promise<Loader> {
  const [file] = manifests;
  const text = file === undefined ? undefined : await files.read(file);
  return file === undefined || text === undefined
    ? loaderIn(runtime, { folder, sops: undefined, ...search }, WORKER)
    : loaderOf(runtime, { file, text }, search, WORKER);
}

/** The module with the settings of Django that the tests bring along. */
async function settingsOf({ folder, rootFolder }: BksopsPlugin, files: Files): Promise<string | undefined> {
  const file = join(folder, 'tests/settings.py');
  return (await files.read(file)) === undefined ? undefined : moduleName(file, rootFolder);
}
