import { numberText } from '../base/number-text';
import { WorkbenchError } from '../base/workbench-error';
import type { Json, JsonObject } from '../base/json';
import type { Caller } from '../runtime/calls/caller';
import { sizeOf } from './size-of';

/** More than a check has to look at; a server may answer for ever. */
const MOST_MESSAGES = 100_000;
/** By {@link sizeOf}. */
const MOST_SIZE = 32 * 1024 * 1024;

export interface AskedCall {
  readonly call: string;
  readonly message: JsonObject;
  /** The messages that it is to have at most. */
  readonly most?: number;
}

/**
 * All messages of one answer.
 * @throws WorkbenchError as soon as they are more than is wanted or can be kept: the call is stopped there; or what the
 * caller throws
 */
export async function keptAnswers(
  caller: Caller,
  { call, message, most = MOST_MESSAGES }: AskedCall,
  signal: AbortSignal,
): Promise<readonly Json[]> {
  const kept: Json[] = [];
  const enough = new AbortController();
  let excess: string | undefined;
  let left = MOST_SIZE;
  const onMessage = (each: Json): void => {
    left -= sizeOf(each, left);
    excess ??= kept.length === most ? messagesInWords(most) : left < 0 ? `${MOST_SIZE / 1024 / 1024} MB` : undefined;
    if (excess === undefined) {
      kept.push(each);
    } else {
      enough.abort();
    }
  };
  try {
    await caller.call(call, message, { signal: AbortSignal.any([signal, enough.signal]), onMessage });
  } catch (error) {
    if (excess === undefined) {
      throw error;
    }
  }
  if (excess !== undefined) {
    throw new WorkbenchError({
      what: `${call} answers with more than ${excess}.`,
      why: 'The call was stopped there.',
      next: { title: most === 1 ? 'Answer with one message' : 'End the answer, or send less of it' },
    });
  }
  return kept;
}

function messagesInWords(count: number): string {
  return count === 1 ? 'one message' : `${numberText(count)} messages`;
}
