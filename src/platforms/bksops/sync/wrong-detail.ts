import type { Source } from '../../../catalog/sources';
import { WrongPart, type PlacePart } from '../../../runtime/fetching/wrong-part';

/** What SOPS calls the parts of the place from which something is fetched. */
const KEYS: Readonly<Record<PlacePart, string>> = {
  address: 'repo_address',
  branch: 'branch',
  service: 'service_address',
  bucket: 'bucket',
  'access key': 'access_key',
  'secret key': 'secret_key',
  folder: 'path',
};

/** The key of a source's details that is to blame for a failure; undefined where the failure does not tell. */
export function wrongDetail(error: unknown): string | undefined {
  const part = error instanceof WrongPart ? error.part : undefined;
  return part !== undefined && Object.hasOwn(KEYS, part) ? KEYS[part as PlacePart] : part;
}

/** The line of a source in its manifest, or of one of its details where that is written. */
export function lineOfDetail({ line, detailLines = {} }: Source, key: string | undefined): number {
  return key !== undefined && Object.hasOwn(detailLines, key) ? (detailLines[key] ?? line) : line;
}
