import { setOwn } from '../../base/own-key';
import type { Steps } from '../../base/steps';

/** What becomes of the parts of a value when it is copied. */
export interface Copying {
  /** @param name The key under which it stands, be it in lists. */
  readonly leaf: (value: unknown, name: string | undefined) => Steps<unknown>;
  readonly key: (key: string) => Steps<string>;
}

/** A list or an object that is gone through, and the copy of it so far. */
interface Level {
  readonly from: Iterator<readonly [key: string | number, value: unknown]>;
  readonly into: Record<string, unknown>;
  /** Of a list: the key under which it stands. */
  readonly name: string | undefined;
  readonly isList: boolean;
}

/** The copy of a JSON value, in parts and without recursion: others say how deep it is. */
export function* copied(value: unknown, { leaf, key }: Copying): Steps<unknown> {
  const top: unknown[] = [];
  let count = 0;
  const levels = [levelOf([value], top as unknown as Level['into'], undefined)];
  for (let level = levels.at(-1); level; level = levels.at(-1)) {
    if (++count % ITEMS_A_TURN === 0) {
      yield;
    }
    const next = level.from.next();
    if (next.done === true) {
      levels.pop();
      continue;
    }
    const [at, item] = next.value;
    const name = level.isList ? level.name : String(at);
    const place = level.isList ? String(at) : yield* key(String(at));
    if (typeof item === 'object' && item !== null) {
      const into = (Array.isArray(item) ? [] : {}) as Level['into'];
      setOwn(level.into, place, into);
      levels.push(levelOf(item, into, name));
    } else {
      setOwn(level.into, place, yield* leaf(item, name));
    }
  }
  return top[0];
}

/** A list may hold millions of empty ones. */
const ITEMS_A_TURN = 1024;

function levelOf(from: object, into: Level['into'], name: string | undefined): Level {
  const isList = Array.isArray(from);
  const entries = isList ? (from as unknown[]).entries() : Object.entries(from).values();
  return { from: entries, into, name, isList };
}
