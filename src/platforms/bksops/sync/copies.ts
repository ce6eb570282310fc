import { join } from '../../../base/paths';
import type { Source } from '../../../catalog/sources';
import { copyFolder, LocalCopy, type CopyState } from '../../../runtime/fetching/local-copy';

/** What a source is known by within its manifest: SOPS takes one name once for each type. */
export type SourceName = Pick<Source, 'name' | 'type'>;

/**
 * The folder with the last good copy of a source: root packages lie directly below it, as a module is imported. It is
 * there only after a sync.
 * @param manifest The absolute path of the manifest, as in `paths.ts`.
 */
export function sourceCopy(manifest: string, source: SourceName): string {
  return copyOf(manifest, source).current;
}

/** When and from where a source was synced last; undefined when it never was. */
export async function sourceState(manifest: string, source: SourceName): Promise<CopyState | undefined> {
  return copyOf(manifest, source).state();
}

/** The copy of a source. */
export function copyOf(manifest: string, source: SourceName): LocalCopy {
  return new LocalCopy(folderOf(manifest, source));
}

/** The folder in which git keeps what it has of a source. */
export function storeOf(manifest: string, source: SourceName): string {
  return join(folderOf(manifest, source), 'git');
}

function folderOf(manifest: string, { type, name }: SourceName): string {
  return copyFolder('bksops', manifest, type, name);
}
