import { parseEnv } from 'node:util';
import { WorkbenchError, toFailure } from '../../base/workbench-error';
import { readText, type Reading } from '../files/read-file';

/**
 * The variables of an environment file (`NAME=value` lines); undefined when there is no such file.
 * @param where With `tell`, which hears of each line that cannot be understood, without its value.
 * @throws WorkbenchError when it cannot be read.
 */
export async function readEnvironmentFile(
  file: string,
  { tell, ...where }: Omit<Reading, 'kind'> & { readonly tell?: ((note: string) => void) | undefined },
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
  environmentNotes(text).forEach((note) => tell?.(`${file}: ${note}`));
  const variables = Object.entries(parseEnv(text));
  return Object.fromEntries(variables.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
}

/**
 * What is said of the lines of an environment file that mean nothing, or not what they look like: as Node reads them
 * (`util.parseEnv`), which passes over them without a word. A value is never told.
 */
export function environmentNotes(text: string): string[] {
  const notes: string[] = [];
  let end: number;
  for (let start = 0; start < text.length; start = end + 1) {
    end = endOf(text, '\n', start);
    const line = text.slice(start, end);
    const note = (what: string): void => {
      notes.push(`Line ${text.slice(0, start).split('\n').length} ${what}`);
    };
    if (/^\s*(?:#|$)/.test(line)) {
      continue;
    }
    const equals = line.indexOf('=');
    const name = line
      .slice(0, Math.max(equals, 0))
      .replace(/^\s*export\s/, '')
      .trim();
    if (equals < 0) {
      note('is no NAME=VALUE: it counts for nothing.');
    } else if (name === '') {
      note('has no name before its "=": it counts for nothing.');
    } else if (!/^[A-Za-z_][\w.-]*$/.test(name)) {
      note('has a name that is none for a variable: one is letters, digits and underscores.');
    }
    const value = line.slice(equals + 1).trimStart();
    const quote = /^["'`]/.exec(equals < 0 ? '' : value)?.[0];
    if (quote !== undefined) {
      const opens = end - value.length;
      const closes = text.indexOf(quote, opens + 1);
      if (closes < 0) {
        note(`has a ${quote} that is never closed: it counts as a part of the value.`);
      } else {
        end = endOf(text, '\n', closes);
      }
    }
  }
  return notes;
}

function endOf(text: string, what: string, from: number): number {
  const index = text.indexOf(what, from);
  return index < 0 ? text.length : index;
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
