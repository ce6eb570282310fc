import { parseDocument, stringify } from 'yaml';
import { WorkbenchError } from '../../base/workbench-error';

/**
 * A request kept in a file, so that it can be edited, sent again and shared:
 *
 *     call: Collector.verify
 *     profile: my-account        # optional: a credential profile
 *     message:
 *       options: {}
 *       secret_data: ${profile}
 *
 * Secrets stand in it only as references: `${profile}` is all that the profile holds, `${profile:NAME}` one value of it.
 */
export interface RequestFile {
  /** Service and method, such as `Collector.verify`. */
  readonly call: string;
  readonly profile: string | undefined;
  readonly message: Readonly<Record<string, unknown>>;
}

const HEADER = /^call:[ \t]*\S/m;
const REFERENCE = /\$\{profile(?::([^}]*))?\}/g;

/** True when the text has the header of a request file: `call` at the left margin, and `message`. */
export function isRequestFile(text: string): boolean {
  return HEADER.test(text) && /^message:/m.test(text);
}

/**
 * Reads a request file.
 * @throws WorkbenchError at the line that is wrong.
 */
export function readRequestFile(text: string, file: string): RequestFile {
  const document = parseDocument(text, { prettyErrors: false, merge: true });
  const error = document.errors[0];
  if (error) {
    const line = text.slice(0, error.pos[0]).split('\n').length;
    throw new WorkbenchError({ what: 'The request is not valid YAML.', why: error.message, where: { file, line } });
  }
  const content: unknown = document.toJS({ maxAliasCount: 100 });
  if (!isObject(content) || typeof content['call'] !== 'string') {
    throw new WorkbenchError({
      what: 'A request begins with "call", such as "call: Collector.init".',
      where: { file, line: 1 },
    });
  }
  const { call, profile, message = {} } = content;
  if (!isObject(message)) {
    throw new WorkbenchError({
      what: '"message" holds the fields of the request by name.',
      where: { file, line: lineOf(text, 'message') },
    });
  }
  if (profile !== undefined && profile !== null && typeof profile !== 'string') {
    throw new WorkbenchError({
      what: '"profile" is the name of a credential profile.',
      where: { file, line: lineOf(text, 'profile') },
    });
  }
  return { call, profile: profile ?? undefined, message };
}

/** The text of a new request file. */
export function writeRequestFile(call: string, message: unknown): string {
  return [
    `# A request that Plugin Workbench sends to the plugin's test server. Keep it with the plugin; secrets stay out of it:`,
    '# name a credential profile, and ${profile} stands for its values, ${profile:NAME} for one of them.',
    stringify({ call, message }, { lineWidth: 0 }),
  ].join('\n');
}

/** True when the request asks for the values of a profile. */
export function refersToProfile(message: unknown): boolean {
  return JSON.stringify(message).includes('${profile');
}

/**
 * The message with its references replaced by the profile's values.
 * @throws WorkbenchError when it asks for a value that the profile does not have.
 */
export function fillIn(
  message: RequestFile['message'],
  values: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  return replaceIn(message, values) as Record<string, unknown>;
}

function replaceIn(value: unknown, values: Readonly<Record<string, unknown>>): unknown {
  if (typeof value === 'string') {
    return value === '${profile}'
      ? { ...values }
      : value.replace(REFERENCE, (_all, name?: string) => valueOf(name, values));
  }
  if (Array.isArray(value)) {
    return value.map((item) => replaceIn(item, values));
  }
  return isObject(value)
    ? Object.fromEntries(Object.entries(value).map(([key, item]) => [key, replaceIn(item, values)]))
    : value;
}

function valueOf(name: string | undefined, values: Readonly<Record<string, unknown>>): string {
  const value = name !== undefined && Object.hasOwn(values, name) ? values[name] : undefined;
  if (value === undefined) {
    const names = Object.keys(values);
    throw new WorkbenchError({
      what:
        name === undefined
          ? '"${profile}" stands alone as a value, never inside a text.'
          : `The credential profile has no value named ${name}.`,
      why: names.length > 0 ? `It has ${names.join(', ')}.` : 'The request names no profile, or an empty one.',
    });
  }
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function lineOf(text: string, key: string): number {
  return Math.max(1, text.split('\n').findIndex((line) => line.startsWith(`${key}:`)) + 1);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
