import { status } from '@grpc/grpc-js';
import type { ServerDuplexStream, ServiceDefinition, UntypedServiceImplementation } from '@grpc/grpc-js';
import type { DescriptorSource } from '../descriptors';
import { rawMethod } from './raw-methods';
import { answerReflection } from './reflection-answers';

/** Of a question, in bytes: it holds a name, and every answer repeats it. */
const LONGEST_QUESTION = 16 * 1024;

type Questions = ServerDuplexStream<Buffer, Buffer>;

/** Reflection in the version `v1alpha` or `v1`; they differ in the name alone. */
export function reflectionService(
  version: string,
  files: DescriptorSource,
): { definition: ServiceDefinition; implementation: UntypedServiceImplementation } {
  const path = `/grpc.reflection.${version}.ServerReflection/ServerReflectionInfo`;
  return {
    definition: {
      info: { ...rawMethod(path), requestStream: true, responseStream: true, requestDeserialize: question },
    },
    implementation: { info: (call: Questions) => answerAll(call, files) },
  };
}

/** A longer one is refused as it comes, before it waits for its turn. */
function question(bytes: Buffer): Buffer {
  if (bytes.length > LONGEST_QUESTION) {
    throw new Error('The question is too long.');
  }
  return bytes;
}

/**
 * One answer after the other: a client may send all its questions at once and counts on the order. As long as it does
 * not read its answers, no further question is taken.
 */
function answerAll(call: Questions, files: DescriptorSource): void {
  let last = Promise.resolve();
  call.on('data', (asked: Buffer) => {
    call.pause();
    last = last
      .then(async () => write(call, await answerReflection(asked, files)))
      .then(() => void call.resume())
      .catch(() => {
        call.emit('error', { code: status.INVALID_ARGUMENT, details: 'The question cannot be read.' });
      });
  });
  call.on('end', () => void last.then(() => call.end()));
  call.on('error', () => undefined);
}

/** Resolves when the answer is on its way, or nobody waits for it any more. */
async function write(call: Questions, answer: Buffer): Promise<void> {
  if (call.write(answer)) {
    return;
  }
  await new Promise<void>((resolve) => {
    call.once('drain', resolve);
    call.once('cancelled', resolve);
  });
}
