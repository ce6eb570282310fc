/** The way from the `spec` of an ApplicationSet to one of its values. */
export type SpecPath = readonly (string | number)[];

/** Where in an ApplicationSet the controller meets something. */
export interface SpecPlace {
  /** The generator that it is about, such as `['generators', 0, 'plugin']`. */
  readonly generator?: SpecPath | undefined;
  /** The template that it is about, as it is written. */
  readonly text?: string | undefined;
}

/** What the ApplicationSet controller would put into the set's status, in its own words. */
export class ControllerError extends Error {
  constructor(
    message: string,
    readonly place: SpecPlace = {},
  ) {
    super(message);
  }

  /** The same with more words, as the controller changes them on its way up. */
  reworded(message: string): ControllerError {
    return new ControllerError(message, this.place);
  }

  /** The same with where it was met, unless that is known more exactly. */
  met(place: SpecPlace): ControllerError {
    return new ControllerError(this.message, { ...place, ...this.place });
  }
}

/** Does what the controller does, and puts in front of its errors what the controller does: `words: error`. */
export async function saying<T>(words: string, work: () => T | Promise<T>): Promise<T> {
  return changing(work, (error) => error.reworded(`${words}: ${error.message}`));
}

/** Does what the controller does, and says of its errors where they were met. */
export async function meeting<T>(place: SpecPlace, work: () => T | Promise<T>): Promise<T> {
  return changing(work, (error) => error.met(place));
}

async function changing<T>(
  work: () => T | Promise<T>,
  change: (error: ControllerError) => ControllerError,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof ControllerError ? change(error) : error;
  }
}
