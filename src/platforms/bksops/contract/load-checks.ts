import type { Check, CheckContext, Outcome } from '../../../contract/contract';
import type { BksopsPlugin } from '../package-finder';
import type { LoadedPackage } from './loaded-package';

/** Of what a package promises, all that only its loading tells; loaded once a run, with every source that carries it. */
export function loadChecks(plugin: BksopsPlugin): readonly Check<BksopsPlugin>[] {
  const check = (
    about: Pick<Check, 'id' | 'title' | 'source'>,
    judge: (loaded: LoadedPackage) => Outcome,
  ): Check<BksopsPlugin> => ({
    ...about,
    at: plugin.entry,
    needs: 'loader',
    run: async (context) => judge(await loadedOf(context, plugin)),
  });
  return [
    check(
      {
        id: 'loads-from-sources',
        title: "Every module is loaded by SOPS's own loader, from each source that carries it",
        source: 'bamboo-pipeline 4.0.4, external_plugins/loader.py',
      },
      (loaded) => loaded.isWhole(),
    ),
    check(
      {
        id: 'codes-are-unique-as-loaded',
        title: 'No component silently replaces another one of the same sources',
        source: 'bamboo-pipeline 4.0.4, component_framework/library.py',
      },
      (loaded) => loaded.hasNoTwins(),
    ),
    check(
      {
        id: 'registers-what-is-written',
        title: 'What is registered is what the source shows',
        source: 'bamboo-pipeline 4.0.4, component_framework/base.py',
      },
      (loaded) => loaded.isAsWritten(),
    ),
    check(
      {
        id: 'loads-by-itself',
        title: 'Nothing stands in for a module, and nothing that it asks for is left undone',
        source: 'bamboo-pipeline 4.0.4, external_plugins/utils/importer/base.py',
      },
      (loaded) => loaded.isQuiet(),
    ),
  ];
}

const loads = new WeakMap<CheckContext['run'], Promise<LoadedPackage>>();

async function loadedOf(context: CheckContext<BksopsPlugin>, plugin: BksopsPlugin): Promise<LoadedPackage> {
  // What loads is a part of the program that few runs need.
  const { loadPackage } = await import('./loaded-package');
  const loaded = loads.get(context.run) ?? loadPackage(context, plugin);
  loads.set(context.run, loaded);
  return loaded;
}
