/**
 * Work in parts: at every `yield` others may go first, and the work may be dropped. What is yielded is worth waiting
 * for: the answer of another program, without which the rest goes on all the same.
 */
export type Steps<T> = Generator<Promise<void> | undefined, T, undefined>;

/** Does all of the work at once, and waits for nothing. */
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
    yield step.value;
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
 * one turn and waits for nothing is done when this returns. Undefined once the signal is aborted: the rest is dropped.
 * @param wait How what the work waits for is waited for, where not as long as it takes.
 */
export function finishInTurns<T>(steps: Steps<T>): Promise<T>;
export function finishInTurns<T>(
  steps: Steps<T>,
  signal: AbortSignal | undefined,
  turn?: number,
  wait?: (answer: Promise<void>) => Promise<void>,
): Promise<T | undefined>;
export async function finishInTurns<T>(
  steps: Steps<T>,
  signal?: AbortSignal,
  turn = 5,
  wait = (answer: Promise<void>): Promise<void> => answer,
): Promise<T | undefined> {
  while (signal?.aborted !== true) {
    const end = performance.now() + turn;
    let answer: Promise<void> | undefined;
    do {
      const step = steps.next();
      if (step.done === true) {
        return step.value;
      }
      answer = step.value;
    } while (!answer && performance.now() < end);
    await (answer ? wait(answer) : ownTurn());
  }
  return undefined;
}
