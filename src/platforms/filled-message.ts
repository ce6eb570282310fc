import type { Json, JsonObject } from '../base/json';
import { answersNamed, filesNamed, fillIn, type ReferenceValues } from '../manifest/requests/references';
import type { Answerer } from './exchange';

/** What a message is filled in with, beside what its answerer knows. */
export interface Filling {
  /** The values of the credential profile. */
  readonly values: Readonly<Record<string, unknown>>;
  /** The message with which a method is called of which no answer is kept. */
  readonly messageFor: (call: string) => Promise<JsonObject>;
  readonly signal?: AbortSignal | undefined;
}

/**
 * A message as it is sent: with the values of its profile, what stands in the credential files that it names, and the
 * values of earlier answers. Of a method of which no answer is kept, and that is called first, once.
 * @throws WorkbenchError when a value is not to be had, a file cannot be read, or such a call fails
 */
export async function filledMessage(
  message: Readonly<Record<string, unknown>>,
  answerer: Answerer,
  filling: Filling,
): Promise<JsonObject> {
  const answers = await answersTo(answersNamed(message), answerer, filling);
  const files = await contentOf(filesNamed(message), answerer);
  return fillIn(message, { profile: filling.values, answers, files });
}

async function answersTo(
  calls: readonly string[],
  { caller, kept }: Answerer,
  { messageFor, signal }: Filling,
): Promise<ReferenceValues['answers']> {
  const answers = new Map<string, readonly Json[]>();
  for (const call of calls) {
    const { name } = await caller.resolve(call, signal);
    const asked = async (): Promise<readonly Json[]> => {
      const messages: Json[] = [];
      await caller.call(name, await messageFor(call), { signal, onMessage: (each) => void messages.push(each) });
      return messages;
    };
    answers.set(call, (await kept?.last(name)) ?? (await asked()));
  }
  return answers;
}

/** Where no file can be read, each is as good as empty, as a profile is that nobody knows. */
async function contentOf(files: readonly string[], { secretFile }: Answerer): Promise<ReferenceValues['files']> {
  const contents = new Map<string, JsonObject>();
  for (const file of secretFile ? files : []) {
    contents.set(file, (await secretFile?.(file)) ?? {});
  }
  return contents;
}
