import { basename } from '../../base/paths';
import { WorkbenchError } from '../../base/workbench-error';

/** Encodings in which every ASCII character is the byte that it is in UTF-8. */
const LIKE_ASCII =
  /^(?:utf[-_]?8|(?:us-)?ascii|latin[-_]?1|iso[-_]?8859[-_]?\d+|cp125\d|windows-125\d|euc[-_]\w+|cp949)$/i;

/**
 * Refuses a requirements file in an encoding that installers read in another way than we do. pip reads UTF-16, and whatever
 * a first comment names (PEP 263): a path in it would not be seen here.
 * @throws WorkbenchError
 */
export function refuseOtherEncoding(file: string, text: string): void {
  const [, named] = /^(?:[^\n]*\n)?#[^\n]*?coding[:=]\s*([-\w.]+)/.exec(text) ?? [];
  if (text.includes('\0') || (named !== undefined && !LIKE_ASCII.test(named))) {
    throw new WorkbenchError({
      what: `${basename(file)} is ${text.includes('\0') ? 'UTF-16' : (named ?? '')}, which installers read in different ways.`,
      where: { file, line: 1 },
      next: { title: 'Save it as UTF-8' },
    });
  }
}
