import { nearestWord } from '../../../base/nearest-word';
import { rule, type RuleRemark } from '../../../manifest/rule';
import type { FoundName, Names } from '../../../manifest/names/names';
import { KubernetesObject, textOf } from '../kubernetes-object';
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
    if (!token || !reference || !names.isComplete) {
      return;
    }
    const { namespace } = KubernetesObject.of(document);
    const { secret, secretAt, keyAt } = reference;
    const all = names.definitions(sorts.secret, secret);
    const here = names.definitions(sorts.secret, secret, namespace);
    const [found] = all;
    const place = secretAt ?? keyAt;
    const secretRange = token.rangeOf(place.start, place.end);
    if (!found) {
      // Argo CD's own Secret is made by its installation.
      if (secret !== commonSecret) {
        yield { range: secretRange, ...absent(secret, names, token.range !== secretRange) };
      }
    } else if (here.length === 0) {
      const message = `The Secret "${secret}" is in the namespace "${found.scope ?? ''}", and the controller looks in its own, where this ConfigMap is, "${namespace ?? ''}".`;
      yield { range: secretRange, message, related: [related(found, 'The Secret is here.')] };
    } else {
      yield* withoutKey(here, reference, token.rangeOf(keyAt.start, keyAt.end));
    }
  },
});

function absent(secret: string, names: Names, hasPlace: boolean): Omit<RuleRemark, 'range'> {
  const known = names.definitions(sorts.secret).map(({ name }) => name);
  const meant = hasPlace ? nearestWord(secret, known) : undefined;
  return meant === undefined
    ? {
        severity: 'info',
        message: `No manifest here defines the Secret "${secret}": it must be in the namespace of the controller.`,
      }
    : {
        message: `No manifest here defines the Secret "${secret}": did you mean "${meant}"?`,
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
  const hint = meant === undefined ? '' : ` Did you mean "${meant}"?`;
  const message = `The Secret "${secret}" has no key "${key}": the reference itself is sent as the token, and the plugin answers 401 or 403.${hint}`;
  const fix = meant === undefined ? {} : { fix: { title: `Change to ${meant}`, replace: meant } };
  yield { range, message, ...fix, related: [related(first, 'The Secret is here.')] };
}
