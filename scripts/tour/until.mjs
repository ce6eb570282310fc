import { setTimeout as delay } from 'node:timers/promises';

const betweenProbes = 50;

/**
 * Probes until the answer is neither undefined nor false, and resolves with it. Rejects after `milliseconds`, saying
 * what did not come and the last answer or error.
 */
export async function until(what, probe, milliseconds = 30_000) {
  const end = Date.now() + milliseconds;
  let last;
  do {
    try {
      last = await probe();
      if (last !== undefined && last !== false) {
        return last;
      }
    } catch (error) {
      last = error instanceof Error ? error.message : error;
    }
    await delay(betweenProbes);
  } while (Date.now() < end);
  throw new Error(`Waited ${milliseconds / 1000} s in vain for ${what}${last ? ` (${last})` : ''}.`);
}
