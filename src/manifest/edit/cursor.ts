import type { Node, ScalarNode } from '../parse/node';
import { follow } from '../parse/node';
import type { ParsedDocument } from '../parse/parse-document';
import type { Trail } from '../schema/schema-at';
import { finish, type Steps } from '../../base/steps';
import { lineEnd, lineStart, type TextRange } from '../parse/text-range';
import { openFlowIn, type OpenFlow } from '../parse/text-scan';
import { columnOf, holds, keysOutside, pairAt, targetAt, trailToLine } from './trail';

/** What may be written where the cursor stands, and what it replaces. */
export type Cursor =
  | {
      readonly is: 'key';
      /** Leads to the mapping that the key joins. */
      readonly trail: Trail;
      readonly range: TextRange;
      /** The mapping's other keys. */
      readonly present: ReadonlySet<string>;
      /** A value follows already. */
      readonly hasColon: boolean;
      readonly column: number;
      readonly flow: boolean;
      /** The quote with which the key begins. */
      readonly quote: string;
    }
  | {
      readonly is: 'value';
      readonly trail: Trail;
      readonly range: TextRange;
      /** The quote with which the value begins. */
      readonly quote: string;
    };

/** A key at the start of a line's content, and its colon. */
const keyed =
  /^("(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[^\s"'#[\]{},&*!|>%@`](?:[ \t]*(?:[^:# \t]|:(?=\S)|(?<=\S)#))*)([ \t]*):(?=[ \t]|$)/;

/**
 * Where a cursor stands in a document that may be half typed. The line of the cursor is taken out of the text before
 * it is parsed where it does not parse, so that one line costs one parse however long a person types on it.
 */
export function cursorsAt(text: string, offset: number, parse: (text: string) => ParsedDocument): Cursor[] {
  // eslint-disable-next-line require-yield
  const parseAtOnce = function* (each: string): Steps<ParsedDocument> {
    return parse(each);
  };
  return finish(cursorsInSteps(text, offset, parseAtOnce));
}

/** {@link cursorsAt} in parts. */
export function* cursorsInSteps(
  text: string,
  offset: number,
  parse: (text: string) => Steps<ParsedDocument>,
): Steps<Cursor[]> {
  const start = lineStart(text, offset);
  const end = lineEnd(text, offset);
  const line = text.slice(start, end);
  const head = /^(?:---[ \t])?[ \t]*(?:-[ \t]+)*/.exec(line)?.[0] ?? '';
  const content = start + head.length;
  const isBlank = content === end;
  if ((!isBlank && offset < content) || isInComment(line.slice(0, offset - start))) {
    return [];
  }
  const [, key = '', gap = ''] = keyed.exec(line.slice(head.length)) ?? [];
  const open = openFlowIn(text.slice(0, contentEnd(text, offset, end)));
  const whole = isBlank || open || /[[{,\]}]/.test(line) ? wellFormed(yield* parse(text)) : undefined;
  const inFlow = whole ? flowCursors(whole, text, offset) : open && (yield* unclosedCursors(text, offset, open, parse));
  if (inFlow) {
    return inFlow;
  }
  const onKey = key !== '' && offset <= content + key.length;
  const kept = onKey ? line : head + (key !== '' && goesOn(text, end, head.length) ? `${key}:` : '');
  const parsed = whole ? text : text.slice(0, start) + kept + text.slice(end);
  const root = whole ?? (yield* parse(parsed)).root;
  const column = isBlank ? offset - start : head.length;
  if (root && isInText(root, parsed, whole ? offset : Math.min(offset, start + kept.length), column)) {
    return [];
  }
  const dashes = [...head.matchAll(/-(?=[ \t])/g)].map(({ index }) => index).filter(() => !head.startsWith('---'));
  const trail = trailToLine(root, parsed, { start, dashes, column });
  if (!trail) {
    return [];
  }
  const keyEnd = content + key.length;
  if (key !== '' && offset > keyEnd + gap.length) {
    return valueCursor(text, { start: keyEnd + gap.length + 1, end }, offset, enter(trail, unquoted(key)));
  }
  const range = { start: isBlank ? offset : content, end: key === '' ? contentEnd(text, offset, end) : keyEnd };
  if (offset > range.end) {
    return [];
  }
  const at = trail.nodes.at(-1);
  const present = keysOutside(at, { start, end: whole ? end : start + kept.length });
  const quote = quoteAt(text, range);
  const asKey: Cursor = { is: 'key', trail, range, present, hasColon: key !== '', column, flow: false, quote };
  const asValue = key === '' && present.size === 0 ? valueCursor(text, { start: range.start, end }, offset, trail) : [];
  return [asKey, ...asValue];
}

/** True when what follows a line belongs to it, so that it would be lost without the key. */
function goesOn(text: string, end: number, column: number): boolean {
  const [, indent = '', first = ''] = /[\r\n]([ \t]*)([^\s#])/.exec(text.slice(end, end + 2000)) ?? [];
  return first !== '' && (indent.length > column || (indent.length === column && first === '-'));
}

function wellFormed(parsed: ParsedDocument): Node | undefined {
  return parsed.problems.some(({ code }) => code === 'manifest/syntax') ? undefined : parsed.root;
}

function enter({ nodes, steps }: Trail, key: string): Trail {
  const owner = nodes.at(-1);
  const target = owner && follow(owner);
  const value = target?.is === 'mapping' ? target.entries.get(key)?.value : undefined;
  return { nodes: [...nodes, value], steps: [...steps, key] };
}

function valueCursor(text: string, rest: TextRange, offset: number, trail: Trail): Cursor[] {
  let { start } = rest;
  while (start < offset && /[ \t]/.test(text.charAt(start))) {
    start += 1;
  }
  const quote = quoteAt(text, { start, end: rest.end });
  const close = quote === '' ? -1 : text.slice(start + 1, rest.end).indexOf(quote);
  const end = close >= 0 ? start + close + 2 : contentEnd(text, offset, rest.end);
  const isOpen = offset <= end && !(close >= 0 && offset === end);
  const hasValue = isOpen && (start > rest.start || text.charAt(start - 1) !== ':');
  return hasValue && !/^[[{&*!|>]/.test(text.slice(start, end))
    ? [{ is: 'value', trail, range: { start, end }, quote }]
    : [];
}

/** Where a line's content ends that goes on behind the cursor, without a comment. */
function contentEnd(text: string, offset: number, end: number): number {
  const behind = text.slice(offset, end);
  return offset + behind.replace(/(?:^|[ \t])#.*$/, '').trimEnd().length;
}

/** Inside a value of several lines, where a key or value of its own cannot begin. */
function isInText(root: Node, text: string, offset: number, column: number): boolean {
  const { node, trail } = targetAt(root, offset) ?? {};
  if (node?.is !== 'scalar' || lineStart(text, offset) <= node.range.start || node.style === 'plain') {
    return false;
  }
  const owner = trail?.nodes.at(-2);
  const parent = owner?.is === 'mapping' ? columnOf(owner.pairs[0]?.key.range.start ?? 0, text) : -1;
  return node.style === 'block' ? column > parent : offset < node.range.end;
}

function flowCursors(root: Node, text: string, offset: number): Cursor[] | undefined {
  const found = targetAt(root, offset);
  if (!found) {
    return undefined;
  }
  const { nodes, steps } = found.trail;
  const depth = nodes.findLastIndex(
    (node) => node && node.is !== 'alias' && node.is !== 'scalar' && node.flow && within(node.range, offset),
  );
  const node = nodes[depth];
  const trail = { nodes: nodes.slice(0, depth + 1), steps: steps.slice(0, depth) };
  if (node?.is === 'sequence') {
    const item = node.items.find(({ range }) => holds(range, offset));
    const place = { nodes: [...trail.nodes, item], steps: [...trail.steps, undefined] };
    return item && item.is !== 'scalar' ? [] : [{ is: 'value', trail: place, ...replaced(item, text, offset) }];
  }
  if (node?.is !== 'mapping') {
    return undefined;
  }
  const before = node.pairs.findLast(({ key }) => key.range.end <= offset);
  if (before?.key.is === 'scalar' && /^[ \t]*:[ \t][^,]*$/.test(text.slice(before.key.range.end, offset))) {
    const { value, key } = before;
    const item = holds(value.range, offset) ? value : undefined;
    return value.is === 'scalar'
      ? [{ is: 'value', trail: enter(trail, key.text), ...replaced(item, text, offset) }]
      : [];
  }
  const pair = pairAt(node, offset);
  const key =
    pair?.key.is === 'scalar' && holds(pair.key.range, offset) ? pair.key.range : { start: offset, end: offset };
  const range = onLineOf(offset, key, text);
  const hasColon = /^[ \t]*:/.test(text.slice(range.end, range.end + 50));
  const [present, quote] = [keysOutside(node, key), quoteAt(text, range)];
  return [{ is: 'key', trail, range, present, hasColon, column: 0, flow: true, quote }];
}

/** Where a cursor stands in flow collections that are still to be closed: they are, at the end of its line. */
function* unclosedCursors(
  text: string,
  offset: number,
  { start, closers }: OpenFlow,
  parse: (text: string) => Steps<ParsedDocument>,
): Steps<Cursor[] | undefined> {
  const line = lineStart(text, offset);
  if (line > start && columnOfContent(text, line) <= columnOfContent(text, lineStart(text, start))) {
    // Back at the margin: this is meant as the next key, not as what was left open above.
    return undefined;
  }
  const at = contentEnd(text, offset, lineEnd(text, offset));
  const before = text.slice(0, at) + closers;
  // What follows may only make sense without them.
  const root = wellFormed(yield* parse(before + text.slice(at))) ?? wellFormed(yield* parse(before));
  return (root ? flowCursors(root, before, offset) : undefined)?.map((cursor) => ({
    ...cursor,
    range: { start: cursor.range.start, end: Math.min(cursor.range.end, at) },
  }));
}

function columnOfContent(text: string, line: number): number {
  return /[^ \t]/.exec(text.slice(line, line + 1000))?.index ?? 0;
}

function replaced(
  node: ScalarNode | Node | undefined,
  text: string,
  offset: number,
): { range: TextRange; quote: string } {
  if (node?.is !== 'scalar' || node.range.end === node.range.start) {
    return { range: { start: offset, end: offset }, quote: '' };
  }
  return { range: onLineOf(offset, node.range, text), quote: quoteAt(text, node.range) };
}

/** The quote with which a range begins; empty where it begins with none. */
function quoteAt(text: string, { start, end }: TextRange): string {
  return /^["']/.exec(text.slice(start, Math.min(start + 1, end)))?.[0] ?? '';
}

/** The part of a range on the line of an offset: what is half typed there may have swallowed lines behind it. */
function onLineOf(offset: number, { start, end }: TextRange, text: string): TextRange {
  const line = lineStart(text, offset);
  return {
    start: start < line ? line + columnOfContent(text, line) : start,
    end: Math.min(end, lineEnd(text, offset)),
  };
}

function within({ start, end }: TextRange, offset: number): boolean {
  return start < offset && offset < end;
}

function isInComment(before: string): boolean {
  const bare = before.replace(/"(?:[^"\\]|\\.)*"|(?<=[\s:,[{-])'(?:[^']|'')*'/g, (string) => 'x'.repeat(string.length));
  return /(?:^|[ \t])#/.test(bare);
}

function unquoted(key: string): string {
  return key.replace(/^(["'])(.*)\1$/, '$2');
}
