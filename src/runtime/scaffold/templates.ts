import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { ScaffoldKind, Templates } from '../../base/scaffold';
import { readText } from '../files/read-file';
import { mustBeThere } from '../files/unreadable-file';

/**
 * The templates of a kind: those of its folders, where two have a file of one path that of the later one.
 * @param root The folder that holds `<platform>/<kind>` for each kind.
 */
export async function templatesOf(kind: Pick<ScaffoldKind, 'id' | 'templates'>, root: string): Promise<Templates> {
  const folders = kind.templates ?? [kind.id.split('.').join('/')];
  const read = await Promise.all(folders.map((folder) => readTemplates(join(root, folder))));
  return new Map(read.flatMap((templates) => [...templates]));
}

/**
 * Every file under a template folder, by its relative path with forward slashes; none where a kind has no folder.
 * Lines end in LF whatever the checkout made of them, so that a scaffold is the same on every system.
 */
export async function readTemplates(folder: string): Promise<Templates> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
      return [];
    }
    throw error;
  });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  const texts = await Promise.all(
    paths.map(async (path): Promise<[string, string]> => [
      path.slice(join(folder, '/').length).replaceAll('\\', '/'),
      (await textOf(path)).replaceAll('\r\n', '\n'),
    ]),
  );
  return new Map(texts);
}

async function textOf(file: string): Promise<string> {
  return mustBeThere(await readText(file, { kind: 'own', within: 'anywhere' }), file);
}
