import type { Mention } from '../../manifest/names/names';
import type { Value } from '../../manifest/dialects/value';
import { textOf, type KubernetesObject } from './kubernetes-object';
import { keySort, sorts } from './plugin-connection';

export const workloads: ReadonlySet<string> = new Set(['Pod', 'Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet']);

/** A Secret that a workload uses; all its keys when none is named. */
export interface UsedSecret {
  readonly name: string;
  readonly key: string | null;
}

/** What Services and Secrets have to do with a workload. */
export function* workloadMentions(object: KubernetesObject): Generator<Mention> {
  const pod = object.kind === 'Pod' ? object.root : object.root?.at('spec', 'template');
  if (!workloads.has(object.kind) || !pod || object.name === undefined) {
    return;
  }
  const uses = [...usedSecrets(pod)];
  const secrets: UsedSecret[] = uses.map(({ name, key }) => ({ name: name.text, key: key?.text ?? null }));
  const labels = Object.fromEntries(
    (pod.at('metadata', 'labels')?.properties ?? []).map((value) => [value.key?.text ?? '', value.text]),
  );
  const portNames = (pod.at('spec', 'containers')?.items ?? []).flatMap((container) =>
    (container.at('ports')?.items ?? []).flatMap((port) => textOf(port.at('name')) ?? []),
  );
  const scope = object.namespace;
  // A workload is found by its labels and never renamed, so it has no place of its own.
  const range = { start: 0, end: 0 };
  yield {
    is: 'definition',
    sort: sorts.workload,
    name: object.name,
    scope,
    range,
    facts: { labels, secrets, portNames },
  };
  for (const { name, key } of uses) {
    yield { is: 'reference', sort: sorts.secret, name: name.text, scope, range: name.rangeOf(0, name.text.length) };
    if (key) {
      const place = key.rangeOf(0, key.text.length);
      yield { is: 'reference', sort: keySort(name.text), name: key.text, scope, range: place };
    }
  }
}

function* usedSecrets(pod: Value): Generator<{ name: Value; key: Value | undefined }> {
  const containers = ['containers', 'initContainers'].flatMap((list) => pod.at('spec', list)?.items ?? []);
  for (const container of containers) {
    for (const variable of container.at('env')?.items ?? []) {
      const source = variable.at('valueFrom', 'secretKeyRef');
      yield* named(source?.at('name'), source?.at('key'));
    }
    for (const source of container.at('envFrom')?.items ?? []) {
      yield* named(source.at('secretRef', 'name'), undefined);
    }
  }
  for (const volume of pod.at('spec', 'volumes')?.items ?? []) {
    const sources = [
      volume.at('secret'),
      ...(volume.at('projected', 'sources')?.items ?? []).map((each) => each.at('secret')),
    ];
    for (const secret of sources) {
      const name = secret?.at('secretName') ?? secret?.at('name');
      const items = secret?.at('items')?.items ?? [];
      for (const key of items.length > 0 ? items.map((item) => item.at('key')) : [undefined]) {
        yield* named(name, key);
      }
    }
  }
}

function* named(name: Value | undefined, key: Value | undefined): Generator<{ name: Value; key: Value | undefined }> {
  if (name && textOf(name) !== undefined) {
    yield { name, key: textOf(key) === undefined ? undefined : key };
  }
}
