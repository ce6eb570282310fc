import { rule } from '../../../manifest/rule';
import { cacheIn, sourceKinds, sourcesIn, textAt } from '../package-sources';

/** `${env:NAME}`, `<key>`, `***`: where something else is to be put. */
const placeholder = /^(?:\$\{.*\}|<.*>|\*+)$/s;

/** What stands in a file ends up in its history; SOPS itself takes it (bk-sops 3.34, `gcloud/external_plugins/schemas.py`). */
export const secretInManifest = rule({
  code: 'bksops/secret-in-manifest',
  kinds: sourceKinds,
  severity: 'warning',
  *check({ document }) {
    const cache = cacheIn(document);
    for (const source of [...sourcesIn(document), ...(cache ? [cache] : [])]) {
      const secret = source.at('details', 'secret_key');
      const text = textAt(source, 'details', 'secret_key');
      if (secret && text !== undefined && !placeholder.test(text)) {
        const message = '"secret_key" is a credential in plain text: refer to it, such as "${env:S3_SECRET_KEY}".';
        yield { range: secret.range, message };
      }
      for (const key of ['repo_address', 'repo_raw_address']) {
        const place = source.at('details', key);
        const [whole, login = '', password = ''] = /^\w+:\/\/([^/:@]*:)([^/@]+)@/.exec(place?.text ?? '') ?? [];
        if (place && whole !== undefined && !placeholder.test(password)) {
          const start = whole.length - 1 - password.length;
          const message = `The password of "${login.slice(0, -1)}" stands in "${key}": who can read the file has it.`;
          yield { range: place.rangeOf(start, whole.length - 1), message };
        }
      }
    }
  },
});
