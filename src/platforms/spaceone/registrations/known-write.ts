import { isAbort, type Failure } from '../../../base/workbench-error';
import { EndpointFailure } from './endpoint-failure';
import { outcomeOf, type Outcome } from './interrupted-write';
import type { Registration } from './registration';
import type { RepositoryClient } from './repository-client';

/** A request that changes what an endpoint has. */
export interface Write {
  readonly pluginId: string;
  /** Resolves with the plugin as it is then; undefined when it is gone. */
  send(client: RepositoryClient, signal: AbortSignal): Promise<Registration | undefined>;
  /** Whether what the endpoint has under the id shows that the request took effect. */
  isDone(found: Registration | undefined): boolean;
}

export type WriteEnd =
  | { readonly is: 'answered'; readonly registration: Registration | undefined }
  /** Cancelled, or without an answer; then asked for. */
  | {
      readonly is: 'interrupted';
      /** Undefined when it was cancelled. */
      readonly failure: EndpointFailure | undefined;
      readonly isDone: boolean;
      readonly found: Registration | undefined;
    }
  /** Neither the request nor the question was answered. */
  | { readonly is: 'unknown'; readonly failure: EndpointFailure | undefined; readonly why: Failure };

/** Milliseconds until a second question: a server may still be at work on what was cancelled. */
const AGAIN = 1000;

/**
 * Sends a write and makes sure that its end is known: a cancel and a lost answer are followed by the question what the
 * endpoint has now. Rejects with what the endpoint refused, or could not be asked at all.
 */
export async function writeKnowing(
  client: RepositoryClient,
  write: Write,
  signal: AbortSignal,
  againMs = AGAIN,
): Promise<WriteEnd> {
  try {
    return { is: 'answered', registration: await write.send(client, signal) };
  } catch (error) {
    const failure = error instanceof EndpointFailure && error.isOutcomeUnknown ? error : undefined;
    if (!failure && !isAbort(error)) {
      throw error;
    }
    return endOf(write, failure, await settled(client, write, againMs));
  }
}

async function settled(client: RepositoryClient, write: Write, againMs: number): Promise<Outcome> {
  const outcome = await outcomeOf(client, write.pluginId);
  if (outcome.is === 'unknown' || write.isDone(found(outcome))) {
    return outcome;
  }
  await new Promise((resolve) => setTimeout(resolve, againMs));
  return outcomeOf(client, write.pluginId);
}

function endOf(write: Write, failure: EndpointFailure | undefined, outcome: Outcome): WriteEnd {
  return outcome.is === 'unknown'
    ? { is: 'unknown', failure, why: outcome.failure }
    : { is: 'interrupted', failure, found: found(outcome), isDone: write.isDone(found(outcome)) };
}

function found(outcome: Outcome): Registration | undefined {
  return outcome.is === 'registered' ? outcome.registration : undefined;
}
