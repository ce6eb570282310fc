import {
  absentOr,
  count,
  flag,
  line,
  listOf,
  noneOr,
  object,
  oneOf,
  shape,
  text,
  type Judge,
} from '../../../runtime/loading/event-shapes';
import type { LoaderEvent, RunEvent } from './loader-event';

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
