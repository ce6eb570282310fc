import type { Files } from '../base/files';

/**
 * Files that are handed out one at a time, each in a turn of the event loop of its own: what is made of one file is
 * done before the next comes, and between the two others have their turn, however many are asked for at once.
 */
export class FilesInTurns implements Files {
  private last: Promise<void> = Promise.resolve();

  constructor(private readonly files: Files) {}

  async read(path: string): Promise<string | undefined> {
    const text = await this.files.read(path);
    await this.turn();
    return text;
  }

  async find(folder: string, globs: readonly string[]): Promise<string[]> {
    const found = await this.files.find(folder, globs);
    await this.turn();
    return found;
  }

  private turn(): Promise<void> {
    this.last = this.last.then(() => new Promise((resolve) => setImmediate(resolve)));
    return this.last;
  }
}
