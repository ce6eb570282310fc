import { Uri, l10n, window, workspace, type DebugConfiguration, type WorkspaceFolder } from 'vscode';
import { isInside, normalize } from '../../base/paths';
import { WorkbenchError } from '../../base/workbench-error';
import type { Catalog } from '../../catalog/catalog';
import { readable, type Plugin } from '../../catalog/plugin';
import { ids } from '../../ids';
import { pathOf } from '../editor-files';

/** A `launch` configuration of our debug type; see package.json for what each attribute means. */
export interface LaunchConfiguration extends DebugConfiguration {
  readonly plugin?: string;
  readonly python?: string;
  readonly port?: number;
  readonly env?: Readonly<Record<string, string | null>>;
  readonly envFile?: string;
  readonly profile?: string;
  readonly justMyCode?: boolean;
  readonly subProcess?: boolean;
}

/** An `attach` configuration of our debug type. */
export interface AttachConfiguration extends DebugConfiguration {
  readonly connect?: { readonly host?: string; readonly port?: number };
}

/** The configuration that starts a plugin when the person has written none. */
export function launchOf(plugin: Plugin): LaunchConfiguration {
  return { type: ids.debugType, request: 'launch', name: plugin.name, plugin: plugin.folder };
}

/**
 * What a start from a view or a lens uses: the person's own configuration for the plugin, by its name in launch.json,
 * so that its variables and credentials count there too; else one made for it.
 */
export function startingConfiguration(plugin: Plugin): string | LaunchConfiguration {
  const folder = workspaceFolderOf(plugin);
  const written = workspace.getConfiguration('launch', folder).get<LaunchConfiguration[]>('configurations') ?? [];
  const own = written.find(({ type, request, plugin: named }) => {
    const path = folder && named?.replace('${workspaceFolder}', pathOf(folder.uri));
    return type === ids.debugType && request === 'launch' && path !== undefined && normalize(path) === plugin.folder;
  });
  return own?.name ?? launchOf(plugin);
}

/** The workspace folder in which a plugin lies. */
export function workspaceFolderOf(plugin: Plugin): WorkspaceFolder | undefined {
  return workspace.getWorkspaceFolder(Uri.file(plugin.folder));
}

/**
 * The plugin that a configuration means: the one it names, else that of the open file, else the only one.
 * @throws WorkbenchError that says which there are, or why it cannot be read.
 */
export async function pluginOfConfiguration(catalog: Catalog, { plugin: named }: LaunchConfiguration): Promise<Plugin> {
  const plugins = await catalog.ready();
  const open = window.activeTextEditor && catalog.pluginOf(pathOf(window.activeTextEditor.document.uri));
  if (named === undefined) {
    const only = plugins.length === 1 ? plugins[0] : undefined;
    return (
      open ??
      only ??
      noPlugin(l10n.t('Open one of its files, or name its folder as "plugin" in the launch configuration.'))
    );
  }
  const folder = normalize(named);
  const found = catalog.foundOf(folder);
  const exact = found && readable(found);
  // "${workspaceFolder}" is what most configurations say, also where the plugin lies a level deeper.
  const within = plugins.filter((candidate) => isInside(folder, candidate.folder));
  const chosen =
    exact ?? (open && within.includes(open) ? open : undefined) ?? (within.length === 1 ? within[0] : undefined);
  return (
    chosen ??
    noPlugin(
      within.length > 1
        ? l10n.t('{0} holds several: {1}.', named, within.map(({ name }) => name).join(', '))
        : l10n.t('There is none in {0}.', named),
    )
  );
}

function noPlugin(why: string): never {
  throw new WorkbenchError({
    what: l10n.t('Cannot tell which plugin to start.'),
    why,
    next: { title: l10n.t('Open launch.json'), command: 'workbench.action.debug.configure' },
  });
}
