import {
  readContract,
  type RepositoryContract,
} from '../../../../../src/platforms/spaceone/registrations/repository-contract';
import { repositoryProtoFiles } from '../../../../../src/platforms/spaceone/repository/proto-files';
import { GrpcConnection } from '../../../../../src/runtime/grpc/connection';
import type { ProtoFile } from '../../../../../src/runtime/calls/proto-file';
import { OddRepository } from './odd-repository';

/** The contract of 2.0, and one of 1.x with the fields of spaceone-api 1.12.54, as a server describes them. */
export async function contracts(): Promise<Readonly<Record<'2.0' | '1.x', RepositoryContract>>> {
  return { '2.0': await contractOf(repositoryProtoFiles), '1.x': await contractOf(repositoryProtoFiles.map(as1x)) };
}

async function contractOf(files: readonly ProtoFile[]): Promise<RepositoryContract> {
  const odd = await OddRepository.start({ files });
  const connection = new GrpcConnection(odd.address);
  try {
    return await readContract(connection, undefined);
  } finally {
    connection.close();
    odd.stop();
  }
}

function as1x(file: ProtoFile): ProtoFile {
  if (!file.messages?.['RegisterPluginRequest']) {
    return file;
  }
  const struct = 'google.protobuf.Struct';
  return {
    ...file,
    enums: { PublicRegistryType: ['NONE_REGISTRY_TYPE', 'DOCKER_HUB', 'AWS_PUBLIC_ECR', 'HARBOR'] },
    messages: {
      ...file.messages,
      RegisterPluginRequest: {
        fields: {
          name: [1, 'string'],
          service_type: [2, 'string'],
          image: [3, 'string'],
          provider: [4, 'string'],
          registry_type: [5, 'PublicRegistryType'],
          registry_config: [6, struct],
          capability: [11, struct],
          template: [12, struct],
          labels: [13, 'google.protobuf.ListValue'],
          tags: [14, struct],
          project_id: [21, 'string'],
          domain_id: [22, 'string'],
        },
      },
      UpdatePluginRequest: {
        fields: {
          plugin_id: [1, 'string'],
          name: [2, 'string'],
          capability: [11, struct],
          template: [12, struct],
          labels: [13, 'google.protobuf.ListValue'],
          tags: [14, struct],
          domain_id: [21, 'string'],
        },
      },
    },
  };
}
