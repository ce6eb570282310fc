import { nearestWord } from '../../../base/nearest-word';
import { capitalized } from '../../../base/capitalized';
import { meantWords } from '../../../base/odd-sign';
import { rule, type RuleRemark } from '../../../manifest/rule';
import type { FoundName, Names } from '../../../manifest/names/names';
import { KubernetesObject, textOf } from '../kubernetes-object';
import { meet, namespacesOf } from '../kustomize';
import { ownOnes } from '../nearness';
import { commonSecret, sorts } from '../plugin-connection';
import { tokenOf, type TokenReference } from '../references';
import { related } from './config-map-not-found';

/**
 * A Secret that is missing is an error. A key that is missing is none: the controller logs a warning and sends the
 * reference itself as the token, so that only a 401 or 403 of the plugin is seen (argo-cd v3.5.7).
 */
export const secretNotFound = rule({
  code: 'argocd/secret-not-found',
  kinds: ['argocd.plugin-config-map'],
  severity: 'warning',
  *check({ document, names }) {
    const token = document.at('data', 'token');
    const reference = tokenOf(textOf(token) ?? '');
    // White space and other signs that are in no name are told at the token.
    const isName = /^[-.\w]*$/.test(`${reference?.secret ?? ''}${reference?.key ?? ''}`);
    if (!token || !reference || !isName || !names.isComplete) {
      return;
    }
    const { name, namespace } = KubernetesObject.of(document);
    const { secret, secretAt, keyAt } = reference;
    const twins = name === undefined ? [] : names.definitions(sorts.configMap, name);
    const found = ownOnes(names.definitions(sorts.secret, secret), twins, names);
    const own = namespacesOf(namespace, names.file, names);
    const here = found.filter((each) => meet(own, namespacesOf(each.scope, each.file, names)));
    const [first] = found;
    const place = secretAt ?? keyAt;
    const secretRange = token.rangeOf(place.start, place.end);
    const keyRange = token.rangeOf(keyAt.start, keyAt.end);
    if (!secretAt && !here.some((each) => hasKey(each, reference.key) !== false)) {
      const remark = inAnother(reference.key, own, names);
      yield* remark ? [{ range: keyRange, ...remark }] : withoutKey(here, reference, keyRange);
    } else if (!first) {
      yield { range: secretRange, ...absent(secret, names, token.range !== secretRange) };
    } else if (here.length === 0) {
      const message = `The Secret "${secret}" is in the namespace "${first.scope ?? ''}", and the controller looks in its own, where this ConfigMap is, "${own[0] ?? ''}".`;
      yield { range: secretRange, message, related: [related(first, 'The Secret is here.')] };
    } else if (here.every(({ facts }) => facts?.['isHashed'] === true)) {
      const message =
        'kustomize adds a hash to the name of the Secret that it generates, and does not follow the name here: set "disableNameSuffixHash: true" for it.';
      yield {
        range: secretRange,
        message,
        related: here.slice(0, 1).map((each) => related(each, 'The Secret is made here.')),
      };
    } else {
      yield* withoutKey(here, reference, keyRange);
    }
  },
});

/** Undefined where nobody knows its keys. */
function hasKey({ facts }: FoundName, key: string): boolean | undefined {
  const keys = facts?.['keys'];
  return Array.isArray(keys) ? keys.includes(key) : undefined;
}

/** Without a colon the whole reference is a key of Argo CD's own Secret: so is what was meant as the name or the key of another. */
function inAnother(
  key: string,
  own: readonly (string | undefined)[],
  names: Names,
): Omit<RuleRemark, 'range'> | undefined {
  const secrets = names
    .definitions(sorts.secret)
    .filter(({ name, scope, file }) => name !== commonSecret && meet(own, namespacesOf(scope, file, names)));
  const joined = secrets.find(({ name }) => key.startsWith(name) && /^[._-]/.test(key.slice(name.length)));
  if (joined && hasKey(joined, key.slice(joined.name.length + 1)) === true) {
    const written = `${joined.name}:${key.slice(joined.name.length + 1)}`;
    const message = `Without a colon this is a key of the Secret "${commonSecret}", and "${joined.name}" is a Secret here: write "$${written}".`;
    const fix = { title: `Change to ${written}`, replace: written };
    return { message, fix, related: [related(joined, 'The Secret is here.')] };
  }
  const ofKey = secrets.filter((each) => hasKey(each, key) === true);
  const [called] = secrets.filter(({ name }) => name === key);
  const meant = called ?? ofKey[0];
  if (!meant || (!called && ofKey.length > 1)) {
    return undefined;
  }
  const keys = meant.facts?.['keys'] as readonly string[] | undefined;
  const its = called ? (keys?.length === 1 ? keys[0] : undefined) : key;
  const written = `${meant.name}:${its ?? 'KEY'}`;
  const found = called ? `"${key}" is the name of a Secret here` : `the Secret "${meant.name}" has it here`;
  const message = `Without a colon this is a key of the Secret "${commonSecret}", and ${found}: write "$${written}".`;
  const fix = its === undefined ? {} : { fix: { title: `Change to ${written}`, replace: written } };
  return { message, ...fix, related: [related(meant, 'The Secret is here.')] };
}

function absent(secret: string, names: Names, hasPlace: boolean): Omit<RuleRemark, 'range'> {
  const known = names.definitions(sorts.secret).map(({ name }) => name);
  const meant = hasPlace ? nearestWord(secret, known) : undefined;
  return meant === undefined
    ? {
        severity: 'info',
        message: `No manifest here defines the Secret "${secret}": it must be in the namespace of the controller.`,
      }
    : {
        message: `No manifest here defines the Secret "${secret}": ${meantWords(secret, meant)}`,
        fix: { title: `Change to ${meant}`, replace: meant },
      };
}

function* withoutKey(
  here: readonly FoundName[],
  { secret, key }: TokenReference,
  range: { start: number; end: number },
): Generator<RuleRemark> {
  const lists = here.map(({ facts }) => facts?.['keys']);
  const keys = lists.every(Array.isArray) ? new Set(lists.flat() as string[]) : undefined;
  const [first] = here;
  // Of Argo CD's own Secret a manifest as a rule adds a part.
  if (!first || !keys || keys.has(key) || keys.size === 0) {
    return;
  }
  const meant = nearestWord(key, keys) ?? (keys.size === 1 && secret !== commonSecret ? [...keys][0] : undefined);
  const hint = meant === undefined ? '' : ` ${capitalized(meantWords(key, meant))}`;
  const message = `The Secret "${secret}" has no key "${key}": the reference itself is sent as the token, and the plugin answers 401 or 403.${hint}`;
  const fix = meant === undefined ? {} : { fix: { title: `Change to ${meant}`, replace: meant } };
  yield { range, message, ...fix, related: [related(first, 'The Secret is here.')] };
}
