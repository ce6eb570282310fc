import type { KubernetesPlace } from './kubectl';

/** A port of something in a cluster that kubectl can lead to. */
export interface KubernetesTarget extends KubernetesPlace {
  readonly sort: 'service' | 'pod' | 'deployment';
  readonly name: string;
  /** A number, or the name of one. */
  readonly port: string;
}

/** How a person writes one. */
export const KUBERNETES_TARGET = 'kubectl://[NAMESPACE/]service/NAME:PORT[?context=CONTEXT]';

const sorts = {
  service: 'service',
  svc: 'service',
  pod: 'pod',
  po: 'pod',
  deployment: 'deployment',
  deploy: 'deployment',
} as const;
const TARGET = /^kubectl:\/\/(?:([a-z0-9-]+)\/)?([a-z]+)\/([a-z0-9.-]+):([a-z0-9-]+)(?:\?context=([^&]+))?$/;

/** Reads a target as {@link KUBERNETES_TARGET} writes it; undefined for any other text. */
export function kubernetesTarget(text: string): KubernetesTarget | undefined {
  const [, namespace, sort = '', name = '', port = '', context] = TARGET.exec(text) ?? [];
  const known = Object.hasOwn(sorts, sort) ? sorts[sort as keyof typeof sorts] : undefined;
  return known && { sort: known, name, port, namespace, context: context && decoded(context) };
}

export function kubernetesTargetText({ sort, name, port, namespace, context }: KubernetesTarget): string {
  const place = namespace === undefined ? '' : `${namespace}/`;
  const query = context === undefined ? '' : `?context=${encodeURIComponent(context)}`;
  return `kubectl://${place}${sort}/${name}:${port}${query}`;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
