import { readScalar } from '../../../manifest/dialects/dialect';
import { descendants } from '../../../manifest/parse/node';
import { rule } from '../../../manifest/rule';

/** Keys are read like values and then written as text: `y` becomes "true" (`sigs.k8s.io/yaml` 1.6.0). */
export const keyOfOtherType = rule({
  code: 'argocd/key-of-other-type',
  kinds: ['argocd.application-set', 'argocd.plugin-config-map', 'argocd.plugin-secret'],
  severity: 'warning',
  *check({ document }) {
    for (const node of document.parsed.root ? descendants(document.parsed.root) : []) {
      for (const { key } of node.is === 'mapping' ? node.pairs : []) {
        if (key.is !== 'scalar' || key.tag !== undefined) {
          continue;
        }
        const { type, value } = readScalar(key, document.dialect);
        if (type !== 'other' && key.text !== '' && String(value) !== key.text) {
          const message = `Kubernetes reads the key ${key.text} as "${String(value)}": quote it.`;
          yield { range: key.range, message, fix: { title: 'Quote it', replace: `'${key.text}'` } };
        }
      }
    }
  },
});
