import { l10n, window, workspace, type DebugConfiguration, type TextDocument, type WorkspaceFolder } from 'vscode';
import { isInside, normalize } from '../../base/paths';
import type { Catalog } from '../../catalog/catalog';
import type { Plugin } from '../../catalog/plugin';
import { openFile, pathOf } from '../editor-files';
import { pickPlugin, pluginInFront } from '../plugins/choose-plugin';
import { naming, startingConfiguration, WORKSPACE_FOLDER } from './launch-configuration';

/** What runs a document itself; undefined for one that is run only as a part of its plugin. */
export type RunOfDocument = (document: TextDocument) => Promise<DebugConfiguration | undefined>;

/**
 * The configuration that a start runs: for the plugin of the open file, or for the one that the person picks, and never
 * for another unasked. A written configuration counts for the plugins of its own folder; one of another folder is
 * started as that folder's launch.json says, so that no plugin gets the credentials of another.
 * @param configuration As it is written, or empty where there is no launch.json: then a document that can be run itself is.
 */
export async function whatF5Starts(
  catalog: Catalog,
  folder: WorkspaceFolder | undefined,
  configuration: DebugConfiguration,
  runOf: RunOfDocument,
): Promise<DebugConfiguration> {
  const document = configuration.type ? undefined : window.activeTextEditor?.document;
  const own = document && (await runOf(document));
  if (own) {
    return asAsked(own, configuration);
  }
  const named = configuration['plugin'] as string | undefined;
  const root = folder && pathOf(folder.uri);
  if (named === undefined || named === WORKSPACE_FOLDER) {
    const plugin = await pluginInFront(catalog, named && root);
    return forPlugin(catalog, plugin, root, configuration);
  }
  // A path without variables comes from our own views and lists, where the person has just chosen the plugin.
  if (root === undefined || !named.includes(WORKSPACE_FOLDER) || isInCompound(configuration, folder)) {
    return configuration;
  }
  await catalog.ready();
  const file = openFile();
  const inFront = file === undefined ? undefined : catalog.pluginOf(file);
  const among = pluginsAt(catalog, normalize(named.replaceAll(WORKSPACE_FOLDER, root)));
  if (!inFront || among.length === 0 || among.includes(inFront)) {
    return configuration;
  }
  const question = l10n.t('"{0}" starts another plugin than that of the open file. Which plugin?', configuration.name);
  const plugin = await pickPlugin(catalog, [inFront, ...among], question);
  return plugin === inFront ? ownOf(catalog, plugin, configuration) : { ...configuration, ...naming(catalog, plugin) };
}

function forPlugin(
  catalog: Catalog,
  plugin: Plugin,
  root: string | undefined,
  configuration: DebugConfiguration,
): DebugConfiguration {
  const isEmpty = !configuration.type;
  return isEmpty || (root !== undefined && !isInside(root, plugin.folder))
    ? ownOf(catalog, plugin, configuration)
    : { ...configuration, ...naming(catalog, plugin) };
}

/** What the plugin's own launch.json says. */
function ownOf(catalog: Catalog, plugin: Plugin, asked: DebugConfiguration): DebugConfiguration {
  return asAsked(startingConfiguration(catalog, plugin), asked);
}

/** A configuration that runs with or without the debugger as it was asked for. */
function asAsked(configuration: DebugConfiguration, asked: DebugConfiguration): DebugConfiguration {
  const noDebug: unknown = asked['noDebug'];
  return { ...configuration, ...(noDebug === undefined ? {} : { noDebug }) };
}

/** The plugins whose folder this is, or in which it lies; else those that lie in it. */
function pluginsAt(catalog: Catalog, folder: string): Plugin[] {
  const exact = catalog.innermostOf(folder).flatMap((found) => (found.is === 'plugin' ? [found.plugin] : []));
  return exact.length > 0 ? exact : catalog.plugins.filter((plugin) => isInside(folder, plugin.folder));
}

/** A compound starts several plugins at once, whichever file is open. */
function isInCompound({ name }: DebugConfiguration, folder: WorkspaceFolder | undefined): boolean {
  const compounds = workspace.getConfiguration('launch', folder).get<readonly Compound[]>('compounds') ?? [];
  return compounds.some(({ configurations = [] }) =>
    configurations.some((each) => (typeof each === 'string' ? each : each.name) === name),
  );
}

interface Compound {
  readonly configurations?: readonly (string | { readonly name: string })[];
}
