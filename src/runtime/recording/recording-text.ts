import { isObject } from '../../base/json';
import { jsonProblem } from '../../base/json-error';
import { lineAndColumn } from '../../base/line-and-column';
import { WorkbenchError } from '../../base/workbench-error';
import { DEEPEST_JSON, tooDeepAt } from '../../base/json-depth';
import type { Body, Headers, RecordedCall } from './cloud-call';
import { RECORDING_VERSION } from './recording';

/** How a recording is written: for people to read, to edit, and to compare. */
export function recordingText(calls: readonly RecordedCall[]): string {
  return `${JSON.stringify({ version: RECORDING_VERSION, calls }, null, 2)}\n`;
}

/**
 * Reads a recording, which people may have edited.
 * @param file Where it stands, for what is said of it.
 * @throws WorkbenchError with its line for one that is cut off, of another version, or says of a call what no call is
 */
export function readRecording(text: string, file: string): RecordedCall[] {
  const value = parsed(text, file);
  const version = isObject(value) ? value['version'] : undefined;
  if (!isObject(value) || !Array.isArray(value['calls'])) {
    throw broken(file, 'It has no list of "calls".', 1);
  }
  if (version !== RECORDING_VERSION) {
    throw new WorkbenchError({
      what: `The recording ${file} is of another version.`,
      why: `Its version is ${version === undefined ? 'not told' : JSON.stringify(version)}, and ${RECORDING_VERSION} is read here.`,
      where: { file, line: 1 },
      next: {
        title: typeof version === 'number' && version > 1 ? 'Update Plugin Workbench, or record again' : 'Record again',
      },
    });
  }
  return value['calls'].map((call: unknown, index) => {
    const wrong = wrongIn(call);
    if (wrong !== undefined) {
      throw broken(file, `Call ${index + 1} ${wrong}.`, lineOfCall(text, index));
    }
    return { times: 1, when: '', request: {}, ...(call as Partial<RecordedCall>) } as RecordedCall;
  });
}

function parsed(text: string, file: string): unknown {
  const deep = tooDeepAt(text);
  if (deep !== undefined) {
    throw broken(file, `It is nested more than ${DEEPEST_JSON} levels deep.`, lineAndColumn(text, deep).line);
  }
  try {
    return JSON.parse(text);
  } catch {
    const { offset, words } = jsonProblem(text) ?? { offset: text.length, words: 'its end' };
    const isCut = text.slice(offset).trim() === '';
    const { line } = lineAndColumn(text, Math.min(offset, text.trimEnd().length));
    throw broken(file, isCut ? 'It is cut off: its end is missing.' : `It stops being JSON there: ${words}.`, line);
  }
}

/** What is wrong with a call, as the rest of a sentence; undefined when nothing is. */
function wrongIn(call: unknown): string | undefined {
  if (!isObject(call)) {
    return 'is no object';
  }
  const { method, address, when = '', times = 1, request = {}, answer } = call;
  if (typeof method !== 'string' || !/^[A-Z][A-Z-]{0,30}$/.test(method)) {
    return 'has no "method" such as "GET"';
  }
  if (typeof address !== 'string' || !/^https?:\/\//.test(address) || !URL.canParse(address)) {
    return 'has no "address" that begins with https:// or http://';
  }
  if (typeof times !== 'number' || !Number.isInteger(times) || times < 1 || times > 1_000_000) {
    return 'says in "times" how often it was made, a whole number from 1 on';
  }
  if (typeof when !== 'string') {
    return 'has a "when" that is no text';
  }
  if (!isObject(request) || !isBody(request['body']) || !areHeaders(request['headers'], false)) {
    return `has a "request" whose body or headers cannot be read: ${BODY}`;
  }
  if (!isObject(answer)) {
    return 'has no "answer"';
  }
  const { status, headers, body, trailers } = answer;
  if (typeof status !== 'number' || !Number.isInteger(status) || status < 200 || status > 599) {
    return 'has no "status" from 200 to 599 in its answer';
  }
  return areHeaders(headers, true) && areHeaders(trailers, true)
    ? isBody(body)
      ? undefined
      : `has a body in its answer that cannot be read: ${BODY}`
    : 'has headers in its answer that are no texts under names of headers';
}

const BODY = 'a body is { "json": … }, { "text": "…" } or { "base64": "…" }';

function isBody(value: unknown): value is Body | undefined {
  if (value === undefined) {
    return true;
  }
  const [kind, ...more] = isObject(value) ? Object.keys(value) : [];
  const content = isObject(value) && kind !== undefined ? value[kind] : undefined;
  return (
    more.length === 0 && (kind === 'json' || ((kind === 'text' || kind === 'base64') && typeof content === 'string'))
  );
}

function areHeaders(value: unknown, mayBeSeveral: boolean): value is Headers | undefined {
  // What is refused here would be refused by the one who sends it, in the middle of an answer.
  const isLine = (text: unknown): boolean => typeof text === 'string' && /^[\t\x20-\x7e\x80-\xff]*$/.test(text);
  return (
    value === undefined ||
    (isObject(value) &&
      Object.entries(value).every(
        ([name, line]) =>
          /^[a-z0-9!#$%&'*+.^_`|~-]+$/.test(name) &&
          (isLine(line) || (mayBeSeveral && Array.isArray(line) && line.every(isLine))),
      ))
  );
}

/** The line on which a call begins, in the way in which recordings are written. */
export function lineOfCall(text: string, index: number): number {
  const begins = [...text.matchAll(/^ {4}\{/gm)][index];
  return begins === undefined ? 1 : lineAndColumn(text, begins.index).line;
}

function broken(file: string, why: string, line: number): WorkbenchError {
  return new WorkbenchError({
    what: `The recording ${file} cannot be replayed.`,
    why,
    where: { file, line },
    next: { title: 'Correct it there, or record again' },
  });
}
