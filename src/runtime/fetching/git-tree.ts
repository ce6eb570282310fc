import type { FoundFile, Look, Oddity } from './origin';

/** What `git ls-tree -r -l` tells of one entry. */
const ENTRY = /^(\d{6}) (blob|commit) ([0-9a-f]{40,64}) +(\d+|-)\t(.*)$/;
const LINK = '120000';

/** The files of a tree, from the lines of `git ls-tree -r -l`, each with its blob as its tag. */
export function readTree(lines: readonly string[]): Pick<Look, 'files' | 'oddities'> {
  const files: FoundFile[] = [];
  const oddities: Oddity[] = [];
  for (const line of lines) {
    const [, mode, type, tag = '', size = '', name = ''] = ENTRY.exec(line) ?? [];
    if (mode === undefined) {
      continue;
    }
    const path = unquoted(name);
    if (type === 'commit') {
      oddities.push({ path, is: 'submodule' });
      continue;
    }
    if (mode === LINK) {
      oddities.push({ path, is: 'link' });
    }
    files.push({ path, size: Number(size), tag });
  }
  return { files, oddities };
}

const ESCAPES: Readonly<Record<string, number>> = { a: 7, b: 8, t: 9, n: 10, v: 11, f: 12, r: 13, '"': 34, '\\': 92 };

/** A name as it is, from the quotes in which git puts one with other than plain characters. */
function unquoted(name: string): string {
  if (!name.startsWith('"') || !name.endsWith('"')) {
    return name;
  }
  const bytes = [...name.slice(1, -1).matchAll(/\\([0-7]{3}|.)|[^\\]/gs)].flatMap(([whole, escape]) => {
    const known = escape === undefined ? undefined : ESCAPES[escape];
    return escape === undefined ? [...Buffer.from(whole)] : [known ?? parseInt(escape, 8)];
  });
  return Buffer.from(bytes).toString('utf8');
}
