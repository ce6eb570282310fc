import type { Steps } from '../base/steps';
import type { ManifestEntry, ManifestReader } from '../catalog/manifests';
import type { Plugin } from '../catalog/plugin';
import type { ManifestKind } from '../manifest/kind';
import { LineIndex } from '../manifest/parse/line-index';
import { ManifestDocument } from '../manifest/parse/manifest-document';
import { readNamesInSteps, type NameReader, type Names } from '../manifest/names/names';
import { ParseCache } from '../manifest/parse/parse-cache';
import { recognizeInSteps, sniff } from '../manifest/check/recognition';
import type { Rule } from '../manifest/rule';
import { strict } from '../manifest/dialects/strict-dialect';
import { argocd } from './argocd/argocd';
import { bksops } from './bksops/bksops';
import type { ManifestPlatform, Platform } from './platform';
import { spaceone } from './spaceone/spaceone';

/** A platform joins here. */
export const platforms: readonly Platform[] = [spaceone];

/** Those of which the manifests are understood. */
export const manifestPlatforms: readonly ManifestPlatform[] = [...platforms, bksops, argocd];

/** The platform of a plugin that one of them has found. */
export function platformOf(plugin: Plugin): Platform {
  const platform = platforms.find(({ id }) => id === plugin.platform);
  if (!platform) {
    throw new Error(`No platform is called ${plugin.platform}.`);
  }
  return platform;
}

/** All kinds of manifests that any platform knows. */
export const manifestKinds: readonly ManifestKind[] = manifestPlatforms.flatMap((platform) => platform.manifestKinds);

/** All rules for them. */
export const manifestRules: readonly Rule[] = manifestPlatforms.flatMap((platform) => platform.rules);

const nameReaders: readonly NameReader[] = manifestPlatforms.flatMap((platform) => platform.nameReaders ?? []);

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

/** Reads what the index of the workspace's manifests keeps of a file. */
export function manifestReader(): ManifestReader {
  // The index asks a text for its manifests and its names in turn.
  const cache = new ParseCache(1_000_000);
  return {
    manifests: (text, names) => manifestsIn(text, names, cache),
    names: (text, isWanted, own = cache) => readNamesInSteps(text, nameReaders, isWanted, own),
    fileNames: manifestPlatforms.flatMap((platform) => platform.fileNameReaders ?? []),
  };
}

/** The manifests in a text, with the 1-based line on which each starts. */
export function* manifestsIn(
  text: string,
  names: Names,
  cache = new ParseCache(),
): Steps<Omit<ManifestEntry, 'file'>[]> {
  if (!sniff(text, manifestKinds, names)) {
    return [];
  }
  const lines = new LineIndex(text);
  const found = yield* recognizeInSteps(text, manifestKinds, names, cache);
  return found.map(({ cut, parsed, kind }) => {
    const { head } = new ManifestDocument(parsed, kind.dialect);
    return { kind: kind.id, title: kind.title, line: lines.positionAt(cut.start + head.start).line + 1 };
  });
}
