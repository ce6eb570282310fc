import { BinaryReader, BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { status } from '@grpc/grpc-js';
import type { DescriptorSource } from '../descriptors';

// Field numbers of grpc/reflection/v1/reflection.proto.
const ASK = { fileByName: 3, fileContaining: 4, extension: 5, extensionsOf: 6, services: 7 } as const;
const ANSWER = { request: 2, files: 4, services: 6, error: 7 } as const;

/** The answer to one question of reflection. Extensions are never known: there are none. */
export async function answerReflection(question: Uint8Array, files: DescriptorSource): Promise<Buffer> {
  const writer = new BinaryWriter().tag(ANSWER.request, WireType.LengthDelimited).bytes(question);
  const { asked, about } = readQuestion(question);
  switch (asked) {
    case ASK.services:
      writer.tag(ANSWER.services, WireType.LengthDelimited).fork();
      for (const service of await files.services()) {
        writer.tag(1, WireType.LengthDelimited).fork().tag(1, WireType.LengthDelimited).string(service).join();
      }
      writer.join();
      break;
    case ASK.fileByName:
      writeFiles(writer, await files.file(about), about);
      break;
    case ASK.fileContaining:
      writeFiles(writer, await files.filesOf(about), about);
      break;
    case ASK.extension:
    case ASK.extensionsOf:
      writeFiles(writer, [], about);
      break;
    default:
      writeError(writer, status.INVALID_ARGUMENT, 'The request asks for nothing.');
  }
  return Buffer.from(writer.finish());
}

function readQuestion(question: Uint8Array): { asked: number; about: string } {
  const reader = new BinaryReader(question);
  let found: { asked: number; about: string } = { asked: 0, about: '' };
  while (reader.pos < reader.len) {
    const [number, wire] = reader.tag();
    if (number >= ASK.fileByName && number <= ASK.services && wire === WireType.LengthDelimited) {
      found = { asked: number, about: Buffer.from(reader.bytes()).toString('utf8') };
    } else {
      reader.skip(wire, number);
    }
  }
  return found;
}

function writeFiles(writer: BinaryWriter, files: readonly Uint8Array[], about: string): void {
  if (files.length === 0) {
    writeError(writer, status.NOT_FOUND, `${about} is not known.`);
    return;
  }
  writer.tag(ANSWER.files, WireType.LengthDelimited).fork();
  files.forEach((bytes) => writer.tag(1, WireType.LengthDelimited).bytes(bytes));
  writer.join();
}

function writeError(writer: BinaryWriter, code: number, message: string): void {
  writer.tag(ANSWER.error, WireType.LengthDelimited).fork();
  writer.tag(1, WireType.Varint).int32(code).tag(2, WireType.LengthDelimited).string(message).join();
}
