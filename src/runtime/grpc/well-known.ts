import { fromBinary, toJson } from '@bufbuild/protobuf';
import type { DescMessage } from '@bufbuild/protobuf';
import { isWrapperDesc } from '@bufbuild/protobuf/wkt';
import type { Json } from '../calls/grpc-api';
import type { Unread } from './message-reader';
import { zero } from './scalars';

const specialForms = ['google.protobuf.Timestamp', 'google.protobuf.Duration', 'google.protobuf.FieldMask'];
/** A time, a duration or a field mask of more bytes is shown by its fields. */
const LONGEST_SPECIAL = 4096;

/**
 * A time, a duration or a field mask in its own form; undefined out of its range, where the fields say more.
 * @param answer The bytes in which the message lies.
 */
export function specialJson({ desc, pieces }: Unread, answer: Uint8Array): Json | undefined {
  if (!specialForms.includes(desc.typeName)) {
    return undefined;
  }
  const parts: Uint8Array[] = [];
  for (let piece = 0; piece < pieces.length; piece += 2) {
    parts.push(answer.subarray(pieces[piece], pieces[piece + 1]));
  }
  if (parts.reduce((sum, { length }) => sum + length, 0) > LONGEST_SPECIAL) {
    return undefined;
  }
  try {
    return toJson(desc, fromBinary(desc, Buffer.concat(parts)), { useProtoFieldName: true });
  } catch {
    return undefined;
  }
}

/** For types that are shown as the value of their only field: what they are without one; undefined for all others. */
export function emptyJson(desc: DescMessage): Json | undefined {
  switch (desc.typeName) {
    case 'google.protobuf.Struct':
      return {};
    case 'google.protobuf.ListValue':
      return [];
    case 'google.protobuf.Value':
      return null;
    default:
      return isWrapperDesc(desc) ? zero(desc.fields[0].scalar) : undefined;
  }
}
