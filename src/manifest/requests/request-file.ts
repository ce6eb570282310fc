import { isObject } from '../../base/json';
import { stringify } from 'yaml';
import { join } from '../../base/paths';
import { WorkbenchError } from '../../base/workbench-error';
import type { DocumentCut } from '../parse/document-cuts';
import { checkedContent } from './checked-content';
import { requestKind } from './request-kind';

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

/** What every request must be, whatever is known of its method. */
const header = requestKind(() => undefined);
const REFERENCE = /\$\{profile(?::([^}]*))?\}/g;

/**
 * Reads a request: one document of a file, by the same reading that recognizes and checks it.
 * @param cut Which of the file's documents; the text is the only one unless given.
 * @throws WorkbenchError in the words of the check, at the line that is wrong.
 */
export function readRequest(text: string, file: string, cut: DocumentCut = { start: 0, text }): RequestFile {
  const content = checkedContent(header, text, file, cut, {
    what: 'The request cannot be sent as it stands.',
    nothing: 'A request has a "call", such as Collector.init, and a "message".',
  }) as unknown as Pick<RequestFile, 'call' | 'message'> & { readonly profile?: string | null };
  const { call, message } = content;
  return { call, profile: content.profile ?? undefined, message };
}

/** Where the request for a method is kept: in the plugin's own folder, so that it is shared with the plugin. */
export function requestPath(folder: string, call: string): string {
  return join(folder, 'requests', `${call}.yaml`);
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
