import { randomBytes } from 'node:crypto';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import type { Failure } from '../../base/workbench-error';
import { errorCode } from '../files/error-code';
import { readText } from '../files/read-file';
import { TokenKey } from './signed-token';
import { writeNew, writeWhole } from '../files/whole-file';

const FILE = 'token-key';
const OWNER_ALONE = 0o600;

/**
 * The key of a folder: the same for all processes that use it and at every start, in a file for its owner alone. Where
 * a disk is full it is one for this run.
 * @param onDamage Told when the key in the folder is none, or none that is secret: a new one takes its place.
 * @throws UnreadableFile, or the system's own error
 */
export async function tokenKeyIn(folder: string, onDamage: (failure: Failure) => void): Promise<TokenKey> {
  const file = path.join(folder, FILE);
  const made = randomBytes(32);
  return new TokenKey((await keyIn(file)) ?? (await keep(file, made, onDamage)) ?? made);
}

/** Undefined for a file that is not there, is no key, or may be read by others. */
async function keyIn(file: string): Promise<Buffer | undefined> {
  const found = await look(file);
  return typeof found === 'string' ? undefined : found;
}

/** The key in a file, or what is wrong with it. */
async function look(file: string): Promise<Buffer | string> {
  const text = await readText(file, { kind: 'own', within: 'anywhere' });
  const key = Buffer.from(text?.trim() ?? '', 'base64url');
  if (key.length !== 32) {
    return 'is no key';
  }
  return (await isForOwnerAlone(file)) ? key : 'may be read by others than its owner';
}

/** Windows gives a file the rights of its folder, which is the person's own. */
async function isForOwnerAlone(file: string): Promise<boolean> {
  return process.platform === 'win32' || ((await stat(file)).mode & 0o077) === 0;
}

/** The key that counts then, which is that of another process when it was faster. */
async function keep(file: string, key: Buffer, onDamage: (failure: Failure) => void): Promise<Buffer | undefined> {
  const text = `${key.toString('base64url')}\n`;
  try {
    await writeNew(file, text, OWNER_ALONE);
  } catch (error) {
    if (errorCode(error) === 'EEXIST') {
      await replaceUnlessKey(file, text, onDamage);
    } else if (!['ENOSPC', 'EDQUOT'].includes(errorCode(error))) {
      throw error;
    }
  }
  return keyIn(file);
}

async function replaceUnlessKey(file: string, text: string, onDamage: (failure: Failure) => void): Promise<void> {
  const found = await look(file);
  if (typeof found !== 'string') {
    return;
  }
  await writeWhole(file, text, OWNER_ALONE);
  onDamage({
    what: `${file} ${found}.`,
    why: 'A new one takes its place, so the token is a new one.',
    where: { file },
  });
}
