import type { Files } from '../base/files';
import type { PluginScaffold } from '../base/scaffold';
import type { Steps } from '../base/steps';
import { WorkbenchError } from '../base/workbench-error';
import type { ManifestEntry, ManifestReader } from '../catalog/manifests';
import type { PluginIdentity } from '../base/plugin-identity';
import type { Plugin, PluginFinder } from '../catalog/plugin';
import type { SourceReader } from '../catalog/sources';
import type { ManifestKind } from '../manifest/kind';
import { LineIndex } from '../manifest/parse/line-index';
import { ManifestDocument } from '../manifest/parse/manifest-document';
import { readNamesInSteps, type NameReader, type Names } from '../manifest/names/names';
import { ParseCache } from '../manifest/parse/parse-cache';
import { requestKind } from '../manifest/requests/request-kind';
import { recognizeInSteps, sniff } from '../manifest/check/recognition';
import type { Rule } from '../manifest/rule';
import { strict } from '../manifest/dialects/strict-dialect';
import type { EnvironmentPlan } from '../runtime/python/environment-plan';
import { platforms } from './all-platforms';
import type { Platform, ServerSide, SourceChecks } from './platform';

/** How the plugins of all platforms are found. */
export const pluginFinders: readonly PluginFinder[] = platforms.flatMap(({ finder }) => finder ?? []);

/** How the source files of plugins are checked, of all platforms. */
export const sourceChecks: readonly SourceChecks[] = platforms.flatMap((platform) => platform.sourceChecks ?? []);

/** How the sources of all platforms are read. */
export const sourceReaders: readonly SourceReader[] = platforms.flatMap(({ sources }) => sources ?? []);

/** What is known of servers, whatever runs there. */
export const serverSides: readonly ServerSide[] = platforms.flatMap(({ server }) => server ?? []);

/** gRPC services by full name that servers of the platforms have beside their own. */
export const servicesBeside: readonly string[] = serverSides.flatMap(({ besides = [] }) => besides);

/** The platform of a plugin that one of them has found, whether it could be read or not. */
export function platformOf(plugin: PluginIdentity): Platform {
  const platform = platforms.find(({ id }) => id === plugin.platform);
  if (!platform) {
    throw new Error(`No platform is called ${plugin.platform}.`);
  }
  return platform;
}

/**
 * What is known of a plugin as a server.
 * @throws WorkbenchError when it is none
 */
export function serverOf(plugin: Plugin): ServerSide {
  const platform = platformOf(plugin);
  if (!isServed(plugin, platform)) {
    throw new WorkbenchError({
      what: `${plugin.name} is no server.`,
      why: `Such plugins of ${platform.title} are loaded and not served.`,
      where: plugin.entry,
    });
  }
  return platform.server;
}

/** True for a plugin that is a server, false for one that is only loaded. */
export function isServed<P extends Platform>(
  plugin: Plugin,
  platform: P,
): platform is P & { readonly server: ServerSide } {
  return platform.server !== undefined && platform.server.serves?.(plugin) !== false;
}

/** What its platform can add to a plugin. */
export function scaffoldsInto(plugin: Plugin, { scaffolds = [] }: Platform): readonly PluginScaffold<Plugin>[] {
  return scaffolds.filter((kind) => kind.into === 'plugin').filter((kind) => kind.fits(plugin));
}

/**
 * What a plugin's Python environment must hold.
 * @throws WorkbenchError when it needs none
 */
export async function environmentOf(plugin: Plugin, files: Files): Promise<EnvironmentPlan> {
  const plan = await platformOf(plugin).environment?.(plugin, files);
  if (!plan) {
    throw new WorkbenchError({ what: `${plugin.name} needs no Python environment.`, where: plugin.entry });
  }
  return plan;
}

/** All kinds of manifests that any platform knows. */
export const manifestKinds: readonly ManifestKind[] = platforms.flatMap((platform) => platform.manifestKinds);

/** All rules for them. */
export const manifestRules: readonly Rule[] = platforms.flatMap((platform) => platform.rules);

const nameReaders: readonly NameReader[] = platforms.flatMap((platform) => platform.nameReaders ?? []);

/** Why something of a sort cannot be called that; undefined when it can. */
export function refusedName(sort: string, name: string): string | undefined {
  const reading = strict.read(name);
  const isPlain = /^[^\s'"#&*!|>%@`,[\]{}:]+$/.test(name);
  if (reading.type !== 'string' || reading.surprising || !isPlain) {
    const why = isPlain ? `is ${reading.words} to YAML` : 'has characters that mean something else to YAML';
    return `The name changes wherever it stands, also where it has no quotes, and there "${name}" ${why}. Choose letters, digits, ".", "_", "/" and "-", with a letter first.`;
  }
  return nameReaders.map((reader) => reader.refuses?.(sort, name)).find((reason) => reason !== undefined);
}

/**
 * Reads what the index of the workspace's manifests keeps of a file.
 * @param cache The index asks a text for its manifests and its names in turn, and others what else is in it.
 */
export function manifestReader(cache = new ParseCache(1_000_000)): ManifestReader {
  return {
    manifests: (text, names) => manifestsIn(text, names, cache),
    names: (text, isWanted, own = cache) => readNamesInSteps(text, nameReaders, isWanted, own),
    fileNames: platforms.flatMap((platform) => platform.fileNameReaders ?? []),
  };
}

/** What is looked for in the workspace: manifests of any platform, and requests. */
const indexedKinds: readonly ManifestKind[] = [...manifestKinds, requestKind(() => undefined)];

/** The manifests in a text, with the 1-based line on which each starts. */
export function* manifestsIn(
  text: string,
  names: Names,
  cache = new ParseCache(),
): Steps<Omit<ManifestEntry, 'file'>[]> {
  if (!sniff(text, indexedKinds, names)) {
    return [];
  }
  const lines = new LineIndex(text);
  const found = yield* recognizeInSteps(text, indexedKinds, names, cache);
  return found.map(({ cut, parsed, kind }) => {
    const document = new ManifestDocument(parsed, kind.dialect);
    const label = kind.labelKey === undefined ? undefined : document.at(kind.labelKey)?.text;
    return {
      kind: kind.id,
      title: kind.title,
      ...(label && { label }),
      line: lines.positionAt(cut.start + document.head.start).line + 1,
    };
  });
}
