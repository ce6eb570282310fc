/** What the ApplicationSet controller would put into the set's status, in its own words. */
export class ControllerError extends Error {}

/** Does what the controller does, and puts in front of its errors what the controller does: `words: error`. */
export async function saying<T>(words: string, work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof ControllerError ? new ControllerError(`${words}: ${error.message}`) : error;
  }
}
