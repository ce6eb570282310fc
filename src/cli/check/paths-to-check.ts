import { stat } from 'node:fs/promises';
import path from 'node:path';
import picomatch from 'picomatch';
import { dirname, isInside, normalize } from '../../base/paths';
import { repositoryOf } from '../../runtime/files/git-repository';
import {
  IGNORE_FILE,
  IgnoreLimits,
  IgnoreRules,
  ignoreRulesAbove,
  type GivenPatterns,
} from '../../runtime/files/ignore-rules';
import { NodeFiles, type NodeFilesOptions } from '../../runtime/files/node-files';
import { UsageError, absolute } from '../command';
import { isNothing, noSuchPath } from '../named-path';

const MANIFESTS = ['**/*.yaml', '**/*.yml', '**/*.json'];

/** What a check is asked to look at. */
export interface PathsToCheck {
  /** Sorted, each once. */
  readonly files: readonly string[];
  /** Those of them that were named themselves, so that it does not matter where links lead. */
  readonly named: ReadonlySet<string>;
  /** The folders that the links of the others may not leave. */
  readonly within: readonly string[];
  /** The folders whose manifests may refer to each other: the repositories of the paths, or the folders themselves. */
  readonly roots: readonly string[];
  /** What a person should know about paths that gave nothing. */
  readonly notes: readonly string[];
}

const nothing: PathsToCheck = { files: [], named: new Set(), within: [], roots: [], notes: [] };

/** Finds what the paths of the command line mean. */
export class PathFinder {
  private readonly given: GivenPatterns;
  private readonly limits: IgnoreLimits;
  private readonly repositories = new Map<string, Promise<string | undefined>>();

  /** @param ignored Patterns of what is left out, counted from the shell's folder. */
  constructor(
    ignored: readonly string[],
    private readonly options: NodeFilesOptions,
  ) {
    this.given = { patterns: ignored, folder: absolute('.') };
    this.limits = new IgnoreLimits(options.tell ?? (() => undefined));
  }

  /**
   * The files behind paths: a folder stands for the YAML and JSON files in it, a pattern for every file that it fits, a file
   * for itself whatever its name is and whatever ignore files say.
   * @throws UsageError for a path that is not there and a pattern that fits nothing.
   */
  async find(paths: readonly string[]): Promise<PathsToCheck> {
    const files = new Set<string>();
    const named = new Set<string>();
    const within = new Set<string>();
    const roots = new Set<string>();
    const notes: string[] = [];
    for (const given of paths) {
      const found = await this.findOne(given);
      found.files.forEach((file) => files.add(file));
      found.named.forEach((file) => named.add(file));
      found.within.forEach((folder) => within.add(folder));
      found.roots.forEach((root) => roots.add(root));
      notes.push(...found.notes);
    }
    return { files: [...files].sort(), named, within: [...within], roots: [...roots].sort(), notes };
  }

  /** The rules that hold in a folder by the ignore files above it. */
  async rulesAbove(folder: string): Promise<IgnoreRules> {
    const top = await this.topOf(folder);
    return ignoreRulesAbove(folder, top, this.given, this.limits, (file) => this.filesIn([top]).readIgnoreFile(file));
  }

  /** The files in folders; what of them could not be looked at is told once. */
  filesIn(roots: readonly string[]): NodeFiles {
    return new NodeFiles(() => roots, this.options);
  }

  /** The repository that holds a folder; undefined when none does. */
  async repositoryOf(folder: string): Promise<string | undefined> {
    const known = this.repositories.get(folder) ?? repositoryOf(folder);
    this.repositories.set(folder, known);
    return known;
  }

  /** Where ignore files begin to count for a folder, and how far its links may lead. */
  private async topOf(folder: string): Promise<string> {
    const shell = this.given.folder;
    return (await this.repositoryOf(folder)) ?? (isInside(shell, folder) ? shell : folder);
  }

  private async findOne(given: string): Promise<PathsToCheck> {
    const at = absolute(given);
    const found = await stat(at).catch((error: unknown) => ({ error }));
    if ('error' in found) {
      return isNothing(found.error) && isGlob(given) ? this.findMatching(given) : noSuchPath(given, found.error);
    }
    if (!found.isDirectory() && !found.isFile()) {
      throw new UsageError(`"${given}" is neither a file nor a folder; what comes from a pipe is checked as "-".`);
    }
    return found.isDirectory() ? this.findIn(given, at) : this.findNamed(given, at);
  }

  private async findNamed(given: string, file: string): Promise<PathsToCheck> {
    if (IgnoreRules.before(this.given, this.limits).leaveOut(file, 'file')) {
      return { ...nothing, notes: [`"${given}" is left out by --ignore.`] };
    }
    const root = await this.repositoryOf(dirname(file));
    const roots = root === undefined ? [] : [root];
    return { ...nothing, files: [file], named: new Set([file]), within: roots, roots };
  }

  private async findIn(given: string, folder: string): Promise<PathsToCheck> {
    const rules = await this.rulesAbove(folder);
    const found = await this.findBelow(folder, MANIFESTS);
    const why = rules.leaveOut(folder, 'folder')
      ? `"${given}" is left out by ${IGNORE_FILE} or --ignore.`
      : `There is no YAML or JSON file to check in "${given}".`;
    return { ...found, notes: found.files.length > 0 ? [] : [why] };
  }

  private async findMatching(given: string): Promise<PathsToCheck> {
    const { base, glob } = scanned(given);
    const folder = absolute(base === '' ? '.' : base);
    const found = await this.findBelow(folder, [glob]);
    if (found.files.length === 0) {
      throw new UsageError(`No file matches "${given}".`);
    }
    return found;
  }

  private async findBelow(folder: string, globs: readonly string[]): Promise<PathsToCheck> {
    const root = (await this.repositoryOf(folder)) ?? folder;
    // A folder that was named may be a link to elsewhere.
    const within = [folder, root];
    const files = await this.filesIn(within).find(folder, globs, await this.rulesAbove(folder));
    return { ...nothing, files, within, roots: [root] };
  }
}

/** The parts of a path that may be a pattern. */
function scanned(given: string): { isGlob: boolean; negated: boolean; base: string; glob: string } {
  return picomatch.scan(path.sep === '\\' ? normalize(given) : given);
}

function isGlob(given: string): boolean {
  const { isGlob: is, negated } = scanned(given);
  return is && !negated;
}
