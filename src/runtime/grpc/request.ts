import { fromJson, toBinary } from '@bufbuild/protobuf';
import type { DescMessage, FileRegistry, JsonValue } from '@bufbuild/protobuf';
import { LARGEST_MESSAGE, megabytes } from './message-size';
import { DEEPEST, misfitOf, type Misfit } from './misfit';
import { listed } from './names';
import { GrpcProblem } from './problem';

/**
 * A request's JSON as bytes; fields by the name of the .proto file or in camel case, as protobuf's JSON has it.
 * @throws GrpcProblem of kind `unknown-key` or `wrong-type` with the path, or `request-too-large`
 */
export function writeRequest(desc: DescMessage, json: unknown, registry: FileRegistry): Buffer {
  const bytes = encode(desc, json, registry);
  if (bytes.length > LARGEST_MESSAGE) {
    throw new GrpcProblem({
      kind: 'request-too-large',
      what: `The request has ${megabytes(bytes.length)} MB.`,
      why: `A message may have ${megabytes(LARGEST_MESSAGE)} MB.`,
      next: 'Send less in one request',
    });
  }
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function encode(desc: DescMessage, json: unknown, registry: FileRegistry): Uint8Array {
  try {
    return toBinary(desc, fromJson(desc, json as JsonValue, { registry, recursionLimit: DEEPEST }));
  } catch (error) {
    // Not handed on: it quotes values, which may be secrets.
    const { path, unknown, expected: needed }: Misfit = misfitOf(desc, json, registry) ?? { path: '' };
    const at = path === '' ? 'The request' : `"${path}"`;
    if (unknown) {
      const names = unknown.fields.map(({ name }) => name);
      throw new GrpcProblem({
        kind: 'unknown-key',
        what: `${at} is not a field of ${unknown.name}.`,
        why: names.length > 0 ? `Its fields are ${listed(names)}.` : 'It has no fields.',
        next: 'Correct the name in the request, or take it out',
        path,
        candidates: names,
      });
    }
    throw new GrpcProblem({
      kind: 'wrong-type',
      what: needed ? `${at} must be ${needed}.` : `${at} does not fit ${desc.name}.`,
      why: needed || !(error instanceof Error) ? undefined : `${error.message}.`,
      next: 'Correct the value in the request',
      path,
    });
  }
}
