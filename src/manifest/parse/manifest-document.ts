import type { Dialect } from '../dialects/dialect';
import type { Fix } from '../finding';
import { isJson } from '../edit/json-fixes';
import { removalFix } from '../edit/key-edits';
import { follow, isMergeKey, keyOf, type ScalarNode } from './node';
import type { ParsedDocument } from './parse-document';
import { firstLine, type TextRange } from './text-range';
import { Value } from '../dialects/value';

/** What a document cannot tell of itself. */
export interface DocumentPlace {
  /** Another manifest has the rest, as a patch's target does. */
  readonly isPart?: boolean | undefined;
  /** Another program makes the manifest from it, as Helm does from the templates of a chart. */
  readonly isRendered?: boolean | undefined;
}

/** One YAML document as a kind's rules see it. Ranges count from the start of the document's own text. */
export class ManifestDocument {
  readonly root: Value | undefined;
  /** See {@link DocumentPlace}. */
  readonly isPart: boolean;
  readonly isRendered: boolean;

  constructor(
    readonly parsed: ParsedDocument,
    readonly dialect: Dialect,
    { isPart = false, isRendered = false }: DocumentPlace = {},
  ) {
    this.isPart = isPart;
    this.isRendered = isRendered;
    this.root = parsed.root && new Value(parsed.root, dialect);
  }

  get text(): string {
    return this.parsed.text;
  }

  /** What cannot be found may be there once templates are rendered, the syntax is mended, or the other parts are added. */
  get isPartial(): boolean {
    return this.isPart || this.parsed.isPartial;
  }

  /** What is written into it has to be JSON, too. */
  get isJson(): boolean {
    return isJson(this.parsed.root);
  }

  /** The value at a path of keys and indexes, such as `at('labels', 0)`. */
  at(...path: readonly (string | number)[]): Value | undefined {
    return this.root?.at(...path);
  }

  /** A fix that takes a key away; undefined where that would change more, or where not all keys may be seen. */
  removal(...path: readonly [string, ...string[]]): Fix | undefined {
    const owner = this.at(...path.slice(0, -1))?.node;
    const { key } = this.at(...path) ?? {};
    return owner?.is === 'mapping' && key && !this.isPartial ? removalFix(owner, key, this.text) : undefined;
  }

  /** Where to speak about the document as a whole: its first key, or else its first line. */
  get head(): TextRange {
    const root = this.parsed.root && follow(this.parsed.root);
    const first = root?.is === 'mapping' ? root.pairs[0]?.key.range : this.parsed.root?.range;
    return firstLine(first ?? firstWords(this.text), this.text);
  }
}

/** The keys at the root of a document as far as they can be made out, also where its syntax is broken. */
export function rootKeys(parsed: ParsedDocument): Map<string, ScalarNode | undefined> {
  const keys = new Map<string, ScalarNode | undefined>();
  const root = parsed.root && follow(parsed.root);
  if (root?.is === 'mapping') {
    for (const pair of root.pairs) {
      const key = keyOf(pair);
      if (key && !isMergeKey(key)) {
        const value = follow(pair.value);
        keys.set(key.text, value?.is === 'scalar' ? value : undefined);
      }
    }
    for (const [name, { value, merged }] of root.entries) {
      const target = follow(value);
      if (merged && !keys.has(name)) {
        keys.set(name, target?.is === 'scalar' ? target : undefined);
      }
    }
  }
  if (parsed.isPartial) {
    for (const [, name] of parsed.text
      .slice(0, 100_000)
      .matchAll(/(?:^|[\r\n])["']?([A-Za-z_][\w.-]{0,60})["']?[ \t]*:(?=\s|$)/g)) {
      if (name !== undefined && !keys.has(name)) {
        keys.set(name, undefined);
      }
    }
  }
  return keys;
}

function firstWords(text: string): TextRange {
  const start = Math.max(text.search(/[^\s\uFEFF]/), 0);
  return { start, end: text.length };
}
