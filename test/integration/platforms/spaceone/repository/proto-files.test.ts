import { fromBinary } from '@bufbuild/protobuf';
import { FileDescriptorProtoSchema, type DescriptorProto } from '@bufbuild/protobuf/wkt';
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { repositoryProtoFiles } from '../../../../../src/platforms/spaceone/repository/proto-files';
import { sourceOfSet } from '../../../../../src/runtime/grpc/descriptors';
import { bytesOfFiles } from '../../../../../src/runtime/grpc/server/proto-bytes';
import { testPython } from '../../../test-python';

const dump = `
import sys
from google.protobuf.descriptor_pb2 import FileDescriptorProto, FileDescriptorSet
from spaceone.api.core.v2 import query_pb2
from spaceone.api.repository.v1 import plugin_pb2, repository_pb2
files = FileDescriptorSet()
for module in (query_pb2, repository_pb2, plugin_pb2):
    module.DESCRIPTOR.CopyToProto(files.file.add())
print(files.SerializeToString().hex())
`;

describe('the contracts of the local Repository', () => {
  it('have the names, numbers and types of the installed spaceone-api, in every message that they have', async () => {
    const { stdout } = await promisify(execFile)(testPython(), ['-W', 'ignore', '-c', dump]);
    const source = sourceOfSet(Buffer.from(stdout.trim(), 'hex'));
    const own = bytesOfFiles(repositoryProtoFiles);
    for (const { name } of repositoryProtoFiles) {
      const [bytes] = await source.file(name);
      const original = fromBinary(FileDescriptorProtoSchema, bytes!);
      const ours = fromBinary(FileDescriptorProtoSchema, own.get(name)!);
      assert.deepEqual(
        ours.service.map((service) => service.method.map(plain)),
        original.service.map((service) => service.method.map(plain)),
        name,
      );
      assert.deepEqual(ours.enumType.map(plain), original.enumType.map(plain), name);
      for (const message of ours.messageType) {
        const same = original.messageType.find((each) => each.name === message.name);
        assert.deepEqual(shapeOf(message), same && shapeOf(same), `${path.basename(name)} ${message.name}`);
      }
    }
  });

  function shapeOf({ field, oneofDecl, enumType }: DescriptorProto): object {
    return {
      fields: field.map(({ name, number, type, typeName, label, oneofIndex }) => [
        ...[name, number, type, typeName, label],
        oneofDecl[oneofIndex]?.name,
      ]),
      enums: enumType.map(plain),
    };
  }

  function plain(message: object): unknown {
    return JSON.parse(
      JSON.stringify(message, (key, value: unknown) =>
        ['$typeName', '$unknown', 'options'].includes(key) || value === false ? undefined : value,
      ),
    );
  }
});
