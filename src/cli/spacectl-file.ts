import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { parse } from 'yaml';
import { WorkbenchError } from '../base/workbench-error';
import { isOwnerToken } from '../platforms/spaceone/repository/access';
import { reason } from '../runtime/files/error-reason';
import { readText } from '../runtime/files/read-file';
import { writeNew, writeWhole } from '../runtime/files/whole-file';

/** It holds a token. */
const OWNER_ALONE = 0o600;

/**
 * Makes sure that an environment may be written into a file: a person's own one, with a token that is nowhere else, stays.
 * @returns true when there is none yet
 * @throws WorkbenchError for a file that is there and is no environment of a local Repository
 */
export async function mayBeWritten(file: string): Promise<boolean> {
  const text = await readText(file, { kind: 'spacectl file', within: 'anywhere' }).catch((error: unknown) => {
    throw new WorkbenchError({
      what: `Cannot write ${file}.`,
      why: error instanceof WorkbenchError ? error.why : String(error),
      next: { title: 'Name another file' },
      cause: error,
    });
  });
  if (text !== undefined && !isOurs(text)) {
    throw new WorkbenchError({
      what: `${file} is there already, and is no environment of a local Repository.`,
      why: 'It may hold a token of yours, so it stays as it is.',
      next: { title: 'Name another file, or move this one away' },
    });
  }
  return text === undefined;
}

/**
 * Writes an environment into a file for its owner alone.
 * @throws WorkbenchError when that may not be, see {@link mayBeWritten}, or the disk refuses
 */
export async function writeEnvironment(file: string, environment: string): Promise<void> {
  const isNew = await mayBeWritten(file);
  try {
    await mkdir(path.dirname(file), { recursive: true });
    await (isNew ? writeNew : writeWhole)(file, environment, OWNER_ALONE);
  } catch (cause) {
    throw new WorkbenchError({
      what: `Cannot write ${file}.`,
      why: reason(cause),
      next: { title: 'Name another file' },
      cause,
    });
  }
}

/** What `LocalRepository.spacectlEnvironment` gives, whoever has written it anew: its token, and its place on loopback. */
function isOurs(text: string): boolean {
  const found = read(text);
  if (!isMap(found) || !hasOnly(found, ['api_key', 'endpoints'])) {
    return false;
  }
  const { api_key: token, endpoints } = found;
  return (
    typeof token === 'string' &&
    isOwnerToken(token) &&
    isMap(endpoints) &&
    hasOnly(endpoints, ['repository']) &&
    /^grpc:\/\/127\.0\.0\.1:\d+$/.test(String(endpoints['repository']))
  );
}

function read(text: string): unknown {
  try {
    return parse(text);
  } catch {
    return undefined;
  }
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function hasOnly(map: Record<string, unknown>, keys: readonly string[]): boolean {
  return Object.keys(map).sort().join() === keys.join();
}
