import { createHash } from 'node:crypto';
import { WorkbenchError } from '../../base/workbench-error';
import { readBytes } from '../files/read-file';
import type { CacheFile, CacheRoot, FilledCache } from './cache-content';
import { limits } from './fitting-files';
import type { FetchRun } from './origin';
import type { S3Bucket } from './s3-bucket';
import { prefixOf } from './s3-origin';

/** A folder of a bucket that packages are loaded from. */
export class BucketCache {
  private readonly prefix: string;

  /** @param folder In the bucket; empty for its top. */
  constructor(
    private readonly bucket: S3Bucket,
    folder: string,
  ) {
    this.prefix = prefixOf(folder);
  }

  /**
   * Makes the folder hold these roots: what is new first, then goes what is stale in them. Nothing else is touched.
   * @throws WorkbenchError, or an AbortError on abort; whatever was in the bucket before may be there still
   */
  async fill(roots: readonly CacheRoot[], run: FetchRun): Promise<FilledCache> {
    const changes = { added: [] as string[], changed: [] as string[], removed: [] as string[] };
    const stale: string[] = [];
    for (const { name, files } of roots) {
      const there = await this.objectsOf(name, files, run);
      for (const file of files) {
        run.signal.throwIfAborted();
        const key = this.prefix + file.path;
        const bytes = await contentOf(file, run.signal);
        const etag = there.get(key);
        there.delete(key);
        if (etag !== createHash('md5').update(bytes).digest('hex')) {
          run.tell(`writing ${file.path}`);
          await this.bucket.put(key, bytes, run.signal);
          changes[etag === undefined ? 'added' : 'changed'].push(file.path);
        }
      }
      stale.push(...there.keys());
    }
    for (const key of stale) {
      run.tell(`removing ${key}`);
      await this.bucket.delete(key, run.signal);
      changes.removed.push(key.slice(this.prefix.length));
    }
    return { files: roots.reduce((sum, { files }) => sum + files.length, 0), ...changes };
  }

  /** The entity tags of what is under a root's name by key: of its folder, or of the one file that it is. */
  private async objectsOf(
    name: string,
    files: readonly CacheFile[],
    { signal }: FetchRun,
  ): Promise<Map<string, string>> {
    const isFolder = files.some(({ path }) => path.includes('/'));
    const key = this.prefix + name;
    const objects = await this.bucket.list(isFolder ? `${key}/` : key, limits.files * 2, signal);
    const own = objects.filter((each) => (isFolder ? each.key.startsWith(`${key}/`) : each.key === key));
    return new Map(
      own.filter((each) => !isOdd(each.key.slice(this.prefix.length))).map((each) => [each.key, each.etag]),
    );
  }
}

/** A marker of a folder, or a key that would ask for another object than it names. */
function isOdd(key: string): boolean {
  return key.split('/').some((name) => ['', '.', '..'].includes(name));
}

async function contentOf({ from, within }: CacheFile, signal: AbortSignal): Promise<Buffer> {
  const bytes = await readBytes(from, { kind: 'source to copy', within: [within], signal });
  if (!bytes) {
    throw new WorkbenchError({ what: `${from} is not there any more.`, next: { title: 'Sync again' } });
  }
  return bytes;
}
