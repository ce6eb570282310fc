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

/** The same work, which tells the milliseconds of each part of it. */
export function* timed<T>(steps: Steps<T>, tell: (milliseconds: number) => void): Steps<T> {
  for (;;) {
    const began = performance.now();
    const step = steps.next();
    tell(performance.now() - began);
    if (step.done === true) {
      return step.value;
    }
    yield;
  }
}

let lastTurn: Promise<void> = Promise.resolve();

/**
 * A turn of the event loop that nobody else has: whatever waits for one, in however many places at once, comes one after
 * the other, and everything else in between.
 */
export function ownTurn(): Promise<void> {
  lastTurn = lastTurn.then(() => new Promise((resolve) => setImmediate(resolve)));
  return lastTurn;
}

/**
 * Does the work in turns of at most so many milliseconds and lets the event loop run between them; work that fits in
 * one turn is done when this returns. Undefined once the signal is aborted: the rest is dropped.
 */
export function finishInTurns<T>(steps: Steps<T>): Promise<T>;
export function finishInTurns<T>(
  steps: Steps<T>,
  signal: AbortSignal | undefined,
  turn?: number,
): Promise<T | undefined>;
export async function finishInTurns<T>(steps: Steps<T>, signal?: AbortSignal, turn = 5): Promise<T | undefined> {
  while (signal?.aborted !== true) {
    const end = performance.now() + turn;
    do {
      const step = steps.next();
      if (step.done === true) {
        return step.value;
      }
    } while (performance.now() < end);
    await ownTurn();
  }
  return undefined;
}
