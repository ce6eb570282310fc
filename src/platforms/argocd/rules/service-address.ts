import { nearestWord } from '../../../base/nearest-word';
import { meantWords } from '../../../base/odd-sign';
import { rule, type RuleRemark } from '../../../manifest/rule';
import type { FoundName } from '../../../manifest/names/names';
import { KubernetesObject, textOf } from '../kubernetes-object';
import { meet, namespacesOf } from '../kustomize';
import { nearestTo, ownOnes } from '../nearness';
import { sorts } from '../plugin-connection';
import { hostOf } from '../references';
import { selectedBy } from '../workloads';
import { related } from './config-map-not-found';

/**
 * The address of a Service of this workspace must have its name, namespace and one of its ports: it is asked as it is
 * written (argo-cd v3.5.7, `applicationset/services/internal/http`).
 */
export const serviceAddress = rule({
  code: 'argocd/service-address',
  kinds: ['argocd.plugin-config-map'],
  severity: 'warning',
  *check({ document, names }) {
    const address = document.at('data', 'baseUrl');
    const { name, namespace } = KubernetesObject.of(document);
    const host = hostOf(textOf(address) ?? '', namespace);
    if (!address || !host || !names.isComplete) {
      return;
    }
    const range = address.rangeOf(host.at.start, host.at.end);
    const twins = name === undefined ? [] : names.definitions(sorts.configMap, name);
    const all = ownOnes(names.definitions(sorts.service, host.service), twins, names);
    // A bare name is looked for where the controller is, which an overlay may move.
    const wanted = host.namespace === namespace ? namespacesOf(namespace, names.file, names) : [host.namespace];
    const here = all.filter(({ scope, file }) => meet(wanted, namespacesOf(scope, file, names)));
    const [other] = all;
    if (here.length === 0 && other) {
      const message = `The Service "${host.service}" is in the namespace "${other.scope ?? ''}", not in "${wanted[0] ?? ''}".`;
      yield { range, message, related: [related(other, 'The Service is here.')] };
    } else if (here.length === 0) {
      const meant = nearestWord(
        host.service,
        names.definitions(sorts.service).map((each) => each.name),
      );
      if (meant !== undefined && range !== address.range) {
        const message = `No manifest here defines the Service "${host.service}": ${meantWords(host.service, meant)}`;
        yield { range, message, fix: { title: `Change to ${meant}`, replace: meant } };
      }
    } else {
      const remarks = nearestTo(names.file, here, names).map((service) => {
        const workloads = nearestTo(service.file, selectedBy(service, names), names);
        const remark = portRemark(service, host.port) ?? targetRemark(service, host.port, workloads);
        return remark && { range: address.range, ...remark, related: [related(service, 'The Service is here.')] };
      });
      // Any that fits is enough.
      if (remarks.every((remark) => remark) && remarks[0]) {
        yield remarks[0];
      }
    }
  },
});

interface Port {
  readonly port: unknown;
  readonly targetPort: unknown;
}

function portRemark(service: FoundName, port: number): Omit<RuleRemark, 'range'> | undefined {
  const ports = portsOf(service).map((each) => each.port);
  const isKnown = ports.length > 0 && ports.every((each) => typeof each === 'number');
  // A headless Service has no port of its own: the pods are reached at theirs.
  const isDirect = service.facts?.['type'] === 'ExternalName' || service.facts?.['isHeadless'] === true;
  if (!isKnown || isDirect || ports.includes(port)) {
    return undefined;
  }
  return { message: `The Service "${service.name}" has no port ${port}, only ${ports.join(', ')}.` };
}

/** A port by name leads nowhere when no container of the pods calls one so. */
function targetRemark(
  service: FoundName,
  port: number,
  workloads: readonly FoundName[],
): Omit<RuleRemark, 'range'> | undefined {
  const target = portsOf(service).find((each) => each.port === port)?.targetPort;
  const names = workloads.flatMap(({ facts }) => (facts?.['portNames'] ?? []) as string[]);
  if (typeof target !== 'string' || workloads.length === 0 || names.includes(target)) {
    return undefined;
  }
  return {
    message: `The Service "${service.name}" sends port ${port} to "${target}", and no container has a port of that name.`,
  };
}

function portsOf({ facts }: FoundName): readonly Port[] {
  return (facts?.['ports'] ?? []) as readonly Port[];
}
