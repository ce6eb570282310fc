import { keyOf, type MappingNode, type Node, type Pair, type ScalarNode } from '../parse/node';
import type { Edit, Fix } from '../finding';
import { lineEnd, lineStart, type TextRange } from '../parse/text-range';

/**
 * Takes a key with its value out of a mapping.
 * Undefined where more than that would change: the mapping's only key, a value that others refer to by an anchor.
 */
export function removeKey(target: MappingNode, key: ScalarNode, text: string): Edit | undefined {
  const index = target.pairs.findIndex((pair) => pair.key === key);
  const pair = target.pairs[index];
  if (!pair || target.pairs.length < 2) {
    return undefined;
  }
  const range = target.flow ? inFlow(target, index) : inBlock(target, pair, index, text);
  return range && !/(?:^|\s)&\S/.test(text.slice(range.start, range.end)) ? { range, replace: '' } : undefined;
}

/** {@link removeKey} as a fix. */
export function removalFix(target: MappingNode, key: ScalarNode, text: string): Fix | undefined {
  const edit = removeKey(target, key, text);
  return edit && { title: `Remove ${key.text}`, ...edit };
}

/** Where keys are added behind a mapping's last, and how a line of them begins; undefined where templates or tags forbid. */
export interface Addition {
  readonly at: TextRange;
  /** What goes between the keys and in front of the first, a line break and indentation or a comma. */
  readonly separator: string;
  readonly isFirst: boolean;
}

export function additionTo(target: MappingNode, text: string): Addition | undefined {
  const last = target.pairs.at(-1);
  if (target.flow) {
    const at = last ? contentEnd(last) : target.range.start + 1;
    return { at: { start: at, end: at }, separator: ', ', isFirst: !last };
  }
  const first = target.pairs[0];
  if (!first || !last) {
    return undefined;
  }
  const end = lineEnd(text, trimmedEnd(contentEnd(last), text));
  const column = first.key.range.start - lineStart(text, first.key.range.start);
  const before = lineStart(text, end);
  const lineBreak = text.charAt(end) === '\r' || text.startsWith('\r\n', before - 2) ? '\r\n' : '\n';
  return { at: { start: end, end }, separator: lineBreak + ' '.repeat(column), isFirst: false };
}

/** The pairs of a mapping as written that have this key. */
export function pairsOf(target: MappingNode, name: string): Pair[] {
  return target.pairs.filter((pair) => keyOf(pair)?.text === name);
}

function inFlow({ pairs }: MappingNode, index: number): TextRange | undefined {
  const [before, pair, after] = [pairs[index - 1], pairs[index], pairs[index + 1]];
  if (!pair) {
    return undefined;
  }
  return after
    ? { start: pair.key.range.start, end: after.key.range.start }
    : { start: before ? contentEnd(before) : pair.key.range.start, end: contentEnd(pair) };
}

function inBlock({ pairs }: MappingNode, pair: Pair, index: number, text: string): TextRange | undefined {
  const { start } = pair.key.range;
  const line = lineStart(text, start);
  if (text.slice(line, start).trim() !== '') {
    // The first key behind a dash: the next one moves up to it.
    const next = pairs[index + 1];
    return next && text.slice(line, start).trim().endsWith('-') ? { start, end: next.key.range.start } : undefined;
  }
  const end = lineEnd(text, trimmedEnd(contentEnd(pair), text));
  const isLastLine = end >= text.length;
  if (isLastLine) {
    return { start: line - (text.startsWith('\r\n', line - 2) ? 2 : Math.min(line, 1)), end };
  }
  return { start: line, end: end + (text.startsWith('\r\n', end) ? 2 : 1) };
}

/** Where what was written of a pair ends; collections end where their last content does. */
function contentEnd(pair: Pair): number {
  return Math.max(pair.key.range.end, endOf(pair.value));
}

/** Where what was written of a node ends. */
export function endOf(node: Node): number {
  if (node.is === 'mapping' && !node.flow) {
    const last = node.pairs.at(-1);
    return last ? contentEnd(last) : node.range.end;
  }
  const item = node.is === 'sequence' && !node.flow ? node.items.at(-1) : undefined;
  return item ? endOf(item) : node.range.end;
}

/** The end of the last character before a place that is not white. */
export function trimmedEnd(end: number, text: string): number {
  let at = end;
  while (at > 0 && /\s/.test(text.charAt(at - 1))) {
    at -= 1;
  }
  return at;
}
