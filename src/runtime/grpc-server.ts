/**
 * What the other rooms know of serving gRPC. Importing this loads nothing; {@link startGrpcServer} loads the chunk.
 */
import type { JsonObject } from './calls/grpc-api';
import type { ProtoFile } from './calls/proto-file';

/** Keys in lower case; of a key that was sent twice the last value. Binary values are left out. */
export type CallMetadata = Readonly<Record<string, string>>;

/** What a method is told of a call beside its request. */
export interface ServedCall {
  readonly metadata: CallMetadata;
  /** Aborts when the client cancels or goes away. */
  readonly signal: AbortSignal;
}

/**
 * Answers a request of a unary method: protobuf's JSON with the names of the .proto file and only the fields that were
 * sent; a Struct is plain JSON. What it throws as a {@link GrpcRefusal} is the call's status, anything else is INTERNAL.
 */
export type Answering = (request: JsonObject, call: ServedCall) => JsonObject | Promise<JsonObject>;

/**
 * A unary method that looks at its caller first: before a byte of the request is read, `admit` gets the metadata and
 * gives what answers this caller. What it throws ends the call as what the answering throws does.
 */
export interface GuardedMethod {
  readonly admit: (metadata: CallMetadata) => Answering;
}

/** A unary method for everybody, or one that looks at its caller first. */
export type ServedMethod = Answering | GuardedMethod;

/** The names of gRPC's statuses that a method may end with. */
export type GrpcStatusName =
  | 'INVALID_ARGUMENT'
  | 'NOT_FOUND'
  | 'ALREADY_EXISTS'
  | 'PERMISSION_DENIED'
  | 'UNAUTHENTICATED'
  | 'UNIMPLEMENTED'
  | 'INTERNAL';

/** Ends a call with a status and the details that the client sees. */
export class GrpcRefusal extends Error {
  constructor(
    readonly status: GrpcStatusName,
    readonly details: string,
  ) {
    super(details);
    this.name = 'GrpcRefusal';
  }
}

export interface GrpcServerOptions {
  readonly files: readonly ProtoFile[];
  /** Methods by the full name of their service; a method of the tables that is missing here is UNIMPLEMENTED. */
  readonly services: Readonly<Record<string, Readonly<Record<string, ServedMethod>>>>;
  /** A free one unless given. */
  readonly port?: number | undefined;
  /** Told of what a method threw that is no refusal: a defect. */
  readonly onDefect?: (method: string, error: unknown) => void;
}

/** A server on loopback, with health for every name and reflection in both versions. */
export interface GrpcServer {
  readonly port: number;
  /** Such as `127.0.0.1:50051`. */
  readonly address: string;
  /** Takes no more calls and ends when those under way have ended, at the latest after a second. */
  close(): Promise<void>;
}

/**
 * Starts a server.
 * @throws WorkbenchError when the port is taken, with its holder
 */
export async function startGrpcServer(options: GrpcServerOptions): Promise<GrpcServer> {
  const { LoopbackServer } = await import('./grpc/server/loopback-server');
  return LoopbackServer.start(options);
}
