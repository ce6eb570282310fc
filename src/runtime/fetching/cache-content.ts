import type { Changes } from './local-copy';

/** A file that a cache is to hold. */
export interface CacheFile {
  /** Seen from the top of the cache. */
  readonly path: string;
  /** Tells its content from any other. */
  readonly digest: string;
  /** Where it lies on this machine, and the folder out of which it does not lead. */
  readonly from: string;
  readonly within: string;
}

/** What is in a cache under one name at its top: a folder or a file. */
export interface CacheRoot {
  readonly name: string;
  readonly files: readonly CacheFile[];
}

/** What filling a cache has come to. */
export interface FilledCache extends Changes {
  /** How many files are in it. */
  readonly files: number;
}
