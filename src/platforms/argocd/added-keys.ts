import type { Fix } from '../../manifest/finding';
import { additionTo } from '../../manifest/edit/key-edits';
import type { ManifestDocument } from '../../manifest/parse/manifest-document';
import { follow } from '../../manifest/parse/node';
import type { Value } from '../../manifest/dialects/value';

/** A fix that adds entries, `key: value` each, behind a mapping's last; undefined where they have no place. */
export function addedKeys(
  title: string,
  owner: Value | undefined,
  entries: readonly string[],
  { text, isPartial }: ManifestDocument,
): Fix | undefined {
  const target = owner && follow(owner.node);
  const place = target?.is === 'mapping' && !isPartial ? additionTo(target, text) : undefined;
  const written = entries.join(place?.separator ?? '');
  return place && { title, replace: `${place.isFirst ? '' : place.separator}${written}`, range: place.at };
}
