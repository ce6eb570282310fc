import { stat } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import path from 'node:path';
import picomatch from 'picomatch';
import { dirname, isInside, join, normalize } from '../../base/paths';
import { pluginFinders } from '../../platforms/platforms';
import { isRepository } from '../../runtime/files/git-repository';
import { IGNORE_FILE, IgnoreLimits, IgnoreRules, type GivenPatterns } from '../../runtime/files/ignore-rules';
import { NodeFiles, type NodeFilesOptions } from '../../runtime/files/node-files';
import { UsageError, absolute } from '../command';
import { isNothing, noSuchPath } from '../named-path';
import { pluginAround } from '../plugin-around';

const MANIFESTS = ['**/*.yaml', '**/*.yml', '**/*.json'];

/** What a check is asked to look at. */
export interface PathsToCheck {
  /** Sorted, each once. */
  readonly files: readonly string[];
  /** Files beside them that may be sources of plugins, by the endings of their names. */
  readonly sources: readonly string[];
  /** Those of them that were named themselves, so that it does not matter where links lead. */
  readonly named: ReadonlySet<string>;
  /** The folders that the links of the others may not leave. */
  readonly within: readonly string[];
  /** The folders whose manifests may refer to each other: the repositories of the paths, or the folders themselves. */
  readonly roots: readonly string[];
  /** What a person should know about paths that gave nothing. */
  readonly notes: readonly string[];
  /** Folders without a manifest, and what to say of them where nothing else in them is checked. */
  readonly bare: readonly { readonly folder: string; readonly note: string }[];
}

const nothing: PathsToCheck = { files: [], sources: [], named: new Set(), within: [], roots: [], notes: [], bare: [] };

/** Finds what the paths of the command line mean. */
export class PathFinder {
  private readonly given: GivenPatterns;
  private readonly limits: IgnoreLimits;
  private readonly plugins = new Map<string, Promise<string | undefined>>();
  private readonly repositories = new Map<string, Promise<string | undefined>>();
  private readonly rules = new Map<string, Promise<IgnoreRules>>();

  /**
   * @param ignored Patterns of what is left out, counted from the shell's folder.
   * @param endings Of the names of files that may be sources of plugins.
   */
  constructor(
    ignored: readonly string[],
    private readonly options: NodeFilesOptions,
    private readonly endings: readonly string[] = [],
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
    const sources = new Set<string>();
    const bare: PathsToCheck['bare'][number][] = [];
    for (const given of paths) {
      const found = await this.findOne(given);
      found.files.forEach((file) => files.add(file));
      found.named.forEach((file) => named.add(file));
      found.within.forEach((folder) => within.add(folder));
      found.roots.forEach((root) => roots.add(root));
      notes.push(...found.notes);
      found.sources.forEach((file) => sources.add(file));
      bare.push(...found.bare);
    }
    return {
      files: [...files].sort(),
      sources: [...sources].sort(),
      bare,
      named,
      within: [...within],
      roots: [...roots].sort(),
      notes,
    };
  }

  /** The rules that hold in a folder by the ignore files above it. */
  async rulesAbove(folder: string): Promise<IgnoreRules> {
    const known = this.rules.get(folder) ?? this.findRules(folder);
    this.rules.set(folder, known);
    return known;
  }

  /** As {@link rulesAbove}; around a file that was named though it is left out, no ignore file counts. */
  async rulesAround(folder: string, named: Iterable<string>): Promise<IgnoreRules> {
    for (const file of [...named].filter((each) => isInside(folder, each))) {
      if ((await this.rulesAbove(dirname(file))).leaveOut(file, 'file')) {
        return IgnoreRules.before(this.given, this.limits);
      }
    }
    return this.rulesAbove(folder);
  }

  /** The files in folders; what of them could not be looked at is told once. */
  filesIn(roots: readonly string[]): NodeFiles {
    return new NodeFiles(() => roots, this.options);
  }

  /** The repository that holds a folder; undefined when none does. */
  async repositoryOf(folder: string): Promise<string | undefined> {
    const known = this.repositories.get(folder) ?? this.findRepository(folder);
    this.repositories.set(folder, known);
    return known;
  }

  private async findRepository(folder: string): Promise<string | undefined> {
    if (await isRepository(folder)) {
      return folder;
    }
    const above = dirname(folder);
    return above === folder ? undefined : this.repositoryOf(above);
  }

  private async findRules(folder: string): Promise<IgnoreRules> {
    const top = await this.topOf(folder);
    if (folder === top) {
      return IgnoreRules.before(this.given, this.limits);
    }
    const above = dirname(folder);
    const rules = await this.rulesAbove(above);
    const text = await this.filesIn([top]).readIgnoreFile(join(above, IGNORE_FILE));
    return text === undefined ? rules : rules.with(above, text);
  }

  /** Where ignore files begin to count for a folder, and how far its links may lead. */
  private async topOf(folder: string): Promise<string> {
    const shell = this.given.folder;
    return (await this.repositoryOf(folder)) ?? (isInside(shell, folder) ? shell : folder);
  }

  /** The folder of the plugin in which a folder lies, where no repository says how far that reaches. */
  private async pluginAt(folder: string): Promise<string[]> {
    const signal = this.options.signal ?? new AbortController().signal;
    const known = this.plugins.get(folder) ?? pluginAround(folder, pluginFinders, signal);
    this.plugins.set(folder, known);
    return [(await known) ?? []].flat();
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
    const roots = [root ?? this.aroundNamed(file)];
    const isSource = this.parted([file])[0].length > 0;
    // What names a package stands beside it.
    const around = root === undefined && isSource ? (await this.pluginAt(dirname(file))).map(dirname) : [];
    return { ...nothing, files: [file], named: new Set([file]), within: [...roots, ...around], roots };
  }

  /**
   * What decides about a file that was named, where no repository says how far that reaches: the shell's folder around it,
   * or the file alone, where that folder holds all that a person has: looking through it would take minutes.
   */
  aroundNamed(file: string): string {
    const shell = this.given.folder;
    const holdsAll = dirname(shell) === shell || [homedir(), tmpdir()].map(normalize).includes(shell);
    return isInside(shell, file) && !holdsAll ? shell : file;
  }

  private async findIn(given: string, folder: string): Promise<PathsToCheck> {
    const rules = await this.rulesAbove(folder);
    const all = await this.findBelow(folder, [...MANIFESTS, ...this.endings.map((ending) => `**/*${ending}`)]);
    const [sources, files] = this.parted(all.files);
    const why = rules.leaveOut(folder, 'folder')
      ? `"${given}" is left out by ${IGNORE_FILE} or --ignore.`
      : `There is no YAML or JSON file to check in "${given}".`;
    return { ...all, files, sources, bare: files.length > 0 ? [] : [{ folder, note: why }] };
  }

  /** Those that may be sources of plugins, and the others. */
  private parted(files: readonly string[]): [sources: string[], others: string[]] {
    const isSource = (file: string): boolean => this.endings.some((ending) => file.endsWith(ending));
    return [files.filter(isSource), files.filter((file) => !isSource(file))];
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
    const repository = await this.repositoryOf(folder);
    const root = repository ?? folder;
    const around = repository === undefined ? await this.pluginAt(folder) : [];
    // A folder that was named may be a link to elsewhere.
    const within = [folder, root, ...around];
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
