import type { Files } from '../../base/files';
import { basename, isInside } from '../../base/paths';
import { isAbort, sentence, toFailure } from '../../base/workbench-error';
import { FolderSearch } from './folder-search';
import type { IgnoreRules } from './ignore-rules';
import { readText, type FileKind } from './read-file';
import { folderLiesIn } from './real-path';
import { UnreadableFile } from './unreadable-file';

export interface NodeFilesOptions {
  readonly signal?: AbortSignal | undefined;
  /** Hears in words what counts for nothing because it could not be looked at: ignore files, and folders of a search. */
  readonly tell?: ((note: string) => void) | undefined;
}

/** The files of a workspace straight from the disk; what `find` and `read` promise stands in base/files.ts. */
export class NodeFiles implements Files {
  /** @param roots The folders of the workspace: nothing outside is read, whatever paths and links say. */
  constructor(
    private readonly roots: () => readonly string[],
    private readonly options: NodeFilesOptions = {},
  ) {}

  async read(file: string): Promise<string | undefined> {
    if (!this.roots().some((root) => isInside(root, file))) {
      return undefined;
    }
    try {
      return await this.textOf(file, /\.ya?ml$/i.test(basename(file)) ? 'manifest' : 'source');
    } catch (error) {
      if (error instanceof UnreadableFile && error.isFolder) {
        return undefined;
      }
      throw error;
    }
  }

  /** The text of an ignore file; one that cannot be read leaves nothing out, which is told. */
  async readIgnoreFile(file: string): Promise<string | undefined> {
    try {
      return await this.textOf(file, 'ignore file');
    } catch (error) {
      if (isAbort(error)) {
        throw error;
      }
      this.options.tell?.(`${sentence(toFailure(error))} It leaves nothing out.`);
      return undefined;
    }
  }

  /** @param rules Leave out what they name, and what the ignore files below the folder name; nothing unless given. */
  async find(folder: string, globs: readonly string[], rules?: IgnoreRules): Promise<string[]> {
    if (!(await folderLiesIn(this.roots(), folder))) {
      return [];
    }
    const { signal, tell = () => undefined } = this.options;
    const readIgnoreFile = (file: string): Promise<string | undefined> => this.readIgnoreFile(file);
    return new FolderSearch(folder, globs, { rules, readIgnoreFile, signal, tell }).run();
  }

  private textOf(file: string, kind: FileKind): Promise<string | undefined> {
    return readText(file, { kind, within: this.roots(), signal: this.options.signal });
  }
}
