import { isObject, type Json, type JsonObject } from '../../base/json';
import { getOwn, setOwn } from '../../base/own-key';
import { WorkbenchError } from '../../base/workbench-error';
import { HIDDEN } from './answer-text';

/**
 * A value of an earlier answer in a message: `${answer:Collector.init}` is all of it, and
 * `${answer:Job.get_tasks:tasks.0.task_options}` what stands at a path in it. Of a method that answers with several
 * messages, the path begins with the number of one of them, from 0 on.
 */
const REFERENCE = /\$\{answer:([^}:]+)(?::([^}]*))?\}/g;

/** The methods to whose answers a message refers, each once. */
export function answersNamed(message: unknown): string[] {
  return [...new Set([...JSON.stringify(message).matchAll(REFERENCE)].map(([, call = '']) => call))];
}

/**
 * The message with its references replaced: one that stands alone by the value as it is, one in a text by its words.
 * @param answers The messages that each method answered with.
 * @throws WorkbenchError where an answer has nothing at a path, or a secret, which is not kept
 */
export function fillAnswers(message: JsonObject, answers: ReadonlyMap<string, readonly Json[]>): JsonObject {
  return replaced(message, answers) as JsonObject;
}

function replaced(value: Json, answers: ReadonlyMap<string, readonly Json[]>): Json {
  if (typeof value === 'string') {
    const parts = [...value.matchAll(REFERENCE)];
    const [only] = parts;
    return only?.[0] === value
      ? valueOf(only, answers)
      : value.replace(REFERENCE, (...found: string[]) => wordsOf(valueOf(found, answers)));
  }
  if (Array.isArray(value)) {
    return value.map((each) => replaced(each, answers));
  }
  if (!isObject(value)) {
    return value;
  }
  const filled: Record<string, Json> = {};
  Object.entries(value).forEach(([key, each]) => setOwn(filled, key, replaced(each, answers)));
  return filled;
}

function wordsOf(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function valueOf(
  [all = '', call = '', path = '']: readonly string[],
  answers: ReadonlyMap<string, readonly Json[]>,
): Json {
  const messages = answers.get(call) ?? [];
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
