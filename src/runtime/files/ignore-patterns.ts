import type { Budget } from '../../base/budget';
import { fitsPath, parseGlob, type Segment } from '../../base/glob';
import { basename, isInside, relative } from '../../base/paths';

interface Pattern {
  readonly brings: 'in' | 'out';
  readonly onlyFolders: boolean;
  /** For a name anywhere below the folder; else for a path from the folder. */
  readonly isName: boolean;
  readonly segments: readonly Segment[];
}

/** Patterns in the words of a `.gitignore`, counted from one folder. */
export class PatternList {
  /** Read when something is held against them: many folders have nothing to leave out. */
  private patterns: readonly Pattern[] | undefined;

  constructor(
    private readonly folder: string,
    private readonly lines: readonly string[],
  ) {}

  /**
   * Whether the last pattern that fits leaves a path out or takes it back; undefined when none fits.
   * A path elsewhere is seen from its root, so that a pattern for a name fits it all the same.
   * @throws BudgetSpent
   */
  decide(path: string, is: 'file' | 'folder', budget: Budget): boolean | undefined {
    budget.spend();
    if (isInside(path, this.folder)) {
      return undefined;
    }
    const seen = relative(this.folder, path).replace(/^(?:[A-Za-z]:)?\//, '');
    const names = seen.split('/');
    const name = [basename(path)];
    this.patterns ??= this.lines.flatMap(patternOf);
    const found = this.patterns.findLast(
      ({ onlyFolders, isName, segments }) =>
        !(onlyFolders && is === 'file') && fitsPath(segments, isName ? name : names, budget),
    );
    return found === undefined ? undefined : found.brings === 'out';
  }
}

/** As git's `dir.c` reads a line: nothing for a blank one, a comment and what is no pattern. */
function patternOf(line: string): Pattern[] {
  const written = withoutSpacesAtEnd(line.endsWith('\r') ? line.slice(0, -1) : line);
  if (written === '' || written.startsWith('#')) {
    return [];
  }
  const brings = written.startsWith('!') ? 'in' : 'out';
  const positive = brings === 'in' ? written.slice(1) : written;
  const onlyFolders = positive.endsWith('/');
  const pattern = onlyFolders ? positive.slice(0, -1) : positive;
  const isName = !pattern.includes('/');
  const segments = parseGlob(pattern.startsWith('/') ? pattern.slice(1) : pattern, 'git');
  return segments ? [{ brings, onlyFolders, isName, segments }] : [];
}

/** A space with a backslash in front stays. */
function withoutSpacesAtEnd(line: string): string {
  let end = line.length;
  while (line.charAt(end - 1) === ' ') {
    end -= 1;
  }
  let backslashes = 0;
  while (line.charAt(end - 1 - backslashes) === '\\') {
    backslashes += 1;
  }
  return line.slice(0, end + (end < line.length ? backslashes % 2 : 0));
}
