import { GrpcProblem } from './problem';

export interface GrpcAddress {
  /** As a person writes it, such as `grpc://127.0.0.1:50051`. */
  readonly text: string;
  /** Without brackets around an IPv6 address. */
  readonly host: string;
  readonly port: number;
  readonly tls: boolean;
  readonly loopback: boolean;
}

/**
 * Reads `grpc://HOST:PORT` or `grpc+ssl://HOST:PORT`; a path, which endpoints of the platform may carry, is left aside
 * (spaceone-core 2.0.144, core/utils.py, parse_grpc_endpoint). Without a port, 443 for TLS; otherwise a port is needed.
 * @throws GrpcProblem of kind `bad-address`
 */
export function parseAddress(text: string): GrpcAddress {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const tls = url?.protocol === 'grpc+ssl:';
  const port = Number(url?.port === '' && tls ? 443 : url?.port);
  const host = url?.hostname.replace(/^\[(.*)\]$/, '$1') ?? '';
  if (
    !url ||
    (!tls && url.protocol !== 'grpc:') ||
    host === '' ||
    !(port > 0) ||
    url.username !== '' ||
    url.password !== ''
  ) {
    throw new GrpcProblem({
      kind: 'bad-address',
      // Without a user's name and password, which belong to no such address and might be shown.
      what: `"${text.replace(/\/\/[^/]*@/, '//')}" is not the address of a gRPC server.`,
      next: 'Write grpc://HOST:PORT, or grpc+ssl://HOST:PORT for TLS',
    });
  }
  return { text, host, port, tls, loopback: host === 'localhost' || host === '::1' || host.startsWith('127.') };
}

/** The name under which grpc-js resolves the address. */
export function targetOf({ host, port }: GrpcAddress): string {
  return host.includes(':') ? `ipv6:[${host}]:${port}` : `dns:${host}:${port}`;
}
