import picomatch from 'picomatch';
import type { Files } from '../src/base/files';
import { finish } from '../src/base/steps';
import { isInside, relative } from '../src/base/paths';
import { Manifests } from '../src/catalog/manifests';
import type { Names } from '../src/manifest/names/names';
import { manifestReader } from '../src/platforms/platforms';

/** Files in memory by their paths; counts what is asked of them. */
export class MemoryFiles implements Files {
  readonly texts: Map<string, string>;
  searches = 0;
  reads = 0;

  constructor(texts: Readonly<Record<string, string>>) {
    this.texts = new Map(Object.entries(texts));
  }

  read(path: string): Promise<string | undefined> {
    this.reads += 1;
    return Promise.resolve(this.texts.get(path));
  }

  find(folder: string, globs: readonly string[]): Promise<string[]> {
    this.searches += 1;
    const matches = picomatch([...globs], { dot: true });
    const found = [...this.texts.keys()].filter((path) => isInside(folder, path) && matches(relative(folder, path)));
    return Promise.resolve(found.sort());
  }
}

/** The names in files as an index of them knows them, with the platforms' own readers; those that are asked for one file when it is told. */
export async function namesIn(texts: Readonly<Record<string, string>>, file?: string): Promise<Names> {
  const manifests = new Manifests(manifestReader(), new MemoryFiles(texts));
  manifests.setFolders(['/']);
  await manifests.ready();
  return file === undefined ? manifests.names : finish(manifests.namesWith(file, texts[file] ?? ''));
}
