import { isObject, objectAt, type Json } from '../../base/json';
import { toFailure } from '../../base/workbench-error';
import type { Kubectl } from './kubectl';
import type { KubernetesTarget } from './kubernetes-target';

/**
 * The ports of the Services and Pods of a context: of all namespaces where the person may see those, else of the one
 * that is current.
 */
export async function reachablePorts(
  kubectl: Kubectl,
  context: string | undefined,
  signal: AbortSignal,
): Promise<readonly KubernetesTarget[]> {
  const args = ['get', 'services,pods'];
  const answer = await kubectl.json([...args, '--all-namespaces'], { context }, signal).catch((error: unknown) => {
    if (!/forbidden/i.test(toFailure(error).why ?? '')) {
      throw error;
    }
    return kubectl.json(args, { context }, signal);
  });
  return itemsOf(answer).flatMap((item) => portsOf(item, context));
}

function portsOf(item: Json, context: string | undefined): KubernetesTarget[] {
  const kind = isObject(item) ? item['kind'] : undefined;
  const { name, namespace } = objectAt(item, 'metadata');
  const spec = objectAt(item, 'spec');
  if (typeof name !== 'string' || typeof namespace !== 'string') {
    return [];
  }
  const ports =
    kind === 'Service'
      ? listOf(spec['ports']).map((port) => (isObject(port) ? port['port'] : undefined))
      : listOf(spec['containers']).flatMap((container) =>
          listOf(isObject(container) ? container['ports'] : undefined).map((port) =>
            isObject(port) ? port['containerPort'] : undefined,
          ),
        );
  const sort = kind === 'Service' ? 'service' : 'pod';
  return ports.flatMap((port) =>
    typeof port === 'number' ? [{ sort, name, namespace, port: String(port), context } as const] : [],
  );
}

function itemsOf(answer: Json): readonly Json[] {
  return listOf(isObject(answer) ? answer['items'] : undefined);
}

function listOf(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? value : [];
}
