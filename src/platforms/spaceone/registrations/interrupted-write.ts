import { toFailure, type Failure } from '../../../base/workbench-error';
import type { Registration } from './registration';
import type { RepositoryClient } from './repository-client';

/** What an endpoint has after a write whose answer nobody saw. */
export type Outcome =
  | { readonly is: 'registered'; readonly registration: Registration }
  | { readonly is: 'not registered' }
  /** It could not be asked. */
  | { readonly is: 'unknown'; readonly failure: Failure };

/** Milliseconds for the question: a person has just cancelled and waits. */
const WITHIN = 5000;

/**
 * Asks an endpoint what it has under an id, after a cancel or a broken connection in the middle of a write. A server
 * does not undo what it has begun when its client goes away, so only a question tells.
 */
export async function outcomeOf(client: RepositoryClient, pluginId: string, withinMs = WITHIN): Promise<Outcome> {
  const timeout = new AbortController();
  const timer = setTimeout(() => timeout.abort(), withinMs);
  try {
    const registration = await client.get(pluginId, undefined, timeout.signal);
    return registration ? { is: 'registered', registration } : { is: 'not registered' };
  } catch (error) {
    return {
      is: 'unknown',
      failure: timeout.signal.aborted
        ? { what: `${client.endpoint.name} did not say in time whether "${pluginId}" is registered.` }
        : toFailure(error),
    };
  } finally {
    clearTimeout(timer);
  }
}
