/**
 * What the other rooms know of gRPC. Importing this loads nothing: a connection comes from `loadGrpc`
 * (grpc-loader.ts), which loads the chunk on first use.
 */
import type { Json, JsonObject } from '../../base/json';
import type { WorkbenchError } from '../../base/workbench-error';

/** A message is in protobuf's JSON form, with the field names of the .proto file; a Struct is plain JSON. */
export type { Json, JsonObject } from '../../base/json';

export interface GrpcConnectionOptions {
  /** Sent with every call, reflection included. */
  readonly metadata?: Readonly<Record<string, string>>;
  /** Root certificates (PEM) to trust in place of those that come with Node.js. */
  readonly rootCertificates?: Uint8Array;
  /** Takes secrets out of what a server says in an error, before it is shortened. */
  readonly redact?: (text: string) => string;
  /** A serialized FileDescriptorSet, asked for when the server has no reflection. */
  readonly descriptors?: (signal: AbortSignal | undefined) => Promise<Uint8Array>;
  /** After so many milliseconds without an answer, the connection itself is checked; 10 000 unless given. */
  readonly silenceMs?: number;
  /** Services by full name that every server of a platform has beside its own: nobody means them. */
  readonly besides?: readonly string[];
  /** Milliseconds for what the server's reflection is asked in one go; 30 000 unless given. */
  readonly reflectionMs?: number;
}

export interface GrpcCallOptions {
  readonly signal?: AbortSignal | undefined;
  /** On top of the connection's own. */
  readonly metadata?: Readonly<Record<string, string>> | undefined;
  /** Milliseconds until the call fails; without it a call may take for ever, as it does at a breakpoint. */
  readonly deadlineMs?: number | undefined;
  /** Called for each message in turn; while its promise is pending, the server is held back. */
  readonly onMessage?: ((message: Json) => void | Promise<void>) | undefined;
}

export interface GrpcCallResult {
  /** How many messages came. */
  readonly count: number;
  /** Trailing metadata; values of `-bin` keys in base64. */
  readonly trailing: Readonly<Record<string, readonly string[]>>;
  readonly durationMs: number;
}

export interface MethodDescription {
  /** Full name of its service, such as `package.v1.Service`. */
  readonly service: string;
  readonly name: string;
  /** Full names of the message types. */
  readonly request: string;
  readonly response: string;
  readonly clientStreaming: boolean;
  readonly serverStreaming: boolean;
}

export interface ServiceDescription {
  /** Full name. */
  readonly name: string;
  readonly methods: readonly MethodDescription[];
  /** Why its methods are not known, although the server lists it. */
  readonly failure?: GrpcFailure;
}

/** A method with the shape of its messages, for request files, their schema and completion. */
export interface MethodShape extends MethodDescription {
  /** Every message type that the two reach, by full name; types of `known` kind are not among them. */
  readonly messages: Readonly<Record<string, MessageShape>>;
}

export interface MessageShape {
  readonly name: string;
  readonly fields: readonly FieldShape[];
}

export interface FieldShape {
  readonly name: string;
  readonly number: number;
  /** The type of one value; for a map, of the value under a key. */
  readonly type: FieldType;
  readonly repeated: boolean;
  /** A map is a JSON object; this is the type of its keys. */
  readonly mapKey?: ScalarName;
  /** At most one field of the same oneof may be set. */
  readonly oneof?: string;
}

export type FieldType =
  | { readonly is: 'scalar'; readonly name: ScalarName }
  | { readonly is: 'enum'; readonly name: string; readonly values: readonly string[] }
  | { readonly is: 'message'; readonly name: string }
  /** A well-known type with a JSON form of its own, such as `google.protobuf.Struct`: any JSON object. */
  | { readonly is: 'known'; readonly name: string };

export type ScalarName =
  | 'double'
  | 'float'
  | 'int64'
  | 'uint64'
  | 'int32'
  | 'fixed64'
  | 'fixed32'
  | 'bool'
  | 'string'
  | 'bytes'
  | 'uint32'
  | 'sfixed32'
  | 'sfixed64'
  | 'sint32'
  | 'sint64';

/** What went wrong, where the workbench can do something of its own about it. */
export type GrpcFailureKind =
  /** The server's own code refused or failed: see `code` and `why`. */
  | 'answered'
  | 'unauthenticated'
  | 'permission-denied'
  | 'deadline'
  | 'bad-address'
  | 'refused'
  | 'name-not-found'
  | 'unreachable'
  | 'tls-missing'
  | 'tls-not-spoken'
  | 'certificate'
  | 'not-grpc'
  | 'gone'
  | 'wedged'
  | 'no-reflection'
  | 'bad-descriptors'
  | 'unknown-service'
  | 'unknown-method'
  | 'ambiguous-name'
  | 'client-streaming'
  | 'unknown-key'
  | 'wrong-type'
  | 'bad-metadata'
  | 'request-too-large'
  | 'answer-too-large'
  | 'refused-as-too-large'
  | 'unreadable-answer';

/**
 * Every failure of the chunk but a cancel, which is an AbortError. A WorkbenchError whose
 * class lives in the chunk: recognize it with {@link isGrpcFailure}.
 */
export interface GrpcFailure extends WorkbenchError {
  readonly name: 'GrpcFailure';
  readonly kind: GrpcFailureKind;
  /** gRPC's status: what the server sent, or what fits best. */
  readonly code: number;
  /** Such as `INVALID_ARGUMENT`. */
  readonly codeName: string;
  /** What the server said, at most 4 KB. */
  readonly details: string;
  /** Where in the request, such as `options.items[2].name`. */
  readonly path: string | undefined;
  /** The names that would have done: candidates, a message's fields, an enum's values. */
  readonly candidates: readonly string[];
  /** How many messages had come before it. */
  readonly count: number;
  readonly next: { readonly title: string };
}

export function isGrpcFailure(error: unknown): error is GrpcFailure {
  return error instanceof Error && error.name === 'GrpcFailure';
}

/** One server at one address, with its descriptors. Every method rejects with {@link GrpcFailure} or an AbortError. */
export interface GrpcConnection {
  /** As it was given, such as `grpc://127.0.0.1:50051`. */
  readonly address: string;
  /**
   * True when Health.Check says SERVING, false when it says anything else or the server has no such service.
   * Rejects when nothing answers within `deadlineMs`, 5 000 unless given.
   */
  health(signal?: AbortSignal, deadlineMs?: number): Promise<boolean>;
  /** All services with their methods, in the order of their names. */
  services(signal?: AbortSignal): Promise<ServiceDescription[]>;
  /**
   * The one method that a person means: `Collector.collect`, `Collector/collect`, a full name with either,
   * or a method's name alone where only one service of the server's own has it.
   */
  resolve(name: string, signal?: AbortSignal): Promise<MethodDescription>;
  /** The shape of a method's messages; the service by its full name or the last parts of it. */
  describe(service: string, method: string, signal?: AbortSignal): Promise<MethodShape>;
  /** A request with every field at a neutral value; a Struct is `{}`. */
  prefill(service: string, method: string, signal?: AbortSignal): Promise<JsonObject>;
  /** Calls a unary or server-streaming method; resolves when the last message was taken. */
  call(method: MethodDescription, request: object, options?: GrpcCallOptions): Promise<GrpcCallResult>;
  /** The original bytes of every descriptor file that was loaded so far, by file name. */
  descriptorFiles(): ReadonlyMap<string, Uint8Array>;
  /** Ends what is running, with an AbortError, and closes the channel. */
  close(): void;
}
