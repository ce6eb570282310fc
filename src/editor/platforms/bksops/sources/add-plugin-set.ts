import { ProgressLocation, QuickPickItemKind, l10n, window, type QuickPickItem } from 'vscode';
import { WorkbenchError } from '../../../../base/workbench-error';
import type { Source, Sources } from '../../../../catalog/sources';
import { ids } from '../../../../ids';
import { withModules } from '../../../../platforms/bksops/exchange/manifest-edits';
import type { HeldModule, ModuleFiles } from '../../../../platforms/bksops/sync/module-files';
import { withProgress } from '../../../cancellation';
import { picked } from '../../../plugins/choose-plugin';
import { chooseSource, type SourceArgument } from './choose-source';
import { rewrite, showAt } from './written-manifest';

interface Item extends QuickPickItem {
  readonly module?: HeldModule;
}

/** Add Plugin Set…: the modules are picked from what the source holds, a set for each of their root packages. */
export async function addPluginSet(
  sources: Pick<Sources, 'all'>,
  modules: ModuleFiles,
  given: SourceArgument,
): Promise<void> {
  const source = await chooseSource(sources, given);
  const held = await withProgress(
    { location: ProgressLocation.Notification, title: l10n.t('Looking into {0}', source.name) },
    (signal) => modules.held(source, signal),
  );
  const items = itemsOf(source, held.modules);
  if (items.length === 0) {
    throw new WorkbenchError({
      what: l10n.t('{0} holds no module that it does not load already.', source.name),
      next: { title: l10n.t('Sync Source'), command: ids.command.syncSource, arguments: [given] },
    });
  }
  const options = {
    title: l10n.t('Add to {0}', source.name),
    placeHolder:
      held.more === 0
        ? l10n.t('Which modules does SOPS load?')
        : l10n.t('Which modules does SOPS load? {0} more are not listed: write their names.', held.more),
    canPickMany: true as const,
    matchOnDescription: true,
  };
  const names = (await picked(window.showQuickPick(items, options))).flatMap(({ module }) => module?.name ?? []);
  const roots = [...new Set(names.map(rootOf))];
  const isNew = roots.some((root) => !source.sets.some(({ rootPackage }) => rootPackage === root));
  const version = isNew ? await askVersion() : '';
  const document = await rewrite(source.file, (text) =>
    roots.reduce((before, rootPackage) => {
      const own = names.filter((name) => rootOf(name) === rootPackage);
      return withModules(before, source, { rootPackage, version, modules: own });
    }, text),
  );
  await showAt(document, names[0] ?? '');
}

function rootOf(module: string): string {
  return module.split('.')[0] ?? module;
}

function itemsOf({ sets }: Source, held: readonly HeldModule[]): Item[] {
  const loaded = new Set(sets.flatMap(({ modules }) => modules.map(({ name }) => name)));
  const others = held.filter(({ name }) => !loaded.has(name));
  const item = (module: HeldModule): Item => ({
    label: module.name,
    description: module.components === 0 ? '' : componentWords(module.components),
    picked: module.components > 0,
    module,
  });
  const plain = others.filter(({ components }) => components === 0).map(item);
  return [
    ...others.filter(({ components }) => components > 0).map(item),
    ...(plain.length > 0 ? [{ label: l10n.t('Without components'), kind: QuickPickItemKind.Separator }, ...plain] : []),
  ];
}

function componentWords(count: number): string {
  return count === 1 ? l10n.t('1 component') : l10n.t('{0} components', count);
}

async function askVersion(): Promise<string> {
  return picked(
    window.showInputBox({
      title: l10n.t('Version of the plugin set'),
      prompt: l10n.t('For people: the loader never reads it.'),
      value: '1.0.0',
      validateInput: (given) => (given.trim() === '' ? l10n.t('The page of SOPS demands one.') : undefined),
    }),
  );
}
