import { parseEnv } from 'node:util';
import { WorkbenchError, toFailure } from '../../base/workbench-error';
import { readText, type Reading } from '../files/read-file';

/**
 * The variables of an environment file (`NAME=value` lines); undefined when there is no such file.
 * @throws WorkbenchError when it cannot be read.
 */
export async function readEnvironmentFile(
  file: string,
  where: Omit<Reading, 'kind'>,
): Promise<Record<string, string> | undefined> {
  const text = await readText(file, { ...where, kind: 'environment file' }).catch((cause: unknown) => {
    where.signal?.throwIfAborted();
    const { why, where: place } = toFailure(cause);
    throw new WorkbenchError({ what: `Cannot read the environment file ${file}.`, why, where: place, cause });
  });
  if (text === undefined) {
    return undefined;
  }
  refuseNulls(text, file);
  const variables = Object.entries(parseEnv(text));
  return Object.fromEntries(variables.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
}

/** No variable can hold a NUL, and the error of the system that is given one quotes its value. */
function refuseNulls(text: string, file: string): void {
  const index = text.indexOf('\0');
  if (index >= 0) {
    const line = text.slice(0, index).split('\n');
    const name = /^\s*(?:export\s+)?([\w.-]+)\s*=/.exec(line.at(-1) ?? '')?.[1];
    throw new WorkbenchError({
      what: `${name === undefined ? 'A line' : `The variable ${name}`} in the environment file ${file} has a NUL character.`,
      why: 'No system takes one in a variable.',
      where: { file, line: line.length },
      next: { title: 'Take the NUL character out' },
    });
  }
}

/** What to say of an environment file that a configuration names and that is not there. */
export function missingEnvironmentFile(file: string): string {
  return `There is no environment file ${file}; the server starts without it. A copy of .env.example beside it makes one.`;
}
