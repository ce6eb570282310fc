import { fromBinary, toJson } from '@bufbuild/protobuf';
import type { DescMessage } from '@bufbuild/protobuf';
import { isWrapperDesc } from '@bufbuild/protobuf/wkt';
import type { Json } from '../grpc-api';
import type { Unread } from './message-reader';
import { zero } from './scalars';

const specialForms = ['google.protobuf.Timestamp', 'google.protobuf.Duration', 'google.protobuf.FieldMask'];
/** A time, a duration or a field mask of more bytes is shown by its fields. */
const LONGEST_SPECIAL = 4096;

/** A time, a duration or a field mask in its own form; undefined out of its range, where the fields say more. */
export function specialJson({ desc, pieces }: Unread): Json | undefined {
  if (!specialForms.includes(desc.typeName) || pieces.reduce((sum, { length }) => sum + length, 0) > LONGEST_SPECIAL) {
    return undefined;
  }
  try {
    return toJson(desc, fromBinary(desc, Buffer.concat(pieces)), { useProtoFieldName: true });
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
