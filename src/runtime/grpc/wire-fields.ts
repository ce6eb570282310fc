import { BinaryReader, WireType } from '@bufbuild/protobuf/wire';

/** The texts, bytes and messages in a message, with their field numbers, read without a descriptor. */
export function* lengthDelimited(bytes: Uint8Array): Generator<[number, Uint8Array]> {
  const reader = new BinaryReader(bytes);
  while (reader.pos < reader.len) {
    const [number, wire] = reader.tag();
    if (wire === WireType.LengthDelimited) {
      yield [number, reader.bytes()];
    } else {
      reader.skip(wire, number);
    }
  }
}
