import { lengthDelimited } from './wire-fields';

type Parts = ReadonlyMap<number, Parts>;

// The fields of google/protobuf/descriptor.proto that hold declarations.
const none: Parts = new Map();
const message = new Map<number, Parts>();
const enumeration: Parts = new Map([[2, none]]);
const service: Parts = new Map([[2, none]]);
const file: Parts = new Map([
  [3, none],
  [4, message],
  [5, enumeration],
  [6, service],
  [7, none],
]);
[2, 5, 6, 8, 9, 10].forEach((number) => message.set(number, none));
message.set(3, message).set(4, enumeration);

/**
 * How many messages, fields, enum values, methods and imports a serialized FileDescriptorProto holds; counting stops
 * past a limit. Each becomes an object of a kilobyte, though two bytes are enough for it.
 */
export function declarationsIn(bytes: Uint8Array, limit: number): number {
  let count = 0;
  const open: [Uint8Array, Parts][] = [[bytes, file]];
  for (let next = open.pop(); next && count <= limit; next = open.pop()) {
    const [part, parts] = next;
    for (const [number, inside] of lengthDelimited(part)) {
      const kind = parts.get(number);
      if (!kind) {
        continue;
      }
      count += 1;
      if (count > limit) {
        break;
      }
      if (kind.size > 0) {
        open.push([inside, kind]);
      }
    }
  }
  return count;
}
