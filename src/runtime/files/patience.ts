import { errorCode } from './error-code';

/** Codes with which a system says that it has no descriptor, or no turn, left at the moment. */
const SHORT_OF = ['EMFILE', 'ENFILE', 'EAGAIN'];
const TRIES = 20;
/** Milliseconds between them at most; by chance, so that those who wait do not all come at once again. */
const PAUSE = 100;

/** True for an error that says nothing of what was asked for, only that the system has none left at the moment. */
export function isShort(error: unknown): boolean {
  return SHORT_OF.includes(errorCode(error));
}

/** Does what only looks, and once more after a moment where the system is short of something. */
export async function patiently<T>(look: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await look();
    } catch (error) {
      if (!isShort(error) || tries === TRIES) {
        throw error;
      }
      await new Promise((resolve) => setTimeout(resolve, Math.random() * PAUSE));
    }
  }
}
