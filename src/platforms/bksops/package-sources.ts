import { mentionsRootKey } from '../../manifest/kind';
import type { ManifestDocument } from '../../manifest/parse/manifest-document';
import { follow } from '../../manifest/parse/node';
import type { Value } from '../../manifest/dialects/value';
import { mayBeSourceList } from './source-shape';

/** Ids of the kinds that hold package sources. */
export const sourceKinds = ['bksops.sources', 'bksops.api-sources', 'bksops.settings-sources', 'bksops.settings-list'];

/** The sources of a manifest, whichever of the forms it has. */
export function sourcesIn(document: ManifestDocument): Value[] {
  if (document.root?.isSequence === true) {
    return document.root.items;
  }
  const lists = ['sources', 'origins', 'COMPONENTS_PACKAGE_SOURCES'].map((key) => document.at(key));
  return lists.flatMap((list) => list?.items ?? []);
}

/** The cache; undefined when SOPS loads from the sources themselves. */
export function cacheIn(document: ManifestDocument): Value | undefined {
  const cache = document.at('cache');
  return cache?.isMapping ? cache : document.at('caches', 0);
}

export function typeOf(source: Value): string {
  return textAt(source, 'type') ?? '';
}

/** A text that is known as it stands; undefined when it is missing, empty, no text or a template's. */
export function textAt(value: Value, ...path: readonly (string | number)[]): string | undefined {
  const found = value.at(...path);
  return found?.isString && !found.isMasked && found.text !== '' ? found.text : undefined;
}

/** A source with the plugin sets that are written for it. */
export interface SourcePackages {
  readonly source: Value;
  readonly sets: readonly Value[];
}

/**
 * The plugin sets of each source. What aliases repeat comes only once, in its first place: a few lines of them could
 * otherwise stand for millions of modules.
 */
export function packagesIn(document: ManifestDocument): SourcePackages[] {
  const seen = new Set<unknown>();
  return sourcesIn(document).map((source) => {
    const packages = source.at('packages');
    return { source, sets: packages && isNew(packages, seen) ? packages.properties : [] };
  });
}

/** The modules of all plugin sets with the source that they are loaded from, as far as they are texts. */
export function modulesIn(document: ManifestDocument): { source: Value; module: Value }[] {
  const seen = new Set<unknown>();
  return packagesIn(document).flatMap(({ source, sets }) =>
    sets
      .flatMap((set) => {
        const modules = set.at('modules');
        return modules && isNew(modules, seen) ? modules.items : [];
      })
      .filter((module) => module.isString && !module.isMasked && module.text !== '')
      .map((module) => ({ source, module })),
  );
}

/** The modules that the loader's hook answers for: dotted names whose first segment is a root package of their source. */
export function loadedModulesIn(document: ManifestDocument): Value[] {
  return modulesIn(document).flatMap(({ source, module }) => {
    const segments = module.text.split('.');
    const isName = segments.every((segment) => /^[\p{L}_][\p{L}\p{N}_]*$/u.test(segment));
    return isName && source.at('packages', segments[0] ?? '') ? module : [];
  });
}

/** Where SOPS loads a source's modules from; with a cache, only from that. */
export function loadedFrom(source: Value, document: ManifestDocument): string {
  const cache = cacheIn(document);
  return typeOf(cache ?? source);
}

function isNew({ node }: Value, seen: Set<unknown>): boolean {
  const target = follow(node);
  const isFirst = !seen.has(target);
  seen.add(target);
  return isFirst;
}

/** A look at a text: false only when it holds no sources in any of the forms. */
export function mayHoldSources(text: string): boolean {
  const isNamed = mentionsRootKey(text, ['sources', 'origins', 'COMPONENTS_PACKAGE_SOURCES']);
  return text.includes('packages') && (isNamed || mayBeSourceList(text));
}

/** Whether they are those of the settings, which hand on whatever is written. */
export function isOfSettings(document: ManifestDocument): boolean {
  return document.root?.isSequence === true || document.at('COMPONENTS_PACKAGE_SOURCES') !== undefined;
}
