import type { Json, JsonObject } from '../base/json';
import { answersNamed, fillAnswers } from '../manifest/requests/answer-reference';
import type { Caller } from '../runtime/calls/caller';

/**
 * A message with the values of earlier answers in it: each method to which it refers is called first, once.
 * @param messageFor The message with which such a method is called.
 * @throws WorkbenchError when it fails, or has not answered with what is referred to
 */
export async function withEarlierAnswers(
  message: JsonObject,
  caller: Caller,
  messageFor: (call: string) => Promise<JsonObject>,
  signal?: AbortSignal,
): Promise<JsonObject> {
  const answers = new Map<string, readonly Json[]>();
  for (const call of answersNamed(message)) {
    const method = await caller.resolve(call, signal);
    const messages: Json[] = [];
    await caller.call(method.name, await messageFor(call), { signal, onMessage: (each) => void messages.push(each) });
    answers.set(call, messages);
  }
  return answers.size === 0 ? message : fillAnswers(message, answers);
}
