import type { Files } from '../base/files';

/** Characters of texts that are kept, about what a workspace of some thousand sources has. */
const MOST_KEPT = 32_000_000;

/**
 * Files as one search sees them: a folder is listed and a file read once, however many finders ask for it. For no longer
 * than that search, as what has changed since is not seen.
 */
export class OneLook implements Files {
  private readonly listings = new Map<string, Promise<string[]>>();
  private readonly texts = new Map<string, Promise<string | undefined>>();
  private kept = 0;

  constructor(private readonly files: Files) {}

  read(path: string): Promise<string | undefined> {
    const known = this.texts.get(path);
    if (known) {
      return known;
    }
    const text = this.files.read(path);
    this.texts.set(path, text);
    text.then(
      (read = '') => this.keep(path, read.length),
      () => undefined,
    );
    return text;
  }

  async find(folder: string, globs: readonly string[]): Promise<string[]> {
    const key = [folder, ...globs].join('\0');
    const known = this.listings.get(key) ?? this.files.find(folder, globs);
    this.listings.set(key, known);
    return [...(await known)];
  }

  private keep(path: string, characters: number): void {
    if (this.kept + characters > MOST_KEPT) {
      this.texts.delete(path);
    } else {
      this.kept += characters;
    }
  }
}
