import { l10n, window } from 'vscode';
import { WorkbenchError } from '../../base/workbench-error';
import type { Catalog } from '../../catalog/catalog';
import type { PluginIdentity } from '../../base/plugin-identity';
import { meantPlugin, oneOf, type Meant } from '../../catalog/meant-plugin';
import { readable, type Method, type Plugin } from '../../catalog/plugin';
import { ids } from '../../ids';
import { openFile } from '../editor-files';
import { shownText } from '../shown-text';
import type { PluginNode } from './plugin-nodes';

/** What a command may be given: a node of the tree, a plugin, the folder of one, or nothing from the palette. */
export type PluginArgument = PluginNode | PluginIdentity | string | undefined;

/**
 * The plugin that a command is about: the given one, that of the open file, the only one, or the one that the person picks.
 * @throws WorkbenchError when there is none, or it cannot be read; an AbortError when the person picks none.
 */
export async function choosePlugin(catalog: Catalog, given: PluginArgument): Promise<Plugin> {
  if (typeof given === 'object' && 'plugin' in given) {
    return given.plugin;
  }
  await catalog.ready();
  if (typeof given === 'object' && 'platform' in given) {
    const found = catalog.known(given);
    return found ? readable(found) : pluginInFront(catalog);
  }
  const named = typeof given === 'string' ? catalog.innermostOf(given) : [];
  return named.length > 0 ? settled(catalog, oneOf(named)) : pluginInFront(catalog);
}

/** The plugin that is meant where nobody says which: see {@link meantPlugin}. Where that leaves several, the person picks. */
export async function pluginInFront(catalog: Catalog, within?: string): Promise<Plugin> {
  await catalog.ready();
  return settled(catalog, meantPlugin(catalog, openFile(), within));
}

/** The plugin that is meant; where that is open, the one that the person picks. */
export async function settled(catalog: Catalog, meant: Meant): Promise<Plugin> {
  return meant.is === 'open' ? pickPlugin(catalog, meant.among) : readable(meant);
}

/** The one of some plugins that the person picks. */
export async function pickPlugin(
  catalog: Catalog,
  plugins: readonly Plugin[],
  placeHolder = l10n.t('Which plugin?'),
): Promise<Plugin> {
  const [unreadable] = catalog.unreadable;
  if (plugins.length === 0 && unreadable) {
    throw new WorkbenchError(unreadable.failure);
  }
  if (plugins.length === 0) {
    throw new WorkbenchError({
      what: l10n.t('There is no plugin in this workspace.'),
      next: { title: l10n.t('New Plugin'), command: ids.command.newPlugin },
    });
  }
  const items = plugins.map((plugin) => ({
    label: shownText(catalog.nameOf(plugin)),
    description: plugin.type,
    detail: plugin.folder,
    plugin,
  }));
  return (
    await picked(
      window.showQuickPick(items, {
        placeHolder,
        matchOnDescription: true,
        matchOnDetail: true,
      }),
    )
  ).plugin;
}

/** The method that a command is about. */
export async function chooseMethod(
  catalog: Catalog,
  plugin: Plugin,
  given: PluginArgument | { readonly method: Method },
): Promise<Method> {
  if (typeof given === 'object' && 'method' in given) {
    return given.method;
  }
  const items = plugin.methods.map((method) => ({ label: method.name, method }));
  const name = catalog.nameOf(plugin);
  if (items.length === 0) {
    throw new WorkbenchError({ what: l10n.t('{0} has no methods yet.', name), where: plugin.entry });
  }
  return (await picked(window.showQuickPick(items, { placeHolder: l10n.t('Which method of {0}?', name) }))).method;
}

/** What was picked or typed; closing the question without an answer is a cancel. */
export async function picked<T>(answer: Thenable<T | undefined>): Promise<T> {
  const value = await answer;
  if (value === undefined) {
    throw new DOMException('Nothing was picked.', 'AbortError');
  }
  return value;
}
