import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import type { JsonObject } from '../calls/grpc-api';
import { Descriptors, sourceOfSet } from './descriptors';
import { messageSchema } from './message-schema';
import { servicesNamed, splitName } from './names';

/**
 * The JSON Schema of a method's request by a serialized FileDescriptorSet; undefined when no service there has the
 * method, and when several do.
 * @param call As a person writes it, such as `Collector.init` or a full name.
 * @param area A part of the full name that decides between services of one name, such as `inventory`.
 */
export async function methodSchema(set: Uint8Array, call: string, area?: string): Promise<JsonObject | undefined> {
  const source = sourceOfSet(set);
  const { service, method } = splitName(call);
  const found = service === undefined ? [] : servicesNamed(service, await source.services());
  const inArea = found.filter((name) => area !== undefined && name.split('.').includes(area));
  const [only, ...others] = found.length > 1 ? inArea : found;
  if (only === undefined || others.length > 0) {
    return undefined;
  }
  const { desc } = await new Descriptors().load(only, source);
  const input = desc.methods.find(({ name }) => name === method)?.input;
  return input && messageSchema(input);
}

/** Descriptor files as one serialized FileDescriptorSet. */
export function descriptorSet(files: Iterable<Uint8Array>): Uint8Array {
  const writer = new BinaryWriter();
  for (const file of files) {
    writer.tag(1, WireType.LengthDelimited).bytes(file);
  }
  return writer.finish();
}
