import type { Files } from '../base/files';
import { ownTurn } from '../base/steps';

/**
 * Files that are handed out one at a time, each in a turn of the event loop of its own: what is made of one file is
 * done before the next comes, and between the two others have their turn, however many are asked for at once.
 */
export class FilesInTurns implements Files {
  constructor(private readonly files: Files) {}

  async read(path: string): Promise<string | undefined> {
    const text = await this.files.read(path);
    await ownTurn();
    return text;
  }

  async find(folder: string, globs: readonly string[]): Promise<string[]> {
    const found = await this.files.find(folder, globs);
    await ownTurn();
    return found;
  }
}
