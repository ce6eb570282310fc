/** Work in parts: at every `yield` others may go first, and the work may be dropped. */
export type Steps<T> = Generator<undefined, T, undefined>;

/** Does all of the work at once. */
export function finish<T>(steps: Steps<T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done === true) {
      return step.value;
    }
  }
}

/**
 * Does the work in turns of at most so many milliseconds and lets the event loop run between them; work that fits in
 * one turn is done when this returns. Undefined once the signal is aborted: the rest is dropped.
 */
export function finishInTurns<T>(steps: Steps<T>): Promise<T>;
export function finishInTurns<T>(steps: Steps<T>, signal: AbortSignal, turn?: number): Promise<T | undefined>;
export async function finishInTurns<T>(steps: Steps<T>, signal?: AbortSignal, turn = 5): Promise<T | undefined> {
  while (signal?.aborted !== true) {
    const end = performance.now() + turn;
    do {
      const step = steps.next();
      if (step.done === true) {
        return step.value;
      }
    } while (performance.now() < end);
    await new Promise((resolve) => setImmediate(resolve));
  }
  return undefined;
}
