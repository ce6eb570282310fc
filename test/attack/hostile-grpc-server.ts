import { create, toBinary, type MessageInitShape } from '@bufbuild/protobuf';
import { BinaryReader, BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { FieldDescriptorProto_Type as Type, FileDescriptorProtoSchema } from '@bufbuild/protobuf/wkt';
import { Server, ServerCredentials, status, type ServerDuplexStream, type ServerUnaryCall } from '@grpc/grpc-js';
import type { sendUnaryData, ServiceDefinition } from '@grpc/grpc-js';

export type FileInit = MessageInitShape<typeof FileDescriptorProtoSchema>;

export interface HostileOptions {
  /** What reflection lists. */
  readonly services: readonly string[];
  /** The files that it gives for a service or a file's name; "end" ends the stream with INTERNAL. */
  readonly files: (about: string) => readonly Uint8Array[] | 'end';
  /** What `/hostile.Service/call` answers. */
  readonly answer?: Uint8Array;
}

/** A server that says of itself what it likes. */
export class HostileServer {
  private readonly server = new Server({ 'grpc.max_send_message_length': -1 });
  private port = 0;

  constructor(private readonly options: HostileOptions) {
    this.server.addService(
      {
        info: raw('/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo', true),
        call: raw('/hostile.Service/call', false),
      },
      {
        info: (call: ServerDuplexStream<Buffer, Buffer>) => {
          call.on('data', (question: Buffer) => this.reflect(call, question));
          call.on('end', () => call.end());
          call.on('error', () => undefined);
        },
        call: (_: ServerUnaryCall<Buffer, Buffer>, answer: sendUnaryData<Buffer>) =>
          answer(null, Buffer.from(options.answer ?? [])),
      },
    );
  }

  async start(): Promise<string> {
    this.port = await new Promise<number>((resolve, reject) =>
      this.server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, port) =>
        error ? reject(error) : resolve(port),
      ),
    );
    return `grpc://127.0.0.1:${this.port}`;
  }

  stop(): void {
    this.server.forceShutdown();
  }

  private reflect(call: ServerDuplexStream<Buffer, Buffer>, question: Buffer): void {
    const reader = new BinaryReader(question);
    const [asked] = reader.tag();
    const about = reader.string();
    const writer = new BinaryWriter();
    if (asked === 7) {
      writer.tag(6, WireType.LengthDelimited).fork();
      for (const name of this.options.services) {
        writer.tag(1, WireType.LengthDelimited).fork().tag(1, WireType.LengthDelimited).string(name).join();
      }
      call.write(Buffer.from(writer.join().finish()));
      return;
    }
    const files = this.options.files(about);
    if (files === 'end') {
      call.emit('error', { code: status.INTERNAL, details: 'no' });
      return;
    }
    writer.tag(4, WireType.LengthDelimited).fork();
    files.forEach((bytes) => writer.tag(1, WireType.LengthDelimited).bytes(bytes));
    call.write(Buffer.from(writer.join().finish()));
  }
}

/** A file that declares `hostile.Service` with `call`, which takes and gives the first of its messages. */
export function hostileFile(file: FileInit): Uint8Array {
  const first = `.hostile.${file.messageType?.[0]?.name}`;
  return bytesOf({
    name: 'hostile.proto',
    package: 'hostile',
    syntax: 'proto3',
    service: [{ name: 'Service', method: [{ name: 'call', inputType: first, outputType: first }] }],
    ...file,
  });
}

export function bytesOf(file: FileInit): Uint8Array {
  return toBinary(FileDescriptorProtoSchema, create(FileDescriptorProtoSchema, file));
}

/** A field that holds a message of that name. */
export function holding(
  name: string,
  number: number,
  message: string,
): { name: string; number: number; type: Type; typeName: string } {
  return { name, number, type: Type.MESSAGE, typeName: `.hostile.${message}` };
}

function raw(path: string, streams: boolean): ServiceDefinition[string] {
  const same = (bytes: Buffer): Buffer => bytes;
  return {
    path,
    requestStream: streams,
    responseStream: streams,
    requestSerialize: same,
    requestDeserialize: same,
    responseSerialize: same,
    responseDeserialize: same,
  };
}
