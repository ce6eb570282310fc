import { rule } from '../../../manifest/rule';
import type { Value } from '../../../manifest/dialects/value';
import { sourceKinds, sourcesIn, textAt, typeOf } from '../package-sources';

/**
 * A name is unique per type only, yet the sync's folders and the edit page go by the name alone (bk-sops 3.34
 * `gcloud/external_plugins/models/origin.py`, issue 7483); the page also refuses a digit at its start, the API does not.
 */
export const sourceName = rule({
  code: 'bksops/source-name',
  kinds: sourceKinds,
  severity: 'warning',
  *check({ document }) {
    const seen = new Map<string, Value>();
    for (const source of sourcesIn(document)) {
      const name = textAt(source, 'name');
      const range = source.at('name')?.range;
      if (name === undefined || !range) {
        continue;
      }
      if (/^[0-9]/.test(name)) {
        yield { range, message: 'The page of SOPS takes no name that begins with a digit; only its API does.' };
      }
      const first = seen.get(name.toLowerCase());
      if (!first) {
        seen.set(name.toLowerCase(), source);
      } else if (textAt(first, 'name') === name && typeOf(first) === typeOf(source)) {
        yield { range, message: `A source of this type is called "${name}" already.`, severity: 'error' };
      } else {
        const message = `Another source is called "${textAt(first, 'name') ?? name}": the sync writes both to one folder, and the page cannot edit them.`;
        yield { range, message };
      }
    }
  },
});
