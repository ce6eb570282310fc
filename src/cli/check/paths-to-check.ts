import { stat } from 'node:fs/promises';
import path from 'node:path';
import picomatch from 'picomatch';
import { dirname, isInside, normalize } from '../../base/paths';
import {
  IGNORE_FILE,
  IgnoreLimits,
  IgnoreRules,
  ignoreRulesAbove,
  type GivenPatterns,
} from '../../runtime/ignore-rules';
import type { NodeFiles } from '../../runtime/node-files';
import { UsageError, absolute } from '../command';

const YAML = ['**/*.yaml', '**/*.yml'];

/** What a check is asked to look at. */
export interface PathsToCheck {
  /** Sorted, each once. */
  readonly files: readonly string[];
  /** The folders whose manifests may refer to each other: the repositories of the paths, or the folders themselves. */
  readonly roots: readonly string[];
  /** What a person should know about paths that gave nothing. */
  readonly notes: readonly string[];
}

/** Finds what the paths of the command line mean. */
export class PathFinder {
  private readonly given: GivenPatterns;
  /** What a person should know of ignore files that were not followed to their end. */
  readonly notes: string[] = [];
  private readonly limits = new IgnoreLimits((note) => this.notes.push(note));
  private readonly repositories = new Map<string, Promise<string | undefined>>();

  /** @param ignored Patterns of what is left out, counted from the shell's folder. */
  constructor(
    private readonly disk: NodeFiles,
    ignored: readonly string[],
  ) {
    this.given = { patterns: ignored, folder: absolute('.') };
  }

  /**
   * The files behind paths: a folder stands for the YAML files in it, a pattern for every file that it fits, a file
   * for itself whatever its name is and whatever ignore files say.
   * @throws UsageError for a path that is not there and a pattern that fits nothing.
   */
  async find(paths: readonly string[]): Promise<PathsToCheck> {
    const files = new Set<string>();
    const roots = new Set<string>();
    const notes: string[] = [];
    for (const given of paths) {
      const found = await this.findOne(given);
      found.files.forEach((file) => files.add(file));
      found.roots.forEach((root) => roots.add(root));
      notes.push(...found.notes);
    }
    return { files: [...files].sort(), roots: [...roots].sort(), notes };
  }

  /** The rules that hold in a folder by the ignore files above it. */
  async rulesAbove(folder: string): Promise<IgnoreRules> {
    const repository = await this.repositoryOf(folder);
    const shell = this.given.folder;
    const top = repository ?? (isInside(shell, folder) ? shell : folder);
    return ignoreRulesAbove(folder, top, this.given, this.limits, (file) => this.disk.read(file));
  }

  /** The repository that holds a folder; undefined when none does. */
  async repositoryOf(folder: string): Promise<string | undefined> {
    const known = this.repositories.get(folder) ?? this.disk.repositoryOf(folder);
    this.repositories.set(folder, known);
    return known;
  }

  private async findOne(given: string): Promise<PathsToCheck> {
    const at = absolute(given);
    const found = await stat(at).catch((cause: unknown) => {
      if (cause instanceof Error && 'code' in cause && (cause.code === 'ENOENT' || cause.code === 'ENOTDIR')) {
        return undefined;
      }
      throw new UsageError(`"${given}" cannot be read: ${cause instanceof Error ? cause.message : String(cause)}.`);
    });
    if (!found) {
      return this.findMatching(given);
    }
    if (!found.isDirectory() && !found.isFile()) {
      throw new UsageError(`"${given}" is neither a file nor a folder; what comes from a pipe is checked as "-".`);
    }
    return found.isDirectory() ? this.findIn(given, at) : this.findNamed(given, at);
  }

  private async findNamed(given: string, file: string): Promise<PathsToCheck> {
    if (IgnoreRules.before(this.given, this.limits).leaveOut(file, 'file')) {
      return { files: [], roots: [], notes: [`"${given}" is left out by --ignore.`] };
    }
    return { files: [file], roots: [await this.repositoryOf(dirname(file))].flatMap((root) => root ?? []), notes: [] };
  }

  private async findIn(given: string, folder: string): Promise<PathsToCheck> {
    const rules = await this.rulesAbove(folder);
    const files = await this.disk.find(folder, YAML, rules);
    const why = rules.leaveOut(folder, 'folder')
      ? `"${given}" is left out by ${IGNORE_FILE} or --ignore.`
      : `There is no YAML file to check in "${given}".`;
    return {
      files,
      roots: [(await this.repositoryOf(folder)) ?? folder],
      notes: files.length > 0 ? [] : [why],
    };
  }

  private async findMatching(given: string): Promise<PathsToCheck> {
    const { isGlob, base, glob, negated } = picomatch.scan(path.sep === '\\' ? normalize(given) : given);
    if (!isGlob || negated) {
      throw new UsageError(`There is no file or folder "${given}".`);
    }
    const folder = absolute(base === '' ? '.' : base);
    const files = await this.disk.find(folder, [glob], await this.rulesAbove(folder));
    if (files.length === 0) {
      throw new UsageError(`No file matches "${given}".`);
    }
    return { files, roots: [(await this.repositoryOf(folder)) ?? folder], notes: [] };
  }
}
