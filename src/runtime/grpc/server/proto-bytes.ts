import { create, toBinary, type MessageInitShape } from '@bufbuild/protobuf';
import {
  FieldDescriptorProto_Label as Label,
  FieldDescriptorProto_Type as Type,
  FileDescriptorProtoSchema,
  type DescriptorProtoSchema,
  type EnumDescriptorProtoSchema,
  type FieldDescriptorProtoSchema,
  type ServiceDescriptorProtoSchema,
} from '@bufbuild/protobuf/wkt';
import type { ProtoEnum, ProtoField, ProtoFile, ProtoMessage, ProtoMethod } from '../../calls/proto-file';
import { bundledFile } from '../bundled-files';

const scalars: Readonly<Record<string, Type>> = {
  bool: Type.BOOL,
  bytes: Type.BYTES,
  double: Type.DOUBLE,
  int32: Type.INT32,
  int64: Type.INT64,
  string: Type.STRING,
  uint32: Type.UINT32,
};

/**
 * The serialized FileDescriptorProtos of the tables and of the files of protobuf itself that they import, by name.
 * @throws Error for a type that no file declares
 */
export function bytesOfFiles(tables: readonly ProtoFile[]): Map<string, Uint8Array> {
  const types = new TypeNames(tables);
  const files = new Map(tables.map((table) => [table.name, bytesOfFile(table, types)]));
  const imported = tables.flatMap((table) => table.imports ?? []);
  for (let name = imported.pop(); name !== undefined; name = imported.pop()) {
    const file = bundledFile(name);
    if (file && !files.has(name)) {
      files.set(name, toBinary(FileDescriptorProtoSchema, file));
      imported.push(...file.dependency);
    }
  }
  return files;
}

function bytesOfFile(table: ProtoFile, types: TypeNames): Uint8Array {
  return toBinary(
    FileDescriptorProtoSchema,
    create(FileDescriptorProtoSchema, {
      name: table.name,
      package: table.package,
      syntax: 'proto3',
      dependency: [...(table.imports ?? [])],
      enumType: Object.entries(table.enums ?? {}).map(enumOf),
      messageType: Object.entries(table.messages ?? {}).map(([name, message]) =>
        messageOf(name, message, table.package, types),
      ),
      service: Object.entries(table.services ?? {}).map(([name, methods]) =>
        serviceOf(name, methods, table.package, types),
      ),
    }),
  );
}

function enumOf([name, values]: [string, ProtoEnum]): MessageInitShape<typeof EnumDescriptorProtoSchema> {
  return { name, value: values.map((value, number) => ({ name: value, number })) };
}

function messageOf(
  name: string,
  { fields = {}, oneofs = {}, enums = {} }: ProtoMessage,
  scope: string,
  types: TypeNames,
): MessageInitShape<typeof DescriptorProtoSchema> {
  const groups = Object.entries(oneofs);
  return {
    name,
    field: Object.entries(fields).map(([field, declared]) => {
      const group = groups.findIndex(([, members]) => members.includes(field));
      return { ...fieldOf(field, declared, `${scope}.${name}`, types), ...(group >= 0 && { oneofIndex: group }) };
    }),
    oneofDecl: groups.map(([group]) => ({ name: group })),
    enumType: Object.entries(enums).map(enumOf),
  };
}

function fieldOf(
  name: string,
  [number, declared]: ProtoField,
  scope: string,
  types: TypeNames,
): MessageInitShape<typeof FieldDescriptorProtoSchema> {
  const [, repeated, type = ''] = /^(repeated )?(.*)$/.exec(declared) ?? [];
  const scalar = scalars[type];
  return {
    name,
    number,
    jsonName: name.replace(/_(.)/g, (_, next: string) => next.toUpperCase()),
    label: repeated ? Label.REPEATED : Label.OPTIONAL,
    ...(scalar === undefined ? types.reference(type, scope) : { type: scalar }),
  };
}

function serviceOf(
  name: string,
  methods: Readonly<Record<string, ProtoMethod>>,
  scope: string,
  types: TypeNames,
): MessageInitShape<typeof ServiceDescriptorProtoSchema> {
  return {
    name,
    method: Object.entries(methods).map(([method, { request, response, streams }]) => ({
      name: method,
      inputType: types.reference(request, scope).typeName,
      outputType: types.reference(response, scope).typeName,
      ...(streams && { serverStreaming: true, clientStreaming: streams === 'both' }),
    })),
  };
}

/** The full names of all types of the tables. */
class TypeNames {
  private readonly types = new Map<string, Type.ENUM | Type.MESSAGE>();

  constructor(tables: readonly ProtoFile[]) {
    for (const { package: scope, enums = {}, messages = {} } of tables) {
      Object.keys(enums).forEach((name) => this.types.set(`${scope}.${name}`, Type.ENUM));
      for (const [name, message] of Object.entries(messages)) {
        this.types.set(`${scope}.${name}`, Type.MESSAGE);
        Object.keys(message.enums ?? {}).forEach((inner) => this.types.set(`${scope}.${name}.${inner}`, Type.ENUM));
      }
    }
  }

  /** The type of that name as seen from a scope: the nearest one, as protobuf resolves names. */
  reference(name: string, scope: string): { type: Type.ENUM | Type.MESSAGE; typeName: string } {
    if (name.startsWith('google.protobuf.')) {
      return { type: Type.MESSAGE, typeName: `.${name}` };
    }
    for (let around = scope; around !== ''; around = around.slice(0, Math.max(0, around.lastIndexOf('.')))) {
      const type = this.types.get(`${around}.${name}`);
      if (type !== undefined) {
        return { type, typeName: `.${around}.${name}` };
      }
    }
    const type = this.types.get(name);
    if (type === undefined) {
      throw new Error(`No table declares the type ${name} that ${scope} uses.`);
    }
    return { type, typeName: `.${name}` };
  }
}
