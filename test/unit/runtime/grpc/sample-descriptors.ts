import { create, toBinary } from '@bufbuild/protobuf';
import {
  FieldDescriptorProto_Label as Label,
  FieldDescriptorProto_Type as Type,
  FieldDescriptorProtoSchema,
  FileDescriptorProtoSchema,
  file_google_protobuf_any,
  file_google_protobuf_duration,
  file_google_protobuf_empty,
  file_google_protobuf_field_mask,
  file_google_protobuf_struct,
  file_google_protobuf_timestamp,
  file_google_protobuf_wrappers,
} from '@bufbuild/protobuf/wkt';
import type { FieldDescriptorProto, FileDescriptorProto } from '@bufbuild/protobuf/wkt';

/**
 * Descriptors as a Python server gives them, without JSON names: a service over a message of every kind of field, a
 * second one whose file declares a message of the same name, and a third with the same short name.
 */
export const sampleFiles: readonly FileDescriptorProto[] = [
  create(FileDescriptorProtoSchema, {
    name: 'sample/v1/level.proto',
    package: 'sample.v1',
    syntax: 'proto3',
    enumType: [
      {
        name: 'Level',
        value: [
          { name: 'NONE', number: 0 },
          { name: 'LOW', number: 1 },
          { name: 'HIGH', number: 2 },
        ],
      },
    ],
  }),
  create(FileDescriptorProtoSchema, {
    name: 'sample/v1/sample.proto',
    package: 'sample.v1',
    syntax: 'proto3',
    dependency: [
      'sample/v1/level.proto',
      'google/protobuf/any.proto',
      'google/protobuf/duration.proto',
      'google/protobuf/empty.proto',
      'google/protobuf/field_mask.proto',
      'google/protobuf/struct.proto',
      'google/protobuf/timestamp.proto',
      'google/protobuf/wrappers.proto',
    ],
    messageType: [
      {
        name: 'Item',
        field: [scalar('item_name', 1, Type.STRING), scalar('size', 2, Type.INT32)],
      },
      { name: 'CountRequest', field: [scalar('up_to', 1, Type.INT32), scalar('bytes_each', 2, Type.INT32)] },
      {
        name: 'FailRequest',
        field: [scalar('code', 1, Type.INT32), scalar('details', 2, Type.STRING), scalar('after', 3, Type.INT32)],
      },
      { name: 'RawRequest', field: [scalar('answer', 1, Type.BYTES)] },
      {
        name: 'Everything',
        field: [
          scalar('a_double', 1, Type.DOUBLE),
          scalar('a_float', 2, Type.FLOAT),
          scalar('an_int32', 3, Type.INT32),
          scalar('an_int64', 4, Type.INT64),
          scalar('a_uint64', 5, Type.UINT64),
          scalar('a_sint32', 6, Type.SINT32),
          scalar('a_fixed64', 7, Type.FIXED64),
          scalar('a_bool', 8, Type.BOOL),
          scalar('a_string', 9, Type.STRING),
          scalar('some_bytes', 10, Type.BYTES),
          typed('level', 11, Type.ENUM, '.sample.v1.Level'),
          repeated(typed('levels', 12, Type.ENUM, '.sample.v1.Level')),
          repeated(scalar('numbers', 13, Type.INT32)),
          repeated(scalar('names', 14, Type.STRING)),
          repeated(typed('items', 15, Type.MESSAGE, '.sample.v1.Item')),
          repeated(typed('counts', 16, Type.MESSAGE, '.sample.v1.Everything.CountsEntry')),
          repeated(typed('by_name', 17, Type.MESSAGE, '.sample.v1.Everything.ByNameEntry')),
          typed('options', 18, Type.MESSAGE, '.google.protobuf.Struct'),
          typed('value', 19, Type.MESSAGE, '.google.protobuf.Value'),
          typed('values', 20, Type.MESSAGE, '.google.protobuf.ListValue'),
          typed('at', 21, Type.MESSAGE, '.google.protobuf.Timestamp'),
          typed('wait', 22, Type.MESSAGE, '.google.protobuf.Duration'),
          typed('note', 23, Type.MESSAGE, '.google.protobuf.StringValue'),
          typed('mask', 24, Type.MESSAGE, '.google.protobuf.FieldMask'),
          typed('any', 25, Type.MESSAGE, '.google.protobuf.Any'),
          typed('nothing', 26, Type.MESSAGE, '.google.protobuf.Empty'),
          typed('again', 27, Type.MESSAGE, '.sample.v1.Everything'),
          inOneof(scalar('text', 28, Type.STRING)),
          inOneof(typed('item', 29, Type.MESSAGE, '.sample.v1.Item')),
        ],
        oneofDecl: [{ name: 'choice' }],
        nestedType: [
          mapEntry('CountsEntry', scalar('value', 2, Type.INT64)),
          mapEntry('ByNameEntry', typed('value', 2, Type.MESSAGE, '.sample.v1.Item')),
        ],
      },
    ],
    service: [
      {
        name: 'Sample',
        method: [
          { name: 'echo', inputType: '.sample.v1.Everything', outputType: '.sample.v1.Everything' },
          { name: 'raw', inputType: '.sample.v1.RawRequest', outputType: '.sample.v1.Everything' },
          { name: 'count', inputType: '.sample.v1.CountRequest', outputType: '.sample.v1.Item', serverStreaming: true },
          { name: 'fail', inputType: '.sample.v1.FailRequest', outputType: '.sample.v1.Item', serverStreaming: true },
          { name: 'wait', inputType: '.google.protobuf.Empty', outputType: '.google.protobuf.Empty' },
          { name: 'absent', inputType: '.google.protobuf.Empty', outputType: '.google.protobuf.Empty' },
          { name: 'gather', inputType: '.sample.v1.Item', outputType: '.google.protobuf.Empty', clientStreaming: true },
        ],
      },
    ],
  }),
  create(FileDescriptorProtoSchema, {
    name: 'sample/v1/twin.proto',
    package: 'sample.v1',
    syntax: 'proto3',
    messageType: [{ name: 'CountRequest', field: [scalar('from_twin', 1, Type.BOOL)] }],
    service: [
      {
        name: 'Twin',
        method: [{ name: 'count', inputType: '.sample.v1.CountRequest', outputType: '.sample.v1.CountRequest' }],
      },
    ],
  }),
  create(FileDescriptorProtoSchema, {
    name: 'other/v1/sample.proto',
    package: 'other.v1',
    syntax: 'proto3',
    dependency: ['google/protobuf/empty.proto'],
    service: [
      {
        name: 'Sample',
        method: [{ name: 'other', inputType: '.google.protobuf.Empty', outputType: '.google.protobuf.Empty' }],
      },
    ],
  }),
  ...[
    file_google_protobuf_any,
    file_google_protobuf_duration,
    file_google_protobuf_empty,
    file_google_protobuf_field_mask,
    file_google_protobuf_struct,
    file_google_protobuf_timestamp,
    file_google_protobuf_wrappers,
  ].map((file) => file.proto),
];

/** The bytes of a file as a server sends them. */
export function bytesOf(file: FileDescriptorProto): Buffer {
  return Buffer.from(toBinary(FileDescriptorProtoSchema, file));
}

function scalar(name: string, number: number, type: Type): FieldDescriptorProto {
  return create(FieldDescriptorProtoSchema, { name, number, type, label: Label.OPTIONAL });
}

function typed(name: string, number: number, type: Type, typeName: string): FieldDescriptorProto {
  return create(FieldDescriptorProtoSchema, { name, number, type, typeName, label: Label.OPTIONAL });
}

function repeated(field: FieldDescriptorProto): FieldDescriptorProto {
  return { ...field, label: Label.REPEATED };
}

function inOneof(field: FieldDescriptorProto): FieldDescriptorProto {
  return create(FieldDescriptorProtoSchema, { ...field, oneofIndex: 0 });
}

function mapEntry(
  name: string,
  value: FieldDescriptorProto,
): {
  name: string;
  field: FieldDescriptorProto[];
  options: { mapEntry: boolean };
} {
  return { name, field: [scalar('key', 1, Type.STRING), value], options: { mapEntry: true } };
}
