import type { Source } from '../../../catalog/sources';
import type { CacheRoot } from '../../../runtime/fetching/cache-content';
import type { CopyIndex } from '../../../runtime/fetching/copy-index';
import type { Look, Origin } from '../../../runtime/fetching/origin';
import { failureIn } from '../../../runtime/fetching/wrong-part';

/** A root package as Python can import it; other keys of `packages` are never loaded. */
const NAME = /^[\p{L}_][\p{L}\p{N}_]*$/u;

/** True for a file of a root package: in its folder, or the one module that it is. */
function belongsTo(root: string, path: string): boolean {
  return path.startsWith(`${root}/`) || path === `${root}.py`;
}

/** What a person may have written wrongly when a source lacks its packages, by its type. */
const PLACES: Readonly<Record<string, string>> = {
  git: '"repo_address" or "branch"',
  s3: '"bucket" or "source_dir"',
  fs: '"path"',
};

/**
 * An origin that must hold one of the root packages that are loaded from it: a wrong branch or folder, or a disk that is
 * not mounted, would otherwise empty the last good copy.
 */
export function withRoots(origin: Origin, { sets, type }: Source): Origin {
  const roots = sets.map(({ rootPackage }) => rootPackage).filter((root) => NAME.test(root));
  return {
    async look(known, run): Promise<Look> {
      const look = await origin.look(known, run);
      if (roots.length > 0 && !look.files.some(({ path }) => roots.some((root) => belongsTo(root, path)))) {
        throw failureIn(type === 'fs' ? 'folder' : undefined, {
          what: `The source holds ${roots.length === 1 ? `no package ${roots[0]}` : `none of ${roots.join(', ')}`}.`,
          why: `SOPS would end loading it with KeyError: '${roots[0]}'.`,
          next: { title: `Correct ${PLACES[type] ?? 'the place of the source'}, or the names in "packages"` },
        });
      }
      return look;
    },
    fetch: (files, into, run) => origin.fetch(files, into, run),
  };
}

/** A source whose copy is on this machine. */
export interface CopiedSource {
  readonly source: Source;
  readonly index: CopyIndex;
  /** The folder of the copy. */
  readonly folder: string;
}

/** What a cache holds of sources: their root packages; of those with one name, the one that is named last. */
export function cacheRoots(copied: readonly CopiedSource[]): CacheRoot[] {
  const roots = new Map<string, CacheRoot['files']>();
  for (const { source, index, folder } of copied) {
    for (const { rootPackage } of source.sets.filter((set) => NAME.test(set.rootPackage))) {
      const own = [...index.files].filter(([path]) => belongsTo(rootPackage, path));
      const files = own.map(([path, { digest }]) => ({ path, digest, from: `${folder}/${path}`, within: folder }));
      roots.delete(rootPackage);
      roots.delete(`${rootPackage}.py`);
      for (const name of new Set(files.map(({ path }) => path.split('/')[0] ?? path))) {
        roots.set(
          name,
          files.filter(({ path }) => path === name || path.startsWith(`${name}/`)),
        );
      }
    }
  }
  return [...roots].map(([name, files]) => ({ name, files }));
}
