/**
 * A .proto file as a table: names, numbers and types, from which its descriptor is made (`grpc/server/proto-bytes.ts`).
 * A type is a scalar's name, or a message's or an enum's: of this file (`Query`), nested in a message of it
 * (`PluginInfo.State`), or of an imported file by its full name (`google.protobuf.Struct`).
 */
export interface ProtoFile {
  /** As other files import it, such as `spaceone/api/core/v2/query.proto`. */
  readonly name: string;
  readonly package: string;
  /** The names of imported files; those of `google/protobuf/` need no table. */
  readonly imports?: readonly string[];
  readonly enums?: Readonly<Record<string, ProtoEnum>>;
  readonly messages?: Readonly<Record<string, ProtoMessage>>;
  /** Per service its methods: their request and response. */
  readonly services?: Readonly<Record<string, Readonly<Record<string, ProtoMethod>>>>;
}

/** The names of the values, numbered from 0. */
export type ProtoEnum = readonly string[];

export interface ProtoMessage {
  readonly fields?: Readonly<Record<string, ProtoField>>;
  /** Of these fields at most one is set. */
  readonly oneofs?: Readonly<Record<string, readonly string[]>>;
  readonly enums?: Readonly<Record<string, ProtoEnum>>;
}

/** Number and type, such as `[1, 'string']` or `[1, 'repeated PluginInfo']`. */
export type ProtoField = readonly [number: number, type: string];

export interface ProtoMethod {
  readonly request: string;
  readonly response: string;
  /** Which sides send more than one message; none unless given. */
  readonly streams?: 'response' | 'both';
}
