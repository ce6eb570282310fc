import { Budget, BudgetSpent } from '../../base/budget';
import { LONGEST_PATTERN } from '../../base/glob';
import { dirname, join } from '../../base/paths';
import { PatternList } from './ignore-patterns';

/** Names what is left out below its folder, in the words of a `.gitignore`. */
export const IGNORE_FILE = '.pluginworkbenchignore';

/** Patterns that no ignore file takes back, counted from a folder. */
export interface GivenPatterns {
  readonly patterns: readonly string[];
  readonly folder: string;
}

/** Some tenths of a second, and a hundred times what the ignore files of a large workspace ask for. */
const STEPS = 10_000_000;
/** Of one ignore file. */
const MOST_PATTERNS = 2000;
const MOST_CHARACTERS = 200_000;

/** What all ignore files of one check may cost together. */
export class IgnoreLimits {
  private readonly budget = new Budget(STEPS);
  private readonly told = new Set<string>();

  /** @param tell Takes what a person should know of ignore files that cost more, each thing once. */
  constructor(private readonly tell: (note: string) => void) {}

  /** What the work comes to; undefined once all is spent: nothing more is left out then. */
  within<T>(work: (budget: Budget) => T): T | undefined {
    try {
      return work(this.budget);
    } catch (error) {
      if (!(error instanceof BudgetSpent)) {
        throw error;
      }
      this.note(`The ${IGNORE_FILE} files take more work than any real ones do: not all that they name is left out.`);
      return undefined;
    }
  }

  note(note: string): void {
    if (!this.told.has(note)) {
      this.told.add(note);
      this.tell(note);
    }
  }
}

/**
 * What ignore files leave out, by git's rules: a pattern counts from its file's folder, of several that fit the last
 * one decides with deeper files coming later, and nothing below a folder that is left out comes back. Immutable.
 */
export class IgnoreRules {
  /** Folders of which it is known whether they are left out. */
  private readonly folders: Map<string, boolean>;

  private constructor(
    private readonly given: PatternList,
    private readonly limits: IgnoreLimits,
    private readonly deepest?: PatternList,
    private readonly above?: IgnoreRules,
  ) {
    // What lies above an ignore file is none of its business, so that the same is known with it as without.
    this.folders = above?.folders ?? new Map<string, boolean>();
  }

  /** The rules before any ignore file was read. */
  static before(given: GivenPatterns, limits: IgnoreLimits): IgnoreRules {
    return new IgnoreRules(new PatternList(given.folder, given.patterns), limits);
  }

  /** These rules and those of the ignore file in a folder, which lies below those read so far. */
  with(folder: string, text: string): IgnoreRules {
    const lines = text
      .replace(/^\uFEFF/, '')
      .slice(0, MOST_CHARACTERS)
      .split('\n', MOST_PATTERNS + 1);
    const isCut = text.length > MOST_CHARACTERS || lines.length > MOST_PATTERNS;
    if (isCut || lines.some((line) => line.length > LONGEST_PATTERN)) {
      this.limits.note(
        `Of ${join(folder, IGNORE_FILE)} count the first ${MOST_PATTERNS} lines, as far as they stand in its first ${MOST_CHARACTERS} characters and are no longer than ${LONGEST_PATTERN}.`,
      );
    }
    const added = this.limits.within((budget) => {
      budget.spend(text.length);
      return new PatternList(folder, lines.slice(0, MOST_PATTERNS));
    });
    return added ? new IgnoreRules(this.given, this.limits, added, this) : this;
  }

  /** Whether a path is left out, by rules that were read down to its folder. */
  leaveOut(path: string, is: 'file' | 'folder'): boolean {
    return this.limits.within((budget) => this.isOut(path, is, budget)) ?? false;
  }

  private isOut(path: string, is: 'file' | 'folder', budget: Budget): boolean {
    const folder = dirname(path);
    return (folder !== path && this.isFolderOut(folder, budget)) || this.decide(path, is, budget);
  }

  private isFolderOut(folder: string, budget: Budget): boolean {
    const known = this.folders.get(folder) ?? this.isOut(folder, 'folder', budget);
    this.folders.set(folder, known);
    return known;
  }

  private decide(path: string, is: 'file' | 'folder', budget: Budget): boolean {
    return this.given.decide(path, is, budget) === true || this.decideByFiles(path, is, budget) === true;
  }

  private decideByFiles(path: string, is: 'file' | 'folder', budget: Budget): boolean | undefined {
    return this.deepest?.decide(path, is, budget) ?? this.above?.decideByFiles(path, is, budget);
  }
}
