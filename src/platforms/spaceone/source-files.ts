import { Budget } from '../../base/budget';
import type { Files } from '../../base/files';
import { statements, type Statement } from '../../runtime/python/source';
import { parseDockerfile, type Dockerfile } from './dockerfile';
import { requirementLines, type RequirementLine } from '../../runtime/python/requirement';
import { parseSetupFile, type SetupFile } from './setup-file';

/** As much as a dozen large modules ask for. */
const STEPS_A_PLUGIN = 3_000_000;
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
    return this.once(this.dockerfiles, file, parseDockerfile);
  }

  /** A Python module's statements; undefined when there is no such file. */
  source(file: string): Promise<readonly Statement[] | undefined> {
    return this.once(this.sources, file, statements);
  }

  setupFile(file: string): Promise<SetupFile | undefined> {
    return this.once(this.setupFiles, file, parseSetupFile);
  }

  requirements(file: string): Promise<readonly RequirementLine[] | undefined> {
    return this.once(this.requirementFiles, file, requirementLines);
  }

  private once<T>(
    known: Map<string, Promise<T | undefined>>,
    file: string,
    understand: (text: string, budget: Budget) => T | undefined,
  ): Promise<T | undefined> {
    const reading = async (): Promise<T | undefined> => {
      const text = await this.read(file);
      return text === undefined ? undefined : understand(text, this.budget.of(file));
    };
    const found = known.get(file) ?? reading();
    known.set(file, found);
    return found;
  }
}
