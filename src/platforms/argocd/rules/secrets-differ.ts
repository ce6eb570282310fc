import { rule } from '../../../manifest/rule';
import type { FoundName, Names } from '../../../manifest/names/names';
import { firstLine } from '../../../manifest/parse/text-range';
import { connectionsOf } from '../connections';
import { KubernetesObject } from '../kubernetes-object';
import { nearestTo } from '../nearness';
import { sorts, type Asked } from '../plugin-connection';
import { hashOf, secretValue } from '../secret-value';
import { selectedBy } from '../workloads';
import type { UsedSecret } from '../workload-names';
import { related } from './config-map-not-found';

/**
 * The controller and the plugin each read a Secret of their own namespace, and the tokens in them must be the same: what
 * is sent is the value and never its name (argo-cd v3.5.7, `applicationset/generators/plugin.go`).
 */
export const secretsDiffer = rule({
  code: 'argocd/secrets-differ',
  kinds: ['argocd.plugin-secret'],
  severity: 'warning',
  *check({ document, names }) {
    const { name, namespace } = KubernetesObject.of(document);
    for (const part of name !== undefined && names.isComplete ? ['data', 'stringData'] : []) {
      for (const value of document.at(part)?.properties ?? []) {
        const own = hashOf(secretValue(value, part === 'data'));
        const key = value.key?.text ?? '';
        const connections = own === null ? [] : connectionsOf(name ?? '', key, namespace, names);
        const theirs = connections.flatMap((connection) => sentTo(connection, { name: name ?? '', key }, names));
        const [other] = theirs;
        if (other && !theirs.some(({ hash }) => hash === undefined || hash === own)) {
          const where = other.secret.scope === undefined ? '' : ` in "${other.secret.scope}"`;
          const message = `The plugin has another token, from the Secret "${other.secret.name}"${where}: it will answer 401 or 403.`;
          const places = [
            ...connections.slice(0, 1).map((place) => related(place, 'This sends the token.')),
            related(other.secret, 'The other token is here.'),
          ];
          yield { range: firstLine(value.range, document.text), message, related: places };
        }
      }
    }
  },
});

interface TokenOfPlugin {
  readonly secret: FoundName;
  /** Undefined where the value is not known. */
  readonly hash: number | undefined;
}

/** What the servers that a connection asks may compare the token with. */
function sentTo({ file, facts }: FoundName, token: { name: string; key: string }, names: Names): TokenOfPlugin[] {
  const { service, serviceScope } = facts as unknown as Asked;
  const services = service === null ? [] : names.definitions(sorts.service, service, serviceScope ?? undefined);
  return nearestTo(file, services, names)
    .flatMap((each) => nearestTo(each.file, selectedBy(each, names), names))
    .flatMap((workload) => tokensOf(workload, token, names));
}

/** What a workload may take for its token: the key of the same name, or whatever it takes of a Secret of the same name. */
function tokensOf(workload: FoundName, { name, key }: { name: string; key: string }, names: Names): TokenOfPlugin[] {
  const used = (workload.facts?.['secrets'] ?? []) as readonly UsedSecret[];
  return used.flatMap((use) => {
    const secrets = nearestTo(workload.file, names.definitions(sorts.secret, use.name, workload.scope), names);
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
