import { readerDoes, readScalar } from '../dialects/dialect';
import type { ManifestKind } from '../kind';
import { codeSpan } from './markdown';
import { innermost } from '../check/parts';
import { readOpenDocument, type OpenText } from '../open-document';
import { schemasAt } from '../schema/schema-at';
import { describeSchemas } from '../schema/schema-words';
import { shift, type TextRange } from '../parse/text-range';
import { targetAt } from './trail';

export interface Hover {
  /** Counts from the start of the file. */
  readonly range: TextRange;
  readonly markdown: string;
}

/** What the key or value at an offset of a file's text means; undefined where there is nothing to say. */
export function hoverAt(open: OpenText, offset: number, kinds: readonly ManifestKind[]): Hover | undefined {
  const { cut, parsed, kind: outer } = readOpenDocument(open, offset, kinds);
  const target = parsed.root && targetAt(parsed.root, offset - cut.start);
  if (!outer || !target || target.node.is === 'mapping' || target.node.is === 'sequence') {
    return undefined;
  }
  const { key, node } = target;
  const { trail, kind } = innermost(target.trail, outer);
  const schemas = trail.steps.length > 0 ? schemasAt(trail, kind) : [];
  const parts = [describeSchemas(schemas, kind.dialect)];
  if (!key && node.is === 'scalar' && !node.masked) {
    const reading = readScalar(node, kind.dialect);
    parts.push(reading.surprising ? readerDoes(kind.dialect, `reads ${codeSpan(node.text)} as ${reading.words}.`) : '');
  }
  const markdown = parts.filter((part) => part !== '').join('\n\n');
  return markdown === '' ? undefined : { range: shift(node.range, cut.start), markdown };
}
