import type { RelatedPlace } from '../../../manifest/finding';
import { nearestWord } from '../../../base/nearest-word';
import { meantWords } from '../../../base/odd-sign';
import type { FoundName, Names } from '../../../manifest/names/names';
import { rule, type RuleRemark } from '../../../manifest/rule';
import { pluginsOf } from '../generators';
import { KubernetesObject, textOf } from '../kubernetes-object';
import { calledOf, namespacesOf } from '../kustomize';
import { notOfOthers, ownOnes } from '../nearness';
import { isPlaceholder, sorts } from '../plugin-connection';

/**
 * `configmaps "x" not found`: the ConfigMap is looked up in the controller's namespace, wherever the ApplicationSet is
 * (argo-cd v3.5.7, `applicationset/generators/plugin.go`). Where that is, is shown by what belongs to the controller alone.
 */
export const configMapNotFound = rule({
  code: 'argocd/config-map-not-found',
  kinds: ['argocd.application-set'],
  severity: 'info',
  *check({ document, names }) {
    const { name: setName } = KubernetesObject.of(document);
    const twins = setName === undefined ? [] : names.definitions(sorts.applicationSet, setName);
    const said = new Set<string>();
    for (const { value } of names.isComplete ? pluginsOf(document.root) : []) {
      const name = value.at('configMapRef', 'name');
      const text = textOf(name);
      if (!name || text === undefined || isPlaceholder(text) || said.has(text)) {
        continue;
      }
      said.add(text);
      const found = ownOnes(names.definitions(sorts.configMap, text), twins, names);
      const remark =
        found.length === 0
          ? absent(text, names)
          : (misplaced(found, names) ?? renamed(text, found, names) ?? ofAnother(text, found, twins, names));
      if (remark) {
        yield { range: name.range, ...remark };
      }
    }
  },
});

/** Where no connection is defined at all, connections are somebody else's. */
function absent(text: string, names: Names): Omit<RuleRemark, 'range'> | undefined {
  const all = names.definitions(sorts.configMap).filter(({ facts }) => facts?.['isConnection'] === true);
  if (all.length === 0 || all.some((each) => calledOf(each, names).includes(text))) {
    return undefined;
  }
  const meant = nearestWord(
    text,
    all.map(({ name }) => name),
  );
  return meant === undefined
    ? { message: `No manifest here defines the ConfigMap "${text}": the controller must have it in its own namespace.` }
    : {
        severity: 'warning',
        message: `No manifest here defines the ConfigMap "${text}": ${meantWords(text, meant)}`,
        fix: { title: `Change to ${meant}`, replace: meant },
      };
}

/** Where only another environment has the ConfigMap, and this one has one that nobody names, the name has a slip. */
function ofAnother(
  text: string,
  found: readonly FoundName[],
  twins: readonly FoundName[],
  names: Names,
): Omit<RuleRemark, 'range'> | undefined {
  const [first] = found;
  if (!first || notOfOthers(found, twins, names).length > 0) {
    return undefined;
  }
  const own = notOfOthers(names.definitions(sorts.configMap), twins, names).filter(
    ({ name, facts }) => facts?.['isConnection'] === true && names.references(sorts.configMap, name).length === 0,
  );
  const meant = nearestWord(
    text,
    own.map(({ name }) => name),
  );
  return meant === undefined
    ? undefined
    : {
        severity: 'warning',
        message: `The ConfigMap "${text}" is of another environment, and no ApplicationSet names "${meant}", which is here: did you mean that?`,
        fix: { title: `Change to ${meant}`, replace: meant },
        related: [related(first, 'The other one is here.')],
      };
}

function misplaced(found: readonly FoundName[], names: Names): Omit<RuleRemark, 'range'> | undefined {
  const signs = names.definitions(sorts.controller);
  const controllers = new Set(signs.flatMap(({ scope, file }) => namespacesOf(scope, file, names)));
  const places = found.flatMap(({ scope, file }) => namespacesOf(scope, file, names));
  const isThere = places.some((place) => place === undefined || controllers.has(place));
  const [first] = found;
  const [sign] = signs;
  if (!first || !sign || isThere || controllers.has(undefined)) {
    return undefined;
  }
  const message = `This ConfigMap is in the namespace "${places[0] ?? ''}", and the controller looks in its own, "${[...controllers].join('" or "')}", where "${sign.name}" is.`;
  const shown = [related(first, 'The ConfigMap is here.'), related(sign, 'This shows where the controller is.')];
  return { severity: 'warning', message, related: shown };
}

/** kustomize changes the names of what it makes and takes in, and follows them only where it knows of a reference. */
function renamed(text: string, found: readonly FoundName[], names: Names): Omit<RuleRemark, 'range'> | undefined {
  if (found.every(({ facts }) => facts?.['isHashed'] === true)) {
    const message =
      'kustomize adds a hash to the name of what it generates, and does not follow the name here: set "disableNameSuffixHash: true" for it.';
    return { severity: 'warning', message };
  }
  const called = found.flatMap((each) => calledOf(each, names));
  const [first] = found;
  if (!first || called.includes(text)) {
    return undefined;
  }
  const message = `kustomize makes "${called[0] ?? ''}" of this name in the ConfigMap, and does not follow it here: write it with its prefix and suffix.`;
  return { severity: 'warning', message, related: [related(first, 'The ConfigMap is here.')] };
}

export function related({ file, at }: FoundName, message: string): RelatedPlace {
  return { file, at, message };
}
