import { nearestWord } from '../../base/nearest-word';
import type { ManifestDocument } from '../../manifest/parse/manifest-document';
import type { Value } from '../../manifest/dialects/value';

const typeKeys = ['resource_type', 'service_type'] as const;
type TypeKey = (typeof typeKeys)[number];

/**
 * The key of a register manifest that tells its plugin's type and, by its name, the manifest's generation. One that is
 * misspelt is what it was meant to be, as long as the right one is not there.
 */
export function typeOf(document: ManifestDocument): { readonly key: TypeKey; readonly type: Value } | undefined {
  for (const key of typeKeys) {
    const type = document.at(key);
    if (type) {
      return { key, type };
    }
  }
  for (const type of (document.root?.properties ?? []).slice(0, mostKeys)) {
    const key = typeKeys.find((each) => each === nearestWord(type.key?.text ?? '', typeKeys));
    if (key !== undefined && /^\w+\.\w+$/.test(type.text)) {
      return { key, type };
    }
  }
  return undefined;
}

/** A manifest has a dozen keys; what has many more is not searched for misspelt ones. */
const mostKeys = 50;
