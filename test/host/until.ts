import { setTimeout as delay } from 'node:timers/promises';

const betweenProbes = 30;

/**
 * What a test waits for, probed until it is neither undefined nor false; a probe that throws is tried again.
 * Rejects after `milliseconds`, saying what did not come and what the last probe failed of.
 */
export async function until<T>(
  what: string,
  probe: () => T | undefined | false | Promise<T | undefined | false>,
  milliseconds = 30_000,
): Promise<T> {
  const end = Date.now() + milliseconds;
  let failure: unknown;
  do {
    try {
      const found = await probe();
      if (found !== undefined && found !== false) {
        return found;
      }
      failure = undefined;
    } catch (error) {
      failure = error;
    }
    await delay(betweenProbes);
  } while (Date.now() < end);
  const why = failure instanceof Error ? ` (${failure.message})` : '';
  throw new Error(`Waited ${milliseconds / 1000} s in vain for ${what}${why}.`, { cause: failure });
}
