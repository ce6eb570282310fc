import type { TextRange } from '../../manifest/parse/text-range';
import { commonSecret, isPlaceholder } from './plugin-connection';

/** What a token such as `$name:key` refers to; ranges count from the token's start. */
export interface TokenReference {
  readonly secret: string;
  readonly key: string;
  /** Undefined for `$key`, which means Argo CD's own Secret. */
  readonly secretAt: TextRange | undefined;
  readonly keyAt: TextRange;
}

/** Reads a token as the controller does: what stands behind a second colon is ignored. */
export function tokenOf(text: string): TokenReference | undefined {
  const [whole, name, key] = /^\$(?:([^:]*):)?([^:]*)/.exec(text) ?? [];
  if (whole === undefined || name === '' || key === undefined || key === '' || isPlaceholder(text)) {
    return undefined;
  }
  const keyStart = name === undefined ? 1 : name.length + 2;
  return {
    secret: name ?? commonSecret,
    key,
    secretAt: name === undefined ? undefined : { start: 1, end: 1 + name.length },
    keyAt: { start: keyStart, end: keyStart + key.length },
  };
}

/** A Service inside the cluster that an address names. */
export interface ServiceHost {
  readonly service: string;
  readonly namespace: string | undefined;
  readonly port: number;
  /** Where the Service's name stands in the address. */
  readonly at: TextRange;
}

/** The Service of `http://name.namespace.svc…` or of a bare name in the controller's own namespace. */
export function hostOf(address: string, namespace: string | undefined): ServiceHost | undefined {
  const [, scheme = '', host = '', port] = /^(https?):\/\/([^/:?#@]+)(?::(\d+))?(?:[/?#]|$)/i.exec(address) ?? [];
  const [service = '', inNamespace, svc] = host.replace(/\.$/, '').split('.');
  const isService = inNamespace === undefined ? service !== 'localhost' : svc === 'svc';
  if (!isService || !/^[a-z]([-a-z0-9]*[a-z0-9])?$/.test(service) || isPlaceholder(address)) {
    return undefined;
  }
  const start = scheme.length + 3;
  return {
    service,
    namespace: inNamespace ?? namespace,
    port: port === undefined ? (scheme.toLowerCase() === 'https' ? 443 : 80) : Number(port),
    at: { start, end: start + service.length },
  };
}
