import type { ManifestReader } from '../catalog/manifests';
import type { Plugin } from '../catalog/plugin';
import { checkText, sniff } from '../manifest/check-text';
import type { ManifestKind } from '../manifest/kind';
import type { Rule } from '../manifest/rule';
import { bksops } from './bksops/bksops';
import type { ManifestPlatform, Platform } from './platform';
import { spaceone } from './spaceone/spaceone';

/** A platform joins here. */
export const platforms: readonly Platform[] = [spaceone];

/** Those of which the manifests are understood. */
export const manifestPlatforms: readonly ManifestPlatform[] = [...platforms, bksops];

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

/** The manifests in a text, with the 1-based line on which each starts. */
export const manifestsIn: ManifestReader = (text) => {
  if (!sniff(text, manifestKinds)) {
    return [];
  }
  const { documents, lines } = checkText(text, manifestKinds, []);
  return documents.flatMap(({ kind, document, start }) => {
    const line = lines.positionAt(start + (document?.head.start ?? 0)).line + 1;
    return kind ? [{ kind: kind.id, title: kind.title, line }] : [];
  });
};
