import { removalFix } from '../../../manifest/edit/key-edits';
import { follow } from '../../../manifest/parse/node';
import { rule } from '../../../manifest/rule';
import { pluginsOf } from '../generators';

/**
 * The API does not know the key there: `kubectl` refuses it, and an API server that is not strict drops it (argo-cd
 * v3.5.7, `pkg/apis/application/v1alpha1/applicationset_types.go`).
 */
export const timeoutOfTheConfigMap = rule({
  code: 'argocd/timeout-of-the-config-map',
  kinds: ['argocd.application-set'],
  severity: 'error',
  *check({ document }) {
    for (const { value } of pluginsOf(document.root)) {
      const timeout = value.at('requestTimeout');
      if (timeout?.key) {
        const message =
          'The API has no such key here: "requestTimeout" belongs to the data of the ConfigMap, as a number of seconds in quotes.';
        const owner = follow(value.node);
        const fix = owner?.is === 'mapping' ? removalFix(owner, timeout.key, document.text) : undefined;
        yield { range: timeout.key.range, message, ...(fix ? { fix } : {}) };
      }
    }
  },
});
