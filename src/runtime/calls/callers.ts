import type { Redactor } from '../secrets/redactor';
import type { Caller } from './caller';
import { GrpcCaller } from './grpc-caller';
import type { GrpcConnections } from './grpc-connections';
import { HttpCaller } from './http-caller';
import type { HttpContract } from './http-contract';

export interface CallerOptions {
  /** What a server that speaks HTTP offers; none unless given. */
  readonly http?: HttpContract | undefined;
  /** What the server is to know the caller by: `Authorization: Bearer` over HTTP, metadata over gRPC. */
  readonly token?: string | undefined;
  /** The key of the metadata; `token` unless given. */
  readonly tokenKey?: string | undefined;
  /** What else a gRPC server is to know; nothing secret. */
  readonly metadata?: Readonly<Record<string, string>> | undefined;
}

/** Callers of servers by what their addresses speak. */
export class Callers {
  constructor(
    private readonly connections: GrpcConnections,
    private readonly redactor: Redactor,
  ) {}

  /**
   * @param address `http://` or `https://` for HTTP; else gRPC: a host and port, or an endpoint such as `grpc+ssl://host:443`.
   * @throws WorkbenchError when an address of HTTP is none
   */
  to(address: string, { http = [], token, tokenKey = 'token', metadata = {} }: CallerOptions = {}): Caller {
    if (/^https?:/.test(address)) {
      return new HttpCaller({ endpoint: address, contract: http, token, redactor: this.redactor });
    }
    this.redactor.hide(token === undefined ? [] : [token]);
    return new GrpcCaller(
      address,
      () => this.connections.to(address),
      token === undefined ? metadata : { ...metadata, [tokenKey]: token },
    );
  }
}
