import { l10n, window } from 'vscode';
import { WorkbenchError } from '../../base/workbench-error';
import type { Catalog } from '../../catalog/catalog';
import { readable, type Handler, type Plugin, type UnreadablePlugin } from '../../catalog/plugin';
import { ids } from '../../ids';
import { pathOf } from '../editor-files';
import type { PluginNode } from './plugin-nodes';

/** What a command may be given: a node of the tree, a plugin's folder, or nothing from the palette. */
export type PluginArgument = PluginNode | string | undefined;

/**
 * The plugin that a command is about: the given one, that of the open file, the only one, or the one that the person picks.
 * @throws WorkbenchError when there is none, or it cannot be read; an AbortError when the person picks none.
 */
export async function choosePlugin(catalog: Catalog, given: PluginArgument): Promise<Plugin> {
  if (typeof given === 'object' && 'plugin' in given) {
    return given.plugin;
  }
  const plugins = await catalog.ready();
  const named = typeof given === 'string' ? catalog.foundOf(given) : undefined;
  if (named) {
    return readable(named);
  }
  const open = window.activeTextEditor && catalog.pluginOf(pathOf(window.activeTextEditor.document.uri));
  // Where another cannot be read, the only one left may not be the one that is meant.
  const only = plugins.length === 1 && catalog.unreadable.length === 0 ? plugins[0] : undefined;
  return open ?? only ?? pickPlugin(plugins, catalog.unreadable[0]);
}

async function pickPlugin(plugins: readonly Plugin[], unreadable: UnreadablePlugin | undefined): Promise<Plugin> {
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
    label: plugin.name,
    description: plugin.type,
    detail: plugin.folder,
    plugin,
  }));
  return (
    await picked(
      window.showQuickPick(items, {
        placeHolder: l10n.t('Which plugin?'),
        matchOnDescription: true,
        matchOnDetail: true,
      }),
    )
  ).plugin;
}

/** The handler that a command is about. */
export async function chooseHandler(
  plugin: Plugin,
  given: PluginArgument | { readonly handler: Handler },
): Promise<Handler> {
  if (typeof given === 'object' && 'handler' in given) {
    return given.handler;
  }
  const items = plugin.handlers.map((handler) => ({ label: `${handler.service}.${handler.method}`, handler }));
  if (items.length === 0) {
    throw new WorkbenchError({ what: l10n.t('{0} has no methods yet.', plugin.name), where: { file: plugin.entry } });
  }
  return (await picked(window.showQuickPick(items, { placeHolder: l10n.t('Which method of {0}?', plugin.name) })))
    .handler;
}

/** What was picked or typed; closing the question without an answer is a cancel. */
export async function picked<T>(answer: Thenable<T | undefined>): Promise<T> {
  const value = await answer;
  if (value === undefined) {
    throw new DOMException('Nothing was picked.', 'AbortError');
  }
  return value;
}
