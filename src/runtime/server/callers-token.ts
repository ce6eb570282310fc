import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { WorkbenchError } from '../../base/workbench-error';
import { readText } from '../files/read-file';
import type { Redactor } from '../secrets/redactor';
import type { PresentedFile, Variables } from './launch-recipe';
import type { ServerStart } from './test-server';

/** The token that callers of a test server send, and how the server comes to know it. */
export interface CallersToken extends AsyncDisposable {
  /** Undefined for a server that asks for none. */
  readonly token: string | undefined;
  /** A person's variables, with those that tell the server its token. */
  readonly environment: Variables;
  /** What stands for the file that the server reads the token from, where no variable names another. */
  readonly presented: PresentedFile | undefined;
  /** What to say of it, a line each. */
  readonly notes: readonly string[];
}

/**
 * The token of one start: the one that was given for it, or else what the person's variables tell the server, or else
 * one that is made for this start. It is hidden from then on.
 * @throws WorkbenchError when the variables name a file that has none
 */
export async function tokenOfCallers(
  { recipe, environment, token: given }: Pick<ServerStart, 'recipe' | 'environment' | 'token'>,
  redactor: Redactor,
): Promise<CallersToken> {
  const { variable, fileVariable, file } = recipe.token ?? {};
  if (recipe.token === undefined) {
    return { token: given, environment, presented: undefined, notes: [], [Symbol.asyncDispose]: nothing };
  }
  const told = given === undefined ? await toldBy(environment, { variable, fileVariable }, recipe.cwd) : undefined;
  if (told !== undefined) {
    redactor.hide([told]);
    return { token: told, environment, presented: undefined, notes: [], [Symbol.asyncDispose]: nothing };
  }
  const token = given ?? randomBytes(24).toString('hex');
  redactor.hide([token]);
  const kept = fileVariable ?? file;
  if (kept === undefined) {
    const own = variable === undefined ? {} : { [variable]: token };
    return {
      token,
      environment: { ...environment, ...own },
      presented: undefined,
      notes: [`Its token stands in ${variable ?? 'no variable'} for this start.`],
      [Symbol.asyncDispose]: nothing,
    };
  }
  const folder = await mkdtemp(path.join(tmpdir(), 'plugin-workbench-token-'));
  const place = path.join(folder, 'token');
  await writeFile(place, token, { mode: 0o600 });
  return {
    token,
    environment: fileVariable === undefined ? environment : { ...environment, [fileVariable]: place },
    presented: fileVariable === undefined && file !== undefined ? { at: file, path: place } : undefined,
    notes: [
      fileVariable === undefined
        ? `Its token is read from ${place} in place of ${kept} for this start.`
        : `Its token is read from ${place}, which ${fileVariable} names for this start.`,
    ],
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}

async function toldBy(
  environment: Variables,
  { variable, fileVariable }: { readonly variable: string | undefined; readonly fileVariable: string | undefined },
  cwd: string,
): Promise<string | undefined> {
  const inVariable = variable === undefined ? undefined : environment[variable];
  const named = fileVariable === undefined ? undefined : environment[fileVariable];
  if (inVariable !== undefined || named === undefined) {
    return inVariable;
  }
  const file = path.resolve(cwd, named);
  const text = (await readText(file, { kind: 'request', within: 'anywhere' }))?.trim();
  if (!text) {
    throw new WorkbenchError({
      what: `There is no token in ${named}, which ${fileVariable} names.`,
      where: { file },
      next: { title: `Write the token into it, or take ${fileVariable} out: a new one is made then` },
    });
  }
  return text;
}

function nothing(): Promise<void> {
  return Promise.resolve();
}
