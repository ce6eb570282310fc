import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import picomatch from 'picomatch';

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

/** Files straight from the disk, for the command line; what `find` and `read` promise stands in base/files.ts. */
export class NodeFiles {
  async read(file: string): Promise<string | undefined> {
    return readFile(file, 'utf8').catch(() => undefined);
  }

  async find(folder: string, globs: readonly string[]): Promise<string[]> {
    const matches = picomatch([...globs], { dot: true });
    const found: string[] = [];
    const walk = async (below: string): Promise<void> => {
      const entries = await readdir(path.join(folder, below), { withFileTypes: true }).catch(() => []);
      await Promise.all(
        entries.map(async (entry) => {
          const relative = below === '' ? entry.name : `${below}/${entry.name}`;
          if (entry.isDirectory() && !NEVER_ENTERED.has(entry.name)) {
            await walk(relative);
          } else if (entry.isFile() && matches(relative)) {
            found.push(folder === '/' ? `/${relative}` : `${folder}/${relative}`);
          }
        }),
      );
    };
    await walk('');
    return found.sort();
  }
}
