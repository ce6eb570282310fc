import { Budget } from '../../base/budget';
import type { Files } from '../../base/files';
import { countText } from '../../base/number-text';
import { basename, dirname, isInside } from '../../base/paths';
import { isAbort } from '../../base/workbench-error';
import type { Part, Plugin, PluginFinder } from '../../catalog/plugin';
import { mayHoldComponent, rootOf } from './packages/module-names';
import { loadersOf } from './packages/package-loaders';

/** A package that SOPS can load from a source, with the components that it holds. */
export interface BksopsPlugin extends Plugin {
  readonly platform: 'bksops';
  /** The root package by which a manifest names it: the first segment of its modules. */
  readonly rootPackage: string;
  /** The folder of the root package. */
  readonly rootFolder: string;
  /** The manifests whose sources load it, of those beside it and in the folders above. */
  readonly manifests: readonly string[];
  readonly components: readonly PackageComponent[];
}

/** A component as its module declares it; what is absent is known only when the module runs. */
export interface PackageComponent extends Part {
  readonly code?: string;
  /** `legacy` where it gives none (bamboo-pipeline 4.0.4, `component_framework/constants.py`). */
  readonly version?: string;
  readonly group: string;
}

/** As much as a thousand modules ask for. */
const STEPS_A_PACKAGE = 50_000_000;

/** Finds packages by the folder in which bk-sops's own generators put components (`manage.py create_atoms_app`). */
export const packageFinder: PluginFinder<BksopsPlugin> = {
  platform: 'bksops',
  markers: ['**/components/collections/**/*.py'],
  folderOf(marker) {
    const at = marker.lastIndexOf('/components/collections/');
    return at > 0 ? marker.slice(0, at) : undefined;
  },
  hangsOn: (folder, file) => /\.(?:ya?ml|json)$/.test(file) && isInside(dirname(file), folder),
  read: readPackage,
};

/**
 * The package of a folder; undefined when none of its modules defines a component.
 * @throws What keeps its modules from being read, when that is all that is known of it
 */
export async function readPackage(folder: string, files: Files): Promise<BksopsPlugin | undefined> {
  const collected = await files.find(folder, ['components/**/*.py']);
  const modules = collected.length > 0 ? collected : await withInit(folder, files);
  const budget = new Budget(STEPS_A_PACKAGE, 'The package');
  const components: PackageComponent[] = [];
  const failures: unknown[] = [];
  for (const file of modules) {
    try {
      components.push(...(await componentsIn(file, files, budget)));
    } catch (error) {
      if (isAbort(error)) {
        throw error;
      }
      failures.push(error);
    }
  }
  if (components.length === 0) {
    if (failures.length > 0) {
      throw failures[0];
    }
    return undefined;
  }
  const rootFolder = await rootOf(folder, files);
  const rootPackage = basename(rootFolder);
  const first = components[0];
  const loaders = await loadersOf(rootFolder, files);
  return {
    platform: 'bksops',
    folder,
    name: folder === rootFolder ? rootPackage : `${rootPackage}${folder.slice(rootFolder.length).replaceAll('/', '.')}`,
    type: 'package',
    facts: [
      countText(components.length, 'component'),
      ...loaders.map(({ source }) => `loaded by source ${source}`),
      ...(failures.length > 0 ? [`${countText(failures.length, 'module')} unreadable`] : []),
    ],
    entry: { file: first?.file ?? folder },
    methods: [],
    parts: components,
    rootPackage,
    rootFolder,
    manifests: [...new Set(loaders.map(({ file }) => file))],
    components,
  };
}

/** The modules of a package that keeps its components elsewhere; none of a folder that is no package. */
async function withInit(folder: string, files: Files): Promise<string[]> {
  const isPackage = (await files.find(folder, ['__init__.py'])).length > 0;
  return isPackage && (await rootOf(folder, files)) === folder ? files.find(folder, ['**/*.py']) : [];
}

async function componentsIn(file: string, files: Files, budget: Budget): Promise<PackageComponent[]> {
  const text = await files.read(file);
  // A look is cheaper than a tree, and most modules of a large application have no component.
  if (text === undefined || !mayHoldComponent(text)) {
    return [];
  }
  const { componentsOf } = await import('./packages/package-components');
  return componentsOf(file, text, budget);
}
