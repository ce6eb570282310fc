import { rule } from '../../../manifest/rule';
import type { FoundName, Names } from '../../../manifest/names/names';
import { KubernetesObject, textOf } from '../kubernetes-object';
import { sorts } from '../plugin-connection';
import { hostOf, tokenOf } from '../references';
import { selectedBy } from '../workloads';
import type { UsedSecret } from '../workload-names';
import { related } from './config-map-not-found';

/**
 * The controller and the plugin each read a Secret of their own namespace, and the tokens in them must be the same: what
 * is sent is the value and never its name (argo-cd v3.5.7, `applicationset/generators/plugin.go`).
 */
export const secretsDiffer = rule({
  code: 'argocd/secrets-differ',
  kinds: ['argocd.plugin-config-map'],
  severity: 'warning',
  *check({ document, names }) {
    const { namespace } = KubernetesObject.of(document);
    const token = document.at('data', 'token');
    const reference = tokenOf(textOf(token) ?? '');
    const host = hostOf(textOf(document.at('data', 'baseUrl')) ?? '', namespace);
    if (!token || !reference || !host || !names.isComplete) {
      return;
    }
    const own = names.definitions(sorts.secret, reference.secret, namespace);
    const expected = own.map((secret) => hashIn(secret, reference.key));
    const theirs = names
      .definitions(sorts.service, host.service, host.namespace)
      .flatMap((service) => selectedBy(service, names))
      .flatMap((workload) => tokensOf(workload, reference, names));
    const isKnown = expected.length > 0 && expected.every((hash) => hash !== undefined);
    const isSame = theirs.some(({ hash }) => hash === undefined || expected.includes(hash));
    const [other] = theirs;
    if (isKnown && other && !isSame) {
      const range = token.rangeOf(reference.keyAt.start, reference.keyAt.end);
      const places = [...own.slice(0, 1), other.secret];
      const message = `The plugin has another token, from the Secret "${other.secret.name}"${other.secret.scope === undefined ? '' : ` in "${other.secret.scope}"`}: it will answer 401 or 403.`;
      yield { range, message, related: places.map((place) => related(place, 'One of the tokens is here.')) };
    }
  },
});

/** What a workload may take for its token: the key of the same name, or whatever it takes of a Secret of the same name. */
function tokensOf(
  workload: FoundName,
  { secret: name, key }: { secret: string; key: string },
  names: Names,
): { secret: FoundName; hash: number | undefined }[] {
  const used = (workload.facts?.['secrets'] ?? []) as readonly UsedSecret[];
  return used.flatMap((use) => {
    const secrets = names.definitions(sorts.secret, use.name, workload.scope);
    return secrets.flatMap((secret) => {
      const hashes = Object.keys(secret.facts?.['hashes'] ?? {});
      const only = hashes.length === 1 ? hashes[0] : undefined;
      const its = use.key ?? (hashes.includes(key) ? key : only);
      const isToken = its === key || use.name === name || only !== undefined;
      return its !== undefined && isToken ? [{ secret, hash: hashIn(secret, its) }] : [];
    });
  });
}

/** Undefined where the value is not known. */
function hashIn({ facts }: FoundName, key: string): number | undefined {
  const hash = ((facts?.['hashes'] ?? {}) as Record<string, unknown>)[key];
  return typeof hash === 'number' ? hash : undefined;
}
