import { numberText } from '../../base/number-text';
import { isAlias, isMap, isScalar, isSeq, type ParsedNode, type Scalar } from 'yaml';
import type { Remark } from '../finding';
import {
  isMergeKey,
  keyOf,
  type Entry,
  type MappingNode,
  type Node,
  type Pair,
  type ScalarStyle,
  type ValueNode,
} from './node';
import { depthLimit, expansionLimit, mergeLimit, type StructureProblem } from './structure-problem';
import { firstLine, type TextRange } from './text-range';

export interface BuiltNodes {
  readonly root: Node | undefined;
  readonly problems: readonly StructureProblem[];
  readonly repeatedAnchors: readonly Remark[];
}

/** Turns the parser's tree into ours: aliases bound to their anchors, merge keys resolved, nothing expanded. */
export function buildNodes(root: ParsedNode | undefined, text: string, masked: readonly TextRange[]): BuiltNodes {
  const builder = new Builder(text, masked);
  const built = root ? builder.build(root) : undefined;
  builder.finish();
  return { root: built, problems: builder.problems, repeatedAnchors: builder.repeatedAnchors };
}

/** How much a node holds once aliases are expanded, measured without expanding them. */
interface Measure {
  readonly values: number;
  readonly depth: number;
}

const single: Measure = { values: 1, depth: 1 };

class Builder {
  readonly problems: StructureProblem[] = [];
  readonly repeatedAnchors: Remark[] = [];
  private readonly anchors = new Map<string, ValueNode | 'open'>();
  private readonly measures = new Map<ValueNode, Measure>();
  private mergedEntries = 0;
  private nextMask = 0;

  constructor(
    private readonly text: string,
    private readonly masked: readonly TextRange[],
  ) {}

  build(node: ParsedNode): Node {
    if (isAlias(node)) {
      return this.alias(node.source, rangeOf(node));
    }
    const name = node.anchor;
    if (name !== undefined) {
      if (this.anchors.has(name)) {
        this.repeatedAnchors.push({
          range: this.firstLine(rangeOf(node)),
          message: `The anchor "&${name}" is already used in this document.`,
        });
      }
      this.anchors.set(name, 'open');
    }
    const built = this.value(node);
    if (name !== undefined) {
      this.anchors.set(name, built);
    }
    return built;
  }

  /** Says what only the whole document shows. */
  finish(): void {
    for (const [node, { values, depth }] of this.measures) {
      if (values > expansionLimit || depth > depthLimit) {
        const range = this.firstLine(node.range);
        this.problems.push(
          values > expansionLimit ? expansionProblem(range, 'Aliases expand this to', expansionLimit) : deep(range),
        );
        return;
      }
    }
  }

  private value(node: Exclude<ParsedNode, { type: 'ALIAS' }>): ValueNode {
    const range = rangeOf(node);
    const tag = node.tag === undefined ? {} : { tag: node.tag };
    if (isMap(node)) {
      const pairs = node.items.map((pair): Pair => this.pair(pair.key, pair.value));
      const entries = this.entries(pairs);
      const built: ValueNode = { is: 'mapping', range, pairs, entries, flow: node.flow === true, ...tag };
      return this.measured(
        built,
        [...entries.values()].map((entry) => entry.value),
      );
    }
    if (isSeq(node)) {
      const items = node.items.map((item) => this.build(item));
      const built: ValueNode = { is: 'sequence', range, items, flow: node.flow === true, ...tag };
      return this.measured(built, items);
    }
    const text = isScalar(node) && typeof node.value === 'string' ? node.value : '';
    const style = styleOf(node as Scalar);
    const isTemplate = style !== 'block' && text.includes('{{') && text.includes('}}', text.indexOf('{{') + 2);
    return { is: 'scalar', range, text, style, masked: isTemplate || this.isMasked(range), ...tag };
  }

  private pair(key: ParsedNode, value: ParsedNode | null): Pair {
    const built = this.build(key);
    const end = built.range.end;
    const empty: Node = { is: 'scalar', range: { start: end, end }, text: '', style: 'plain', masked: false };
    return { key: built, value: value ? this.build(value) : empty };
  }

