import type { Files } from '../../base/files';
import { isInside } from '../../base/paths';
import { readBeginning, readText, type Beginning, type Reading } from '../../runtime/files/read-file';
import { mustBeThere } from '../../runtime/files/unreadable-file';
import type { PathFinder, PathsToCheck } from './paths-to-check';

/** A text that came on standard input, and the path that it goes by. */
export interface StandardInput extends Beginning {
  readonly file: string;
}

/**
 * The files among which names are looked for: those on the disk that no ignore file leaves out, whatever was named on
 * the command line, and standard input.
 */
export class CheckedFiles implements Files {
  constructor(
    private readonly finder: PathFinder,
    private readonly paths: PathsToCheck,
    private readonly input: StandardInput | undefined,
    private readonly signal: AbortSignal,
  ) {}

  /** All that is checked, sorted. */
  get all(): string[] {
    return [...new Set([...this.paths.files, ...(this.input ? [this.input.file] : [])])].sort();
  }

  /** True for what a person named itself, so that nothing said of it would be no answer. */
  isNamed(file: string): boolean {
    return this.paths.named.has(file) || file === this.input?.file;
  }

  /**
   * The text of a file, or the beginning of one that is too long to be checked.
   * @throws UnreadableFile for a file that cannot be read; an AbortError when the check is to stop.
   */
  async text(file: string): Promise<Beginning> {
    if (file === this.input?.file) {
      return this.input;
    }
    return mustBeThere(await readBeginning(file, this.reading(file)), file);
  }

  async read(file: string): Promise<string | undefined> {
    return file === this.input?.file ? this.input.text : readText(file, this.reading(file));
  }

  async find(folder: string, globs: readonly string[]): Promise<string[]> {
    const isOfManifests = globs.includes('**/*.yaml');
    // The source that a person names is there with what belongs to it, whatever ignore files say.
    const rules = isOfManifests
      ? await this.finder.rulesAbove(folder)
      : await this.finder.rulesAround(folder, this.paths.named);
    const found = await this.finder.filesIn(this.within).find(folder, globs, rules);
    // What a person names is a manifest whatever its ending.
    const named = isOfManifests ? this.all.filter((file) => isInside(folder, file)) : [];
    return [...new Set([...found, ...named])].sort();
  }

  private get within(): readonly string[] {
    return [...this.paths.roots, ...this.paths.within];
  }

  private reading(file: string): Reading {
    const within = this.paths.named.has(file) ? 'anywhere' : this.within;
    return { kind: 'manifest', within, signal: this.signal };
  }
}
