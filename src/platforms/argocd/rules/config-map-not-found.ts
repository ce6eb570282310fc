import type { RelatedPlace } from '../../../manifest/finding';
import { nearestWord } from '../../../base/nearest-word';
import type { FoundName } from '../../../manifest/names/names';
import { rule, type RuleRemark } from '../../../manifest/rule';
import { pluginsOf } from '../generators';
import { KubernetesObject, textOf } from '../kubernetes-object';
import { isPlaceholder, sorts } from '../plugin-connection';

/**
 * `configmaps "x" not found`: the ConfigMap is looked up in the controller's namespace, which is that of the
 * ApplicationSets unless it is told to watch others (argo-cd v3.5.7, `applicationset/generators/plugin.go`).
 */
export const configMapNotFound = rule({
  code: 'argocd/config-map-not-found',
  kinds: ['argocd.application-set'],
  severity: 'info',
  *check({ document, names }) {
    const { namespace } = KubernetesObject.of(document);
    for (const { value } of names.isComplete ? pluginsOf(document.root) : []) {
      const name = value.at('configMapRef', 'name');
      const text = textOf(name);
      if (!name || text === undefined || isPlaceholder(text)) {
        continue;
      }
      const all = names.definitions(sorts.configMap, text);
      const here = names.definitions(sorts.configMap, text, namespace);
      const remark =
        all.length === 0 ? absent(text, names.definitions(sorts.configMap)) : elsewhere(all, here, namespace);
      if (remark) {
        yield { range: name.range, ...remark };
      }
    }
  },
});

function absent(text: string, all: readonly FoundName[]): Omit<RuleRemark, 'range'> {
  const connections = all.filter(({ facts }) => facts?.['isConnection'] === true).map(({ name }) => name);
  const meant = nearestWord(text, connections);
  return meant === undefined
    ? { message: `No manifest here defines the ConfigMap "${text}": the controller must have it in its own namespace.` }
    : {
        severity: 'warning',
        message: `No manifest here defines the ConfigMap "${text}": did you mean "${meant}"?`,
        fix: { title: `Change to ${meant}`, replace: meant },
      };
}

function elsewhere(
  all: readonly FoundName[],
  here: readonly FoundName[],
  namespace: string | undefined,
): Omit<RuleRemark, 'range'> | undefined {
  const [found] = all;
  if (here.length === 0 && found) {
    const message = `This ConfigMap is in the namespace "${found.scope ?? ''}", and the controller looks in its own, which is as a rule that of the ApplicationSet, "${namespace ?? ''}".`;
    return { severity: 'warning', message, related: [related(found, 'The ConfigMap is here.')] };
  }
  if (here.length > 0 && here.every(({ facts }) => facts?.['isHashed'] === true)) {
    const message =
      'kustomize adds a hash to the name of what it generates, and does not follow the name here: set "disableNameSuffixHash: true" for it.';
    return { severity: 'warning', message };
  }
  return undefined;
}

export function related({ file, at }: FoundName, message: string): RelatedPlace {
  return { file, at, message };
}
