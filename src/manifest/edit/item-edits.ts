import type { SequenceNode } from '../parse/node';
import type { Edit } from '../finding';
import { lineStart } from '../parse/text-range';

/**
 * Adds an item behind a sequence's last, in the way in which that is written.
 * Undefined for an empty one that is no flow sequence: nobody knows where its items would stand.
 * @param item As YAML writes it.
 */
export function addItem(target: SequenceNode, item: string, text: string): Edit | undefined {
  const last = target.items.at(-1);
  if (target.flow) {
    const at = last ? last.range.end : target.range.start + 1;
    const isMultiLine = last !== undefined && text.slice(target.range.start, last.range.start).includes('\n');
    const from = last ? lineStart(text, last.range.start) : 0;
    const before = last ? text.slice(from, last.range.start) : '';
    const indent = before.slice(0, before.length - before.trimStart().length);
    const separator = last ? (isMultiLine ? `,\n${indent}` : ', ') : '';
    return { range: { start: at, end: at }, replace: separator + item };
  }
  if (last?.is !== 'scalar') {
    return undefined;
  }
  const start = lineStart(text, last.range.start);
  const dash = text.slice(start, last.range.start);
  return /^[ ]*-[ ]+$/.test(dash)
    ? { range: { start: last.range.end, end: last.range.end }, replace: `\n${dash}${item}` }
    : undefined;
}
