import path from 'node:path';
import { parseEnv } from 'node:util';
import { finishInTurns, type Steps } from '../../base/steps';
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
  const { notes, more, assignments } = await finishInTurns(environmentLines(text));
  notes.forEach((note) => tell?.(`${file}: ${note}`));
  if (more > 0) {
    tell?.(`${file}: ${more} more ${more === 1 ? 'line' : 'lines'} of that kind.`);
  }
  const variables = Object.entries(parseEnv(assignments));
  return Object.fromEntries(variables.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
}

/** A person reads so many of them; a file of more is no environment file. */
const MOST_NOTES = 20;

/** What the lines of an environment file say. */
export interface EnvironmentLines {
  /** What is said of a line that means nothing, or not what it looks like; a value is never told. */
  readonly notes: readonly string[];
  /** Of how many more lines there would be one. */
  readonly more: number;
  /** The text without the lines that count for nothing: Node looks through all of the text behind each, or ends there. */
  readonly assignments: string;
}

/** Looks at each line of an environment file once, as Node reads them (`util.parseEnv`), which tells nothing of them. */
export function* environmentLines(text: string): Steps<EnvironmentLines> {
  const notes: string[] = [];
  const assignments: string[] = [];
  let more = 0;
  let number = 1;
  let end: number;
  for (let start = 0; start < text.length; start = end + 1, number += 1) {
    yield;
    end = endOf(text, '\n', start);
    const line = text.slice(start, end);
    const note = (what: string): void => {
      if (notes.length < MOST_NOTES) {
        notes.push(`Line ${number} ${what}`);
      } else {
        more += 1;
      }
    };
    if (/^\s*(?:#|$)/.test(line)) {
      continue;
    }
    const equals = line.indexOf('=');
    if (equals < 0) {
      note('is no NAME=VALUE: it counts for nothing.');
      continue;
    }
    const name = line
      .slice(0, equals)
      .replace(/^\s*export\s/, '')
      .trim();
    if (name === '') {
      note('has no name before its "=": it counts for nothing.');
    } else if (!/^[A-Za-z_][\w.-]*$/.test(name)) {
      note('has a name that is none for a variable: one is letters, digits and underscores.');
    }
    const value = line.slice(equals + 1).trimStart();
    const quote = /^["'`]/.exec(value)?.[0];
    if (quote !== undefined) {
      const opens = end - value.length;
      const closes = text.indexOf(quote, opens + 1);
      if (closes < 0) {
        note(`has a ${quote} that is never closed: it counts as a part of the value.`);
      } else {
        number += lineBreaksIn(text, end, closes);
        end = endOf(text, '\n', closes);
      }
    }
    if (name !== '') {
      assignments.push(text.slice(start, end));
    }
  }
  return { notes, more, assignments: assignments.map((each) => `${each}\n`).join('') };
}

function lineBreaksIn(text: string, from: number, to: number): number {
  let count = 0;
  for (let at = text.indexOf('\n', from); at >= 0 && at < to; at = text.indexOf('\n', at + 1)) {
    count += 1;
  }
  return count;
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

/**
 * What to say of an environment file that is not there: of one that a person has named, and of a plugin's own where the
 * plugin shows what stands in one; undefined where nothing is missed.
 */
export async function missingEnvironmentFile(
  file: string,
  { isNamed, ...where }: Omit<Reading, 'kind'> & { readonly isNamed: boolean },
): Promise<string | undefined> {
  const example = path.join(path.dirname(file), EXAMPLE);
  const isShown =
    (await readText(example, { ...where, kind: 'environment file' }).catch(() => undefined)) !== undefined;
  where.signal?.throwIfAborted();
  const missing = `There is no environment file ${file}; the server starts without it.`;
  return isShown ? `${missing} Copy ${EXAMPLE} beside it, and fill in what it shows.` : isNamed ? missing : undefined;
}

/** By its usual name, what an environment file holds without its values. */
const EXAMPLE = '.env.example';
