import type { S3Bucket } from './s3-bucket';
import type { S3Object } from './s3-listing';
import { limits } from './fitting-files';
import type { FetchRun, FoundFile, Look, Oddity, Origin } from './origin';
import { writeFiles } from './written-files';

/** The objects of a bucket below a folder. */
export class S3Origin implements Origin {
  private readonly prefix: string;
  private readonly objects = new Map<string, S3Object>();

  /** @param folder In the bucket; empty for all of it. */
  constructor(
    private readonly bucket: S3Bucket,
    folder: string,
  ) {
    this.prefix = prefixOf(folder);
  }

  async look(_: unknown, { signal, tell }: FetchRun): Promise<Look> {
    tell(`listing ${this.bucket.name}`);
    const files: FoundFile[] = [];
    const oddities: Oddity[] = [];
    this.objects.clear();
    for (const object of await this.bucket.list(this.prefix, limits.files * 2, signal)) {
      const { key, size, etag } = object;
      if (!key.startsWith(this.prefix)) {
        continue;
      }
      const path = key.slice(this.prefix.length);
      if (key.endsWith('/')) {
        oddities.push({ path: key, is: 'folder marker' });
      } else {
        this.objects.set(path, object);
        files.push({ path, size, tag: etag });
      }
    }
    return { files, oddities };
  }

  async fetch(
    files: readonly FoundFile[],
    into: string,
    { signal, tell }: FetchRun,
  ): Promise<ReadonlyMap<string, string>> {
    tell(`downloading ${files.length} ${files.length === 1 ? 'object' : 'objects'}`);
    return writeFiles(files, into, ({ path, size, tag }) => {
      return this.bucket.get(this.objects.get(path) ?? { key: this.prefix + path, size, etag: tag }, signal);
    });
  }
}

/** A folder as keys begin with it, as it is written; empty for the top of the bucket. */
export function prefixOf(folder: string): string {
  return folder === '' || folder.endsWith('/') ? folder : `${folder}/`;
}
