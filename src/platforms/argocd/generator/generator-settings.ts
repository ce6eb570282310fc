import type { Files } from '../../../base/files';
import { isObject, type Json, type JsonObject } from '../../../base/json';
import { jsonProblem } from '../../../base/json-error';
import { lineAndColumn } from '../../../base/line-and-column';
import { join } from '../../../base/paths';
import { WorkbenchError } from '../../../base/workbench-error';

/** The file in which an author says of a generator what its source does not show. */
export const SETTINGS_FILE = 'argocd-generator.json';

/** What stands in it. `${port}` and `${debugPort}` in a word stand for the ports of a start. */
export interface GeneratorSettings {
  /** The program and its arguments that start the server. */
  readonly command?: readonly string[];
  /** The variables by which it is told where it listens and what its callers send. */
  readonly variables?: Readonly<Record<VariableRole, string>>;
  readonly debug?: DebugSettings;
}

export interface DebugSettings {
  /** The editor's debug type. */
  readonly type: string;
  /** What starts the server under a debugger that listens on `${debugPort}`. */
  readonly command?: readonly string[];
  readonly variables?: Readonly<Record<string, string>>;
  /** What the editor's debugger is told to attach. */
  readonly attach: JsonObject;
}

export type VariableRole = 'port' | 'host' | 'address' | 'token' | 'tokenFile';
const roles: readonly VariableRole[] = ['port', 'host', 'address', 'token', 'tokenFile'];

/**
 * What an author says of the generator in a folder; nothing where there is no file.
 * @throws WorkbenchError at its line for a file that says something else
 */
export async function generatorSettings(folder: string, files: Files): Promise<GeneratorSettings> {
  const file = join(folder, SETTINGS_FILE);
  const text = await files.read(file);
  if (text === undefined) {
    return {};
  }
  const content = parsed(text, file);
  const wrong = misfitOf(content);
  if (wrong !== undefined) {
    throw new WorkbenchError({
      what: `${SETTINGS_FILE} cannot be used: ${wrong}.`,
      where: { file },
      next: { title: 'Correct it' },
    });
  }
  return content as GeneratorSettings;
}

function parsed(text: string, file: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    const { offset, words } = jsonProblem(text) ?? { offset: text.length, words: 'its end' };
    const { line } = lineAndColumn(text, offset);
    throw new WorkbenchError({ what: `${SETTINGS_FILE} is not JSON.`, why: `${words}.`, where: { file, line } });
  }
}

function misfitOf(content: Json): string | undefined {
  if (!isObject(content)) {
    return 'it is an object';
  }
  const { command, variables, debug } = content;
  if (!isCommand(command)) {
    return '"command" is a list of texts, the program first';
  }
  if (!isTexts(variables) || Object.keys(variables ?? {}).some((key) => !roles.some((role) => role === key))) {
    return `"variables" has names of variables under ${roles.join(', ')}`;
  }
  if (debug === undefined) {
    return undefined;
  }
  const fits =
    isObject(debug) &&
    typeof debug['type'] === 'string' &&
    isObject(debug['attach']) &&
    isCommand(debug['command']) &&
    isTexts(debug['variables']);
  return fits ? undefined : '"debug" has a "type" and what to "attach" with, and may have a "command" and "variables"';
}

function isCommand(value: Json | undefined): boolean {
  const isWords = Array.isArray(value) && value.every((word) => typeof word === 'string') && value[0] !== '';
  return value === undefined || (isWords && value.length > 0);
}

function isTexts(value: Json | undefined): value is Record<string, string> | undefined {
  return value === undefined || (isObject(value) && Object.values(value).every((text) => typeof text === 'string'));
}
