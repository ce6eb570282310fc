import { readFile } from 'node:fs/promises';
import { parseEnv } from 'node:util';
import { WorkbenchError } from '../base/workbench-error';

/**
 * The variables of an environment file (`NAME=value` lines); undefined when there is no such file.
 * @throws WorkbenchError when it cannot be read.
 */
export async function readEnvironmentFile(file: string): Promise<Record<string, string> | undefined> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') {
      return undefined;
    }
    throw new WorkbenchError({
      what: `Cannot read the environment file ${file}.`,
      why: cause instanceof Error ? cause.message : String(cause),
      cause,
    });
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
