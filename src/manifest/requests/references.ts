import { isObject, type Json, type JsonObject } from '../../base/json';
import { getOwn, setOwn } from '../../base/own-key';
import { WorkbenchError } from '../../base/workbench-error';
import { HIDDEN } from './answer-text';

/** What the references of a message stand for. */
export interface ReferenceValues {
  /** Of the credential profile: `${profile}` is all of them as one mapping, `${profile:NAME}` one of them. */
  readonly profile?: Readonly<Record<string, unknown>> | undefined;
  /**
   * The messages that each method answered with: `${answer:Collector.init}` is all of it, and
   * `${answer:Job.get_tasks:tasks.0.task_options}` what stands at a path in it. Of a method that answers with several
   * messages, the path begins with the number of one of them, from 0 on.
   */
  readonly answers?: ReadonlyMap<string, readonly Json[]> | undefined;
  /** The content of credential files by their path: `${file:~/keys/account.json}`. */
  readonly files?: ReadonlyMap<string, JsonObject> | undefined;
}

const REFERENCE = /\$\{(profile|answer|file)(?::([^}]*))?\}/g;

/** True when the message asks for the values of a profile. */
export function refersToProfile(message: unknown): boolean {
  return JSON.stringify(message).includes('${profile');
}

/** The methods to whose answers a message refers, each once. */
export function answersNamed(message: unknown): string[] {
  return [...new Set(namedIn(message, 'answer').map((rest) => callIn(rest).call))];
}

/** The credential files to which a message refers, each once. */
export function filesNamed(message: unknown): string[] {
  return [...new Set(namedIn(message, 'file'))];
}

function namedIn(message: unknown, sort: string): string[] {
  const named: string[] = [];
  filled(message as Json, (text) => {
    for (const [, each, rest = ''] of text.matchAll(REFERENCE)) {
      named.push(...(each === sort && rest !== '' ? [rest] : []));
    }
    return text;
  });
  return named;
}

/**
 * The message with its references replaced: one that stands alone by the value as it is, one in a text by its words. What
 * they stand for is not looked through in turn: a server may answer with what looks like a reference.
 * @throws WorkbenchError for a value that is not there, or a secret of an answer, which is not kept
 */
export function fillIn(message: Readonly<Record<string, unknown>>, values: ReferenceValues): JsonObject {
  return filled(message as JsonObject, (text) => {
    const parts = [...text.matchAll(REFERENCE)];
    const [only] = parts;
    return only?.[0] === text
      ? valueOf(only, values)
      : text.replace(REFERENCE, (...found: string[]) => wordsOf(found, values));
  }) as JsonObject;
}

function filled(value: Json, textOf: (text: string) => Json): Json {
  if (typeof value === 'string') {
    return textOf(value);
  }
  if (Array.isArray(value)) {
    return value.map((each) => filled(each, textOf));
  }
  if (!isObject(value)) {
    return value;
  }
  const whole: Record<string, Json> = {};
  Object.entries(value).forEach(([key, each]) => setOwn(whole, key, filled(each, textOf)));
  return whole;
}

function valueOf([all = '', sort, rest]: readonly (string | undefined)[], values: ReferenceValues): Json {
  if (sort === 'answer') {
    return answerAt(all, rest ?? '', values.answers);
  }
  if (sort === 'file') {
    return values.files?.get(rest ?? '') ?? {};
  }
  return rest === undefined ? ({ ...values.profile } as JsonObject) : profileValue(rest, values.profile ?? {});
}

function wordsOf(found: readonly string[], values: ReferenceValues): string {
  const [all = '', sort = '', rest] = found;
  // Of a file there is no part, and of a profile its values have names.
  if (sort === 'file' || (sort === 'profile' && rest === undefined)) {
    throw new WorkbenchError({
      what: `"${all}" stands alone as a value, never inside a text.`,
      ...(sort === 'profile' && { why: namesOf(values.profile ?? {}) }),
    });
  }
  const value = valueOf([all, sort, rest], values);
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function profileValue(name: string, values: Readonly<Record<string, unknown>>): string {
  const value = Object.hasOwn(values, name) ? values[name] : undefined;
  if (value === undefined) {
    throw new WorkbenchError({ what: `The credential profile has no value named ${name}.`, why: namesOf(values) });
  }
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function namesOf(values: Readonly<Record<string, unknown>>): string {
  const names = Object.keys(values);
  return names.length > 0 ? `It has ${names.join(', ')}.` : 'The request names no profile, or an empty one.';
}

function callIn(rest: string): { readonly call: string; readonly path: string } {
  const [call = '', ...path] = rest.split(':');
  return { call, path: path.join(':') };
}

function answerAt(all: string, rest: string, answers: ReferenceValues['answers']): Json {
  const { call, path } = callIn(rest);
  const messages = answers?.get(call) ?? [];
  const [first = null] = messages;
  let at: Json | undefined = messages.length > 1 ? [...messages] : first;
  for (const step of path.split('.').filter(Boolean)) {
    at = isObject(at) ? getOwn(at, step) : Array.isArray(at) ? at[Number(step)] : undefined;
  }
  if (at === undefined) {
    throw new WorkbenchError({
      what: `The answer of ${call} has nothing at ${path}.`,
      why: `${all} stands for what is there.`,
      next: { title: `Call ${call} to see what it answers` },
    });
  }
  if (JSON.stringify(at).includes(HIDDEN)) {
    throw new WorkbenchError({
      what: `The answer of ${call} has a secret${path === '' ? '' : ` at ${path}`}, which is not kept.`,
      next: { title: 'Refer to a credential profile in its place' },
    });
  }
  return at;
}
