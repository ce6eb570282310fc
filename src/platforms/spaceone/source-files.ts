import { Budget } from '../../base/budget';
import type { Files } from '../../base/files';
import { finishInTurns, type Steps } from '../../base/steps';
import { statementsInSteps, type Statement } from '../../runtime/python/source';
import { dockerfileInSteps, type Dockerfile } from './dockerfile';
import { requirementsInSteps, type RequirementLine } from '../../runtime/python/requirement';
import { refuseOtherEncoding } from './requirements-encoding';
import { setupFileInSteps, type SetupFile } from './setup-file';

/** As much as a dozen large modules ask for. */
const STEPS_A_PLUGIN = 3_000_000;
/** As much as one of 50 KB asks for, ten times a long one; a module of Python may be longer. */
const STEPS_A_DOCKERFILE = 250_000;
/** What asking for a file and for a search of a folder costs beside the text that comes of it. */
const STEPS_A_READ = 500;
const STEPS_A_SEARCH = 5000;

/**
 * The files of one plugin while it is read: each is understood once, and all of them out of one budget.
 * All methods throw BudgetSpent once that is spent.
 */
export class SourceFiles implements Files {
  private readonly dockerfiles = new Map<string, Promise<Dockerfile | undefined>>();
  private readonly sources = new Map<string, Promise<readonly Statement[] | undefined>>();
  private readonly setupFiles = new Map<string, Promise<SetupFile | undefined>>();
  private readonly requirementFiles = new Map<string, Promise<readonly RequirementLine[] | undefined>>();
  private readonly budget: Budget;

  constructor(
    private readonly files: Files,
    steps = STEPS_A_PLUGIN,
  ) {
    this.budget = new Budget(steps, 'The plugin');
  }

  async read(file: string): Promise<string | undefined> {
    this.budget.spend(STEPS_A_READ);
    return this.files.read(file);
  }

  async find(folder: string, globs: readonly string[]): Promise<string[]> {
    this.budget.spend(STEPS_A_SEARCH);
    const found = await this.files.find(folder, globs);
    this.budget.spend(found.length);
    return found;
  }

  async isThere(file: string): Promise<boolean> {
    return (await this.read(file)) !== undefined;
  }

  /** Undefined when there is no such file, or no stage in it. */
  dockerfile(file: string): Promise<Dockerfile | undefined> {
    return this.once(this.dockerfiles, file, dockerfileInSteps, STEPS_A_DOCKERFILE);
  }

  /** A Python module's statements; undefined when there is no such file. */
  source(file: string): Promise<readonly Statement[] | undefined> {
    return this.once(this.sources, file, statementsInSteps);
  }

  setupFile(file: string): Promise<SetupFile | undefined> {
    return this.once(this.setupFiles, file, setupFileInSteps);
  }

  requirements(file: string): Promise<readonly RequirementLine[] | undefined> {
    return this.once(this.requirementFiles, file, (text, budget) => {
      refuseOtherEncoding(file, text);
      return requirementsInSteps(text, budget);
    });
  }

  private once<T>(
    known: Map<string, Promise<T | undefined>>,
    file: string,
    understand: (text: string, budget: Budget) => Steps<T | undefined>,
    steps?: number,
  ): Promise<T | undefined> {
    const reading = async (): Promise<T | undefined> => {
      const text = await this.read(file);
      return text === undefined ? undefined : finishInTurns(understand(text, this.budget.of(file, steps)));
    };
    const found = known.get(file) ?? reading();
    known.set(file, found);
    return found;
  }
}
