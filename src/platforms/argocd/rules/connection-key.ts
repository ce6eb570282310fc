import { nearestWord } from '../../../base/nearest-word';
import { meantWords } from '../../../base/odd-sign';
import { rule } from '../../../manifest/rule';
import { firstLine } from '../../../manifest/parse/text-range';
import { addedKeys } from '../added-keys';
import { KubernetesObject } from '../kubernetes-object';
import { sorts } from '../plugin-connection';

type Name = 'baseUrl' | 'token';
const blanks: Record<Name, string> = { baseUrl: '"http://"', token: '"$"' };

/** An empty value counts as none, and the address is asked for first (argo-cd v3.5.7, `applicationset/generators/plugin.go`). */
export const connectionKey = rule({
  code: 'argocd/connection-key',
  kinds: ['argocd.plugin-config-map'],
  severity: 'error',
  *check({ document, names }) {
    const data = document.at('data');
    const { name: ownName, namespace } = KubernetesObject.of(document);
    const others = ownName === undefined ? [] : names.definitions(sorts.configMap, ownName, namespace);
    const missing: Name[] = [];
    for (const name of ['baseUrl', 'token'] as const) {
      const value = data?.at(name);
      const misspelt = data?.properties.find(({ key }) => key && nearestWord(key.text, [name]) !== undefined)?.key;
      // A patch has only some of the keys, and the manifest that it is for has the others.
      const isElsewhere = others.some(({ facts }) => [facts?.['keys']].flat().includes(name));
      if (value) {
        const isEmpty = value.text === '' && !value.isMapping && !value.isSequence;
        if (isEmpty) {
          yield {
            range: firstLine((value.key ?? value).range, document.text),
            message: `Empty: ${outcome(name)}`,
          };
        }
      } else if (misspelt) {
        const message = `A connection has no "${misspelt.text}": ${meantWords(misspelt.text, name)} Without it ${outcome(name)}`;
        yield { range: misspelt.range, message, fix: { title: `Rename to ${name}`, replace: name } };
      } else if (!document.isPartial && !isElsewhere) {
        missing.push(name);
      }
    }
    const [first] = missing;
    if (first) {
      const message = `"data" has no ${missing.map((name) => `"${name}"`).join(' and no ')}: ${outcome(first)}`;
      const entries = missing.map((name) => `${name}: ${blanks[name]}`);
      const fix = addedKeys(`Add ${missing.join(' and ')}`, data, entries, document);
      yield { range: data?.key?.range ?? document.head, message, ...(fix ? { fix } : {}) };
    }
  },
});

function outcome(name: Name): string {
  return `Argo CD ends in "${name} not found in ConfigMap".`;
}
