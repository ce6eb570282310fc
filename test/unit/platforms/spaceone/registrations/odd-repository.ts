import { fromBinary, fromJson, toBinary, toJson, type DescMethod, type JsonObject } from '@bufbuild/protobuf';
import { FileDescriptorProtoSchema } from '@bufbuild/protobuf/wkt';
import { BinaryReader, BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { Server, ServerCredentials, status } from '@grpc/grpc-js';
import type { ServerDuplexStream, ServerUnaryCall, sendUnaryData } from '@grpc/grpc-js';
import { repositoryProtoFiles } from '../../../../../src/platforms/spaceone/repository/proto-files';
import { descriptorSet } from '../../../../../src/runtime/grpc/connection';
import { Descriptors, sourceOfSet } from '../../../../../src/runtime/grpc/descriptors';
import { bytesOfFiles } from '../../../../../src/runtime/grpc/server/proto-bytes';
import type { ProtoFile } from '../../../../../src/runtime/calls/proto-file';

export type Method = (request: JsonObject) => JsonObject | Buffer | Refuse | 'silence' | 'end';

/** A status with its details. */
export class Refuse {
  constructor(
    readonly details: string,
    readonly code: status = status.INVALID_ARGUMENT,
  ) {}
}

export interface OddOptions {
  /** What each method answers: JSON by the descriptors, bytes as they are, a refusal, nothing, or the end of the server. */
  readonly methods?: Readonly<Record<string, Method>>;
  readonly hasReflection?: boolean;
  readonly files?: readonly ProtoFile[];
  readonly credentials?: ServerCredentials;
  readonly port?: number;
}

/** A Repository in this process that misbehaves as it is told. */
export class OddRepository {
  /** What was asked, in turn, such as `Plugin.list`. */
  readonly asked: string[] = [];
  /** The token of each of these. */
  readonly tokens: (string | undefined)[] = [];
  private readonly server = new Server({ 'grpc.max_send_message_length': -1, 'grpc.so_reuseport': 0 });
  private readonly files: ReadonlyMap<string, Uint8Array>;
  private port = 0;
  private tellAsked = (): void => undefined;

  private constructor(private readonly options: OddOptions) {
    this.files = bytesOfFiles(options.files ?? repositoryProtoFiles);
  }

  static async start(options: OddOptions = {}): Promise<OddRepository> {
    const odd = new OddRepository(options);
    const source = sourceOfSet(descriptorSet(options.files ?? repositoryProtoFiles));
    const descriptors = new Descriptors();
    for (const service of await descriptors.list(source)) {
      const { desc } = await descriptors.load(service, source);
      desc.methods.forEach((method) => odd.serve(`${desc.name}.${method.name}`, method));
    }
    if (options.hasReflection !== false) {
      odd.addReflection();
    }
    odd.port = await new Promise<number>((resolve, reject) =>
      odd.server.bindAsync(
        `127.0.0.1:${options.port ?? 0}`,
        options.credentials ?? ServerCredentials.createInsecure(),
        (error, port) => (error ? reject(error) : resolve(port)),
      ),
    );
    return odd;
  }

  get address(): string {
    return `grpc://127.0.0.1:${this.port}`;
  }

  get tlsAddress(): string {
    return `grpc+ssl://localhost:${this.port}`;
  }

  /** Resolves when the next method is asked. */
  async nextAsked(): Promise<void> {
    await new Promise<void>((resolve) => (this.tellAsked = resolve));
  }

  /** Ends all connections at once. */
  stop(): void {
    this.server.forceShutdown();
  }

  private serve(name: string, { parent, name: method, input, output }: DescMethod): void {
    const answer = (call: ServerUnaryCall<Buffer, Buffer>, done: sendUnaryData<Buffer>): void => {
      this.asked.push(name);
      this.tokens.push(call.metadata.get('token')[0]?.toString());
      const request = toJson(input, fromBinary(input, call.request), { useProtoFieldName: true }) as JsonObject;
      const given = this.options.methods?.[name]?.(request) ?? {};
      if (given instanceof Refuse) {
        done({ code: given.code, details: given.details });
      } else if (given === 'end') {
        this.stop();
      } else if (given !== 'silence') {
        done(null, Buffer.isBuffer(given) ? given : Buffer.from(toBinary(output, fromJson(output, given))));
      }
      this.tellAsked();
    };
    this.server.addService(
      {
        [method]: {
          path: `/${parent.typeName}/${method}`,
          requestStream: false,
          responseStream: false,
          ...bytesAsTheyAre,
        },
      },
      { [method]: answer },
    );
  }

  private addReflection(): void {
    const path = '/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo';
    this.server.addService(
      { info: { path, requestStream: true, responseStream: true, ...bytesAsTheyAre } },
      {
        info: (call: ServerDuplexStream<Buffer, Buffer>) => {
          call.on('data', (request: Buffer) => call.write(this.reflect(request)));
          call.on('end', () => call.end());
          call.on('error', () => undefined);
        },
      },
    );
  }

  private reflect(request: Buffer): Buffer {
    const reader = new BinaryReader(request);
    const [question] = reader.tag();
    const about = reader.string();
    const protos = [...this.files].map(([, bytes]) => ({ bytes, proto: fromBinary(FileDescriptorProtoSchema, bytes) }));
    const writer = new BinaryWriter();
    if (question === 7) {
      writer.tag(6, WireType.LengthDelimited).fork();
      for (const { proto } of protos) {
        for (const { name } of proto.service) {
          const full = `${proto.package}.${name}`;
          writer.tag(1, WireType.LengthDelimited).fork().tag(1, WireType.LengthDelimited).string(full).join();
        }
      }
      return Buffer.from(writer.join().finish());
    }
    const found = protos.find(({ proto }) =>
      question === 3 ? proto.name === about : proto.service.some(({ name }) => `${proto.package}.${name}` === about),
    );
    const bytes = found?.bytes ?? new Uint8Array();
    writer.tag(4, WireType.LengthDelimited).fork().tag(1, WireType.LengthDelimited).bytes(bytes).join();
    return Buffer.from(writer.finish());
  }
}

const bytesAsTheyAre = {
  requestSerialize: (bytes: Buffer) => bytes,
  requestDeserialize: (bytes: Buffer) => bytes,
  responseSerialize: (bytes: Buffer) => bytes,
  responseDeserialize: (bytes: Buffer) => bytes,
};

/** A plugin as a Repository of 2.0 answers with it. */
export function pluginInfo(id: string, more: JsonObject = {}): JsonObject {
  return {
    plugin_id: id,
    name: `Name of ${id}`,
    state: 'ENABLED',
    resource_type: 'inventory.Collector',
    image: `spaceone/${id}`,
    registry_type: 'DOCKER_HUB',
    repository_info: { repository_id: 'repo-local', name: 'Local', repository_type: 'LOCAL' },
    ...more,
  };
}
