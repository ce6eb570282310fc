import { errorCode } from './error-code';

const reasons: Readonly<Record<string, string>> = {
  EACCES: 'You may not write there.',
  EPERM: 'You may not write there.',
  EROFS: 'The file system is read-only.',
  ENOSPC: 'The disk is full.',
  EDQUOT: 'Your share of the disk is used up.',
  ENAMETOOLONG: 'The path is longer than the file system allows.',
  ENOTDIR: 'A part of its path is a file, not a folder.',
  EISDIR: 'It is a folder, not a file.',
  EEXIST: 'Something else has that name.',
  ENOENT: 'There is nothing of that name.',
  ELOOP: 'Its links lead in a circle.',
};

/** What the system's error at a writing means to a person: a sentence. */
export function reason(error: unknown): string {
  const code = errorCode(error);
  return reasons[code] ?? (error instanceof Error ? error.message.replace(/[^.]$/, '$&.') : String(error));
}
