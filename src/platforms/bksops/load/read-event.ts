import type { LoaderEvent, RunEvent } from './loader-event';

type Judge = (value: unknown) => boolean;

const text: Judge = (value) => typeof value === 'string';
const flag: Judge = (value) => typeof value === 'boolean';
const count: Judge = (value) => Number.isSafeInteger(value) && Number(value) >= 0;
const line: Judge = (value) => count(value) && value !== 0;
const object: Judge = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);
const absentOr =
  (judge: Judge): Judge =>
  (value) =>
    value === undefined || judge(value);
const noneOr =
  (judge: Judge): Judge =>
  (value) =>
    value === undefined || value === null || judge(value);
const listOf =
  (judge: Judge): Judge =>
  (value) =>
    Array.isArray(value) && value.every(judge);
const oneOf =
  (...words: readonly string[]): Judge =>
  (value) =>
    words.some((word) => word === value);
const shape =
  (fields: Readonly<Record<string, Judge>>): Judge =>
  (value) => {
    const own = object(value) ? new Map(Object.entries(value as object)) : undefined;
    return own !== undefined && Object.entries(fields).every(([key, judge]) => judge(own.get(key)));
  };

const frame = shape({ file: text, line, name: text });
const error = shape({
  ...{ type: text, message: text, frames: listOf(frame), innermost: noneOr(frame), name: noneOr(text) },
  syntax: absentOr(shape({ file: noneOr(text), line: noneOr(line), text })),
  ...{ missing: noneOr(text), shadow: noneOr(text), tried: absentOr(listOf(text)) },
});
const requirement = shape({
  ...{ line: text, at: noneOr(line), installed: absentOr(text) },
  ...{ fits: flag, needed: absentOr(flag) },
});
const place = { source: count, module: count };

const EVENTS: ReadonlyMap<unknown, Judge> = new Map<LoaderEvent['is'] | RunEvent['is'], Judge>([
  ['source', shape({ source: count })],
  ['source failed', shape({ source: count, error })],
  ['module', shape({ ...place, name: text })],
  ['failed', shape({ ...place, error })],
  [
    'loaded',
    shape({
      ...{ ...place, forks: count, isPackage: flag, ignored: flag, file: noneOr(text) },
      shadow: absentOr(shape({ source: noneOr(text), file: text })),
    }),
  ],
  [
    'component',
    shape({
      ...{ code: text, version: text, name: text, group: text, description: absentOr(text), icon: absentOr(text) },
      ...{ class: text, hasForm: flag, embedded: flag, file: noneOr(text), line: noneOr(line), replaces: noneOr(text) },
    }),
  ],
  ['requirements', shape({ file: noneOr(text), late: flag, requirements: listOf(requirement) })],
  ['kept', shape({ versions: listOf(text) })],
  ['debugger', shape({ port: line })],
  ['no component', shape({ known: (value) => object(value) && Object.values(value as object).every(listOf(text)) })],
  ['running', shape({ version: text })],
  ['inputs', shape({ inputs: object })],
  ['log', shape({ level: text, text })],
  ['schedule', shape({ count, callback: flag })],
  ['never', shape({ why: oneOf('no schedule', 'limit') })],
  ['outputs', shape({ outputs: object })],
  ['raised', shape({ error })],
  ['result', shape({ result: flag })],
]);

/**
 * Judges what a process tells in which code of others runs, which can find what tells and use it itself; undefined for
 * what sops_loader.py never tells.
 */
export function readEvent(told: Readonly<Record<string, unknown>>): LoaderEvent | RunEvent | undefined {
  return EVENTS.get(told['is'])?.(told) === true ? (told as unknown as LoaderEvent | RunEvent) : undefined;
}
