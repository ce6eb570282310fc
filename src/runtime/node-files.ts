import { access, readdir } from 'node:fs/promises';
import path from 'node:path';
import picomatch from 'picomatch';
import type { Files } from '../base/files';
import { dirname, join } from '../base/paths';
import { IGNORE_FILE, type IgnoreRules } from './ignore-rules';
import { readText } from './read-text';

const NEVER_ENTERED = new Set([
  '.git',
  'node_modules',
  '.venv',
  'venv',
  '__pycache__',
  '.tox',
  'site-packages',
  '.mypy_cache',
]);

/** How many folders are listed at once. */
const AT_A_TIME = 32;

/** Files straight from the disk, for the command line; what `find` and `read` promise stands in base/files.ts. */
export class NodeFiles implements Files {
  async read(file: string): Promise<string | undefined> {
    return readText(file);
  }

  /** @param rules Leave out what they name, and what the ignore files below the folder name; nothing unless given. */
  async find(folder: string, globs: readonly string[], rules?: IgnoreRules): Promise<string[]> {
    const matches = picomatch([...globs], { dot: true });
    const depth = globs.some((glob) => glob.includes('**')) ? Infinity : Math.max(0, ...globs.map(slashesIn));
    const found: string[] = [];
    const waiting = [{ below: '', rules }];
    const list = async (at: { below: string; rules: IgnoreRules | undefined }): Promise<void> => {
      const entries = await readdir(path.join(folder, at.below), { withFileTypes: true }).catch(() => []);
      const here = await this.rulesIn(join(folder, at.below), entries, at.rules);
      for (const entry of entries) {
        const below = at.below === '' ? entry.name : `${at.below}/${entry.name}`;
        if (entry.isDirectory()) {
          if (slashesIn(below) < depth && !NEVER_ENTERED.has(entry.name) && here?.leaveOut(join(folder, below), 'folder') !== true) {
            waiting.push({ below, rules: here });
          }
        } else if (entry.isFile() && matches(below) && here?.leaveOut(join(folder, below), 'file') !== true) {
          found.push(join(folder, below));
        }
      }
    };
    while (waiting.length > 0) {
      await Promise.all(waiting.splice(-AT_A_TIME).map(list));
    }
    return found.sort();
  }

  /** The folder itself or the nearest one around it that is a repository of git; undefined when none is. */
  async repositoryOf(folder: string): Promise<string | undefined> {
    for (let at = folder; ; at = dirname(at)) {
      const isRepository = await access(join(at, '.git')).then(
        () => true,
        () => false,
      );
      if (isRepository || dirname(at) === at) {
        return isRepository ? at : undefined;
      }
    }
  }

  private async rulesIn(
    folder: string,
    entries: readonly { readonly name: string }[],
    rules: IgnoreRules | undefined,
  ): Promise<IgnoreRules | undefined> {
    return rules && entries.some(({ name }) => name === IGNORE_FILE)
      ? rules.with(folder, (await this.read(join(folder, IGNORE_FILE))) ?? '')
      : rules;
  }
}

/** How many folders deep a path or a glob without `**` leads. */
function slashesIn(path: string): number {
  return path.split('/').length - 1;
}
