import { childOf, readXml, type Element } from './xml';

/** An object as a listing tells it. */
export interface S3Object {
  readonly key: string;
  /** In bytes. */
  readonly size: number;
  /** Without its quotes. */
  readonly etag: string;
}

/** A page of a listing. */
export interface S3Page {
  readonly objects: readonly S3Object[];
  /** What asks for the next page; undefined on the last one. */
  readonly next: string | undefined;
}

/** A page of ListObjectsV2 (Amazon S3 API 2006-03-01); undefined for any other document. */
export function readPage(text: string): S3Page | undefined {
  const root = readXml(text);
  if (root?.name !== 'ListBucketResult') {
    return undefined;
  }
  const isEncoded = childOf(root, 'EncodingType')?.text === 'url';
  const objects = root.children.filter(({ name }) => name === 'Contents').map((each) => objectOf(each, isEncoded));
  const isCut = childOf(root, 'IsTruncated')?.text === 'true';
  const next = isCut ? childOf(root, 'NextContinuationToken')?.text : undefined;
  return { objects: objects.flatMap((each) => each ?? []), next };
}

function objectOf(contents: Element, isEncoded: boolean): S3Object | undefined {
  const key = childOf(contents, 'Key')?.text ?? '';
  const size = Number(childOf(contents, 'Size')?.text);
  const etag = (childOf(contents, 'ETag')?.text ?? '').replace(/^"|"$/g, '');
  return key !== '' && Number.isSafeInteger(size) && size >= 0
    ? { key: isEncoded ? decoded(key) : key, size, etag }
    : undefined;
}

/** With `encoding-type=url`, blanks are "+". A key that is encoded wrongly gets a character that no file may have. */
function decoded(key: string): string {
  try {
    return decodeURIComponent(key.replaceAll('+', ' '));
  } catch {
    return `${key}\uFFFD`;
  }
}

/** What a service says when it refuses, such as `NoSuchBucket`; undefined for what is no such answer. */
export function readRefusal(text: string): { readonly code: string; readonly message: string } | undefined {
  const root = readXml(text);
  const code = root?.name === 'Error' ? childOf(root, 'Code')?.text.trim() : undefined;
  return code === undefined ? undefined : { code, message: childOf(root, 'Message')?.text.trim() ?? '' };
}