  private alias(name: string, range: TextRange): Node {
    const target = this.anchors.get(name);
    if (target === undefined || target === 'open') {
      this.problems.push({
        code: 'manifest/alias',
        range,
        message: target
          ? `"*${name}" lies inside the value that it stands for.`
          : `No anchor "&${name}" comes before this alias.`,
      });
    }
    return { is: 'alias', range, name, target: target === 'open' ? undefined : target };
  }

  /** Own keys win over merged ones, earlier sources over later ones, a later `<<` over an earlier (PyYAML 6.0.3). */
  private entries(pairs: readonly Pair[]): Map<string, Entry> {
    const entries = new Map<string, Entry>();
    for (const pair of pairs) {
      if (isMergeKey(keyOf(pair))) {
        for (const source of this.mergeSources(pair).toReversed()) {
          this.merge(source, entries, pair.key.range);
        }
      }
    }
    for (const pair of pairs) {
      const key = keyOf(pair);
      if (key && !isMergeKey(key)) {
        entries.delete(key.text);
        entries.set(key.text, { key, value: pair.value, merged: false });
      }
    }
    return entries;
  }

  private merge(source: MappingNode, into: Map<string, Entry>, range: TextRange): void {
    const before = this.mergedEntries;
    this.mergedEntries += source.entries.size;
    if (this.mergedEntries > mergeLimit) {
      if (before <= mergeLimit) {
        this.problems.push(expansionProblem(range, 'Merge keys copy', mergeLimit));
      }
      return;
    }
    for (const [name, entry] of source.entries) {
      into.set(name, entry.merged ? entry : { ...entry, merged: true });
    }
  }

  private mergeSources({ value }: Pair): MappingNode[] {
    const followed = value.is === 'alias' ? value.target : value;
    const candidates = followed?.is === 'sequence' ? followed.items : [value];
    return candidates.flatMap((candidate) => {
      const source = candidate.is === 'alias' ? candidate.target : candidate;
      if (source?.is === 'mapping') {
        return [source];
      }
      if (source) {
        this.problems.push({
          code: 'manifest/merge-key',
          range: this.firstLine(candidate.range),
          message: '"<<" takes a mapping or a list of mappings, such as "<<: *defaults".',
        });
      }
      return [];
    });
  }

  private measured(node: ValueNode, children: readonly Node[]): ValueNode {
    let values = 1;
    let depth = 0;
    for (const child of children) {
      const target = child.is === 'alias' ? child.target : child;
      const measure = (target && this.measures.get(target)) ?? single;
      values += measure.values;
      depth = Math.max(depth, measure.depth);
    }
    this.measures.set(node, { values, depth: depth + 1 });
    return node;
  }

  /** Nodes come in the order of the text, so one pass over the masked ranges is enough; keys may ask twice. */
  private isMasked({ start, end }: TextRange): boolean {
    const { masked } = this;
    while (this.nextMask < masked.length && (masked[this.nextMask]?.end ?? 0) <= start) {
      this.nextMask += 1;
    }
    const next = masked[this.nextMask];
    return next !== undefined && next.start < end && next.end > start;
  }

  private firstLine(range: TextRange): TextRange {
    return firstLine(range, this.text);
  }
}

function expansionProblem(range: TextRange, what: string, limit: number): StructureProblem {
  return {
    code: 'manifest/alias-expansion',
    range,
    message: `${what} more than ${numberText(limit)} values: readers run out of memory.`,
  };
}

function deep(range: TextRange): StructureProblem {
  return { code: 'manifest/too-deep', range, message: `Aliases nest this more than ${depthLimit} levels deep.` };
}

function rangeOf(node: ParsedNode): TextRange {
  return { start: node.range[0], end: node.range[1] };
}

const styles: Record<string, ScalarStyle> = {
  QUOTE_SINGLE: 'single',
  QUOTE_DOUBLE: 'double',
  BLOCK_LITERAL: 'block',
  BLOCK_FOLDED: 'block',
};

function styleOf(node: Scalar): ScalarStyle {
  return styles[node.type ?? ''] ?? 'plain';
}
