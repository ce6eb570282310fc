import type { Files } from '../../../../src/base/files';
import { relative } from '../../../../src/base/paths';

/** Files that only exist in a test: text by path. */
export function tree(files: Readonly<Record<string, string>>): Files {
  return {
    read: (path) => Promise.resolve(files[path]),
    find: (folder, globs) => Promise.resolve(matching(Object.keys(files), folder, globs)),
  };
}

function matching(paths: readonly string[], folder: string, globs: readonly string[]): string[] {
  const patterns = globs.map(expression);
  return paths
    .filter((path) => path.startsWith(`${folder}/`) && patterns.some((pattern) => pattern.test(relative(folder, path))))
    .sort();
}

function expression(glob: string): RegExp {
  const source = glob.replace(/\*\*\/|\*\*|\*|\{[^}]*\}|[.+^$()|[\]\\]/g, (part) => {
    if (part.startsWith('{')) {
      return `(?:${part.slice(1, -1).split(',').join('|')})`;
    }
    return { '**/': '(?:.*/)?', '**': '.*', '*': '[^/]*' }[part] ?? `\\${part}`;
  });
  return new RegExp(`^${source}$`);
}
