import { Uri, l10n, workspace, type DebugConfiguration, type WorkspaceFolder } from 'vscode';
import { isInside, normalize } from '../../base/paths';
import { isSamePlugin } from '../../base/plugin-identity';
import { WorkbenchError } from '../../base/workbench-error';
import type { Catalog } from '../../catalog/catalog';
import { meantPlugin, oneOf } from '../../catalog/meant-plugin';
import type { Plugin } from '../../catalog/plugin';
import { ids } from '../../ids';
import { openFile, pathOf } from '../editor-files';
import { pluginInFront, settled } from '../plugins/choose-plugin';

/** Stands in a written configuration for the folder whose launch.json has it. */
export const WORKSPACE_FOLDER = '${workspaceFolder}';

/** A `launch` configuration of our debug type; see package.json for what each attribute means. */
export interface LaunchConfiguration extends DebugConfiguration {
  readonly plugin?: string;
  readonly platform?: string;
  readonly python?: string;
  readonly port?: number;
  readonly env?: Readonly<Record<string, string | null>>;
  readonly envFile?: string;
  readonly profile?: string;
  readonly record?: boolean | string;
  readonly replay?: boolean | string;
  readonly justMyCode?: boolean;
  readonly subProcess?: boolean;
}

/** An `attach` configuration of our debug type. */
export interface AttachConfiguration extends DebugConfiguration {
  readonly connect?: { readonly host?: string; readonly port?: number };
}

/** The configuration that starts whatever plugin the open file belongs to. */
export function launchOfOpenFile(): LaunchConfiguration {
  return { type: ids.debugType, request: 'launch', name: l10n.t('Plugin of the open file') };
}

/** The configuration that starts a plugin when the person has written none. */
export function launchOf(catalog: Catalog, plugin: Plugin): LaunchConfiguration {
  return { type: ids.debugType, request: 'launch', name: catalog.nameOf(plugin), ...naming(catalog, plugin) };
}

/** How a configuration names a plugin: by its folder, and by its platform where several have a plugin there. */
export function naming(
  catalog: Catalog,
  { folder, platform }: Plugin,
): Pick<LaunchConfiguration, 'plugin' | 'platform'> {
  return { plugin: folder, ...(catalog.innermostOf(folder).length > 1 && { platform }) };
}

/**
 * What a start without a configuration uses: the person's own configuration for the plugin, as launch.json has it, so
 * that its variables and credentials count there too; else one made for it.
 */
export function startingConfiguration(catalog: Catalog, plugin: Plugin): LaunchConfiguration {
  const folder = workspaceFolderOf(plugin);
  const written = workspace.getConfiguration('launch', folder).get<LaunchConfiguration[]>('configurations') ?? [];
  const root = folder && pathOf(folder.uri);
  const own = root === undefined ? undefined : written.map((each) => inFolder(each, root)).find(isOf(plugin));
  return own ? { ...own, ...naming(catalog, plugin) } : launchOf(catalog, plugin);
}

function isOf(plugin: Plugin): (configuration: LaunchConfiguration) => boolean {
  return ({ type, request, plugin: named, platform = plugin.platform }) =>
    type === ids.debugType &&
    request === 'launch' &&
    named !== undefined &&
    isSamePlugin({ folder: normalize(named), platform }, plugin);
}

/** The configuration with its folder written out: it may be started from the launch.json of another. */
function inFolder(configuration: LaunchConfiguration, root: string): LaunchConfiguration {
  const path = JSON.stringify(root).slice(1, -1);
  return JSON.parse(JSON.stringify(configuration).replaceAll(WORKSPACE_FOLDER, () => path)) as LaunchConfiguration;
}

/** The workspace folder in which a plugin lies. */
export function workspaceFolderOf(plugin: Plugin): WorkspaceFolder | undefined {
  return workspace.getWorkspaceFolder(Uri.file(plugin.folder));
}

/**
 * The plugin that a configuration names: the folder's own, else that of the open file or the only one in the folder,
 * else the one that the person picks.
 * @throws WorkbenchError that says which there are, or why it cannot be read.
 */
export async function pluginOfConfiguration(
  catalog: Catalog,
  { plugin: named, platform }: LaunchConfiguration,
): Promise<Plugin> {
  if (named === undefined) {
    return pluginInFront(catalog);
  }
  await catalog.ready();
  const folder = normalize(named);
  const exact = catalog.innermostOf(folder).filter(({ plugin }) => [undefined, plugin.platform].includes(platform));
  if (exact.length > 0) {
    return settled(catalog, oneOf(exact));
  }
  if (!catalog.all.some(({ plugin }) => isInside(folder, plugin.folder))) {
    return noPlugin(l10n.t('No plugin lies in {0}, which the configuration names.', named));
  }
  const file = openFile();
  const meant = meantPlugin(catalog, file !== undefined && isInside(folder, file) ? file : undefined, folder);
  return settled(catalog, meant);
}

function noPlugin(why: string): never {
  throw new WorkbenchError({
    what: l10n.t('Cannot tell which plugin to start.'),
    why,
    next: { title: l10n.t('Open launch.json'), command: 'workbench.action.debug.configure' },
  });
}
