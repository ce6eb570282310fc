import { basename } from './paths';
import { WorkbenchError } from './workbench-error';

/** Steps for reading one file: some 30 ms of work, and many times what the largest real one asks for. */
export const STEPS_A_FILE = 500_000;

/** What somebody else wrote asks for more work than anything real does. */
export class BudgetSpent extends WorkbenchError {}

/**
 * How much work a text from somebody else may cause, in steps of some tens of nanoseconds: one for a character that is
 * looked at or made, a dozen and more for an object that is made of it. A
 * limit of length or of depth is none for parts that multiply each other, so whoever loops over foreign text spends
 * from one of these.
 */
export class Budget {
  /**
   * @param about What is read, as a sentence begins with it.
   * @param whole Of which this one is a part: what is spent here is spent there as well.
   */
  constructor(
    private left = STEPS_A_FILE,
    private readonly about = 'This text',
    private readonly file?: string,
    private readonly whole?: Budget,
  ) {}

  /** The part of one file, which a failure then names. */
  of(file: string, steps = STEPS_A_FILE): Budget {
    return new Budget(steps, basename(file), file, this);
  }

  /** @throws BudgetSpent once more is asked for than there was */
  spend(steps = 1): void {
    this.left -= steps;
    if (this.left < 0) {
      throw new BudgetSpent({
        what: `${this.about} takes more work to read than anything real does.`,
        why: 'It is far too long, or has parts that multiply each other.',
        where: this.file === undefined ? undefined : { file: this.file },
        next: { title: 'Make it shorter or simpler' },
      });
    }
    this.whole?.spend(steps);
  }
}

/** What a look beside the point comes to; undefined when it takes too much work, which is not what was asked for. */
export async function affordable<T>(look: () => Promise<T>): Promise<T | undefined> {
  try {
    return await look();
  } catch (error) {
    if (error instanceof BudgetSpent) {
      return undefined;
    }
    throw error;
  }
}
