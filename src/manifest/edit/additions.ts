import type { Change } from '../../base/scaffold-edit';
import type { Dialect } from '../dialects/dialect';
import { keyOf, type MappingNode, type Node, type Pair, type SequenceNode } from '../parse/node';
import { lineEnd, lineStart } from '../parse/text-range';
import { additionTo, endOf, trimmedEnd } from './key-edits';
import { blockLines, entryLines, flowEntry, flowText, indented, itemLines, type Written } from './written-value';

/** Where something is added. */
export interface AddedTo {
  /** A document's own text, with lines that end in LF. */
  readonly text: string;
  readonly dialect: Dialect;
  /** Where the document begins in its file, from which the changes count. */
  readonly start: number;
}

/**
 * Adds items behind the last of the list that a mapping has under a key; makes the list where there is none, or nothing
 * under the key. Undefined where anything else stands there.
 */
export function addItems(owner: MappingNode, key: string, items: readonly Written[], to: AddedTo): Change | undefined {
  const pair = pairOf(owner, key);
  if (!pair) {
    return addEntry(owner, key, items, to);
  }
  const list = pair.value;
  if (isNothing(list)) {
    return fill(owner, pair, items, to);
  }
  if (list.is !== 'sequence') {
    return undefined;
  }
  return list.flow ? shifted(inFlow(list, items.map(flowText)), to.start) : behindItems(list, items, to);
}

/** Adds an entry to the mapping that another has under a key, as {@link addItems} does to a list. */
export function addEntryUnder(
  owner: MappingNode,
  key: string,
  [name, value]: readonly [string, Written],
  to: AddedTo,
): Change | undefined {
  const pair = pairOf(owner, key);
  const whole = new Map([[name, value]]);
  if (!pair) {
    return addEntry(owner, key, whole, to);
  }
  if (isNothing(pair.value)) {
    return fill(owner, pair, whole, to);
  }
  return pair.value.is === 'mapping' ? addEntry(pair.value, name, value, to) : undefined;
}

/** Adds an entry behind the last of a mapping. */
export function addEntry(
  owner: MappingNode,
  key: string,
  value: Written,
  { text, dialect, start }: AddedTo,
): Change | undefined {
  const addition = additionTo(owner, text);
  if (!addition) {
    return undefined;
  }
  const { at, separator, isFirst } = addition;
  const added = owner.flow ? flowEntry(key, value) : entryLines(key, value, dialect).join(separator);
  return shifted({ ...at, text: (isFirst ? '' : separator) + added }, start);
}

function pairOf(owner: MappingNode, key: string): Pair | undefined {
  return owner.pairs.find((pair) => keyOf(pair)?.text === key);
}

/** A place where a value is still to be written: `[]`, `{}`, or nothing at all. */
function isNothing(node: Node): boolean {
  switch (node.is) {
    case 'scalar':
      return node.style === 'plain' && !node.masked && /^(?:~|null)?$/i.test(node.text);
    case 'sequence':
      return node.flow && node.items.length === 0;
    case 'mapping':
      return node.flow && node.pairs.length === 0;
    case 'alias':
      return false;
  }
}

/** Writes a value below its key, in the place of nothing. */
function fill(owner: MappingNode, { key, value }: Pair, written: Written, { text, dialect, start }: AddedTo): Change {
  const colon = text.indexOf(':', key.range.end) + 1;
  const end = Math.max(colon, value.range.end);
  if (owner.flow) {
    return shifted({ start: colon, end, text: ` ${flowText(written)}` }, start);
  }
  const column = key.range.start - lineStart(text, key.range.start);
  const lines = indented(blockLines(written, dialect), column + 2);
  const rest = text.slice(end, lineEnd(text, end));
  // A comment behind the nothing stays on the line of the key.
  return shifted({ start: colon, end: lineEnd(text, end), text: [rest.trimEnd(), ...lines].join('\n') }, start);
}

function inFlow({ range, items }: SequenceNode, added: readonly string[]): Change {
  const last = items.at(-1);
  const at = last ? endOf(last) : range.start + 1;
  return { start: at, end: at, text: (last ? ', ' : '') + added.join(', ') };
}

function behindItems(
  { items }: SequenceNode,
  added: readonly Written[],
  { text, dialect, start }: AddedTo,
): Change | undefined {
  const last = items.at(-1);
  const dash = last ? text.lastIndexOf('-', last.range.start - 1) : -1;
  if (!last || dash < 0) {
    return undefined;
  }
  const at = lineEnd(text, trimmedEnd(Math.max(endOf(last), dash + 1), text));
  const lines = added.flatMap((item) => itemLines(item, dialect));
  return shifted(
    { start: at, end: at, text: ['', ...indented(lines, dash - lineStart(text, dash))].join('\n') },
    start,
  );
}

function shifted({ start, end, text }: Change, by: number): Change {
  return { start: start + by, end: end + by, text };
}
