import type { ManifestDocument } from '../../manifest/parse/manifest-document';
import type { FoundName, Names } from '../../manifest/names/names';
import type { TextRange } from '../../manifest/parse/text-range';
import type { Value } from '../../manifest/dialects/value';

/** The sort of the names under which plugins are registered. */
export const pluginSort = 'spaceone.plugin';

/** What a register manifest says of its plugin; what it leaves out, or is known only after rendering, is undefined. */
export interface PluginFacts {
  /** As in `known-plugin-types.ts`; empty when it is missing. */
  readonly type: string;
  readonly generation: '1.x' | '2.0';
  /** The last part of the image. */
  readonly image: string;
  readonly provider?: string | undefined;
  /** `capability.supported_schema`. */
  readonly schemas?: readonly string[] | undefined;
  /** `capability.supported_providers`. */
  readonly providers?: readonly string[] | undefined;
  readonly usesResourceSecret: boolean;
}

/** A plugin as one of the workspace's register manifests has it. */
export interface RegisteredPlugin extends PluginFacts {
  readonly id: string;
  readonly at: FoundName;
}

/** The plugins that the workspace's register manifests define; those of one id when it is given. */
export function registeredPlugins(names: Names, id?: string): readonly RegisteredPlugin[] {
  const definitions = names.definitions(pluginSort, id);
  const known = knownPlugins.get(definitions);
  if (known) {
    return known;
  }
  const plugins = definitions.map(pluginOf);
  knownPlugins.set(definitions, plugins);
  return plugins;
}

function pluginOf(at: FoundName): RegisteredPlugin {
  const plugin = pluginsByName.get(at) ?? { ...(at.facts as unknown as PluginFacts), id: at.name, at };
  pluginsByName.set(at, plugin);
  return plugin;
}

/** Each file that is checked sees a list of its own, in which all but its own names are those of the others. */
const pluginsByName = new WeakMap<FoundName, RegisteredPlugin>();

/** One plugin of each id and image: thousands of manifests may be of one plugin. */
export function distinctPlugins(names: Names): readonly RegisteredPlugin[] {
  const plugins = registeredPlugins(names);
  const known = distinct.get(plugins) ?? [
    ...new Map(plugins.map((each) => [`${each.id} ${each.image}`, each] as const)).values(),
  ];
  distinct.set(plugins, known);
  return known;
}

const distinct = new WeakMap<readonly RegisteredPlugin[], readonly RegisteredPlugin[]>();

/** By what the names answer, which is one and the same list for one question. */
const knownPlugins = new WeakMap<readonly FoundName[], readonly RegisteredPlugin[]>();

/** The versions of a plugin that the workspace's deploy manifests run, those of the first file first. */
export function deployedVersions(names: Names, id: string): string[] {
  const versions = names.references(pluginSort, id).map(({ facts }) => facts?.['version']);
  return [...new Set(versions.filter((version) => typeof version === 'string'))];
}

/** What a register manifest says of its plugin. */
export function factsOf(document: ManifestDocument): PluginFacts {
  const capability = document.at('capability');
  const isOpen = document.isPartial;
  return {
    generation: document.at('resource_type') ? '2.0' : '1.x',
    type: (document.at('resource_type') ?? document.at('service_type'))?.text ?? '',
    image: lastPart(document.at('image')?.text ?? ''),
    provider: knownText(document.at('provider')),
    schemas: isOpen ? undefined : textsOf(capability?.at('supported_schema')),
    providers: isOpen ? undefined : textsOf(capability?.at('supported_providers')),
    usesResourceSecret: capability?.at('use_resource_secret')?.reading?.value === true,
  };
}

/** The id that a register manifest gives: its own, or else the last part of the image; undefined where it is unknown. */
export function registeredId(
  document: ManifestDocument,
): { readonly name: string; readonly range: TextRange } | undefined {
  const id = document.at('plugin_id');
  const image = document.at('image');
  if (id && id.reading?.type !== 'null') {
    const name = knownText(id);
    return name === undefined ? undefined : { name, range: id.rangeOf(0, name.length) };
  }
  const name = lastPart(knownText(image) ?? '');
  const start = image ? image.text.lastIndexOf('/') + 1 : 0;
  return image && name !== '' ? { name, range: image.rangeOf(start, start + name.length) } : undefined;
}

/** The id of the plugin that a deploy manifest runs; undefined when it is missing or known only after rendering. */
export function deployedId(document: ManifestDocument): Value | undefined {
  const id = document.at('plugin_info', 'plugin_id');
  return knownText(id) === undefined ? undefined : id;
}

/** The plugin that a deploy manifest runs, as register manifests have it; none while not all of them are known. */
export function deployedPlugins(document: ManifestDocument, names: Names): readonly RegisteredPlugin[] {
  const id = deployedId(document);
  return id && names.isComplete ? registeredPlugins(names, id.text) : [];
}

/** All values that the manifests of a plugin give; undefined when one of them leaves it open. */
export function allOf(
  plugins: readonly RegisteredPlugin[],
  values: (plugin: RegisteredPlugin) => readonly string[] | undefined,
): string[] | undefined {
  const lists = plugins.map(values);
  return lists.includes(undefined) || lists.length === 0
    ? undefined
    : [...new Set(lists.flatMap((list) => list ?? []))];
}

/** A text that is known as it stands. */
export function knownText(value: Value | undefined): string | undefined {
  return value?.isString && !value.isMasked && value.text !== '' ? value.text : undefined;
}

/** The name of an image without its registry, its path and its tag. */
export function lastPart(image: string): string {
  return image.slice(image.lastIndexOf('/') + 1).replace(/[:@].*/s, '');
}

function textsOf(list: Value | undefined): string[] | undefined {
  const texts = list?.items.map(knownText);
  return list?.isSequence && !texts?.includes(undefined) ? texts?.flatMap((text) => text ?? []) : undefined;
}
