import type { Dialect } from './dialects/dialect';
import type { Schema } from './schema/json-schema';
import type { Names } from './names/names';
import type { Node, ScalarNode } from './parse/node';
import type { ParsedDocument } from './parse/parse-document';
import type { Trail } from './schema/schema-at';

/** What recognition may look at: the keys at the root of a document, each with its scalar if it has one, and its tree. */
export interface Outline {
  readonly keys: ReadonlyMap<string, ScalarNode | undefined>;
  /** True when the key is there and holds something other than a scalar. */
  readonly holdsCollection: (key: string) => boolean;
  /** Undefined for an empty document; of one with a broken syntax, as far as it could be read. */
  readonly root: Node | undefined;
}

/** A value that fits at a place because something of that name is there. */
export interface Offer {
  readonly value: string;
  /** A few words beside it, such as the file that defines it. */
  readonly detail?: string | undefined;
}

/** A manifest that stands inside another one, such as the request that a task sends. */
export interface ManifestWithin {
  readonly root: Node;
  readonly kind: ManifestKind;
}

/** A kind of manifest: how it is told from others, who reads it, and what may stand in it. */
export interface ManifestKind {
  /** Stable, such as `spaceone.register`. */
  readonly id: string;
  readonly title: string;
  /** What a list of new manifests calls one: first what tells it from the others. @param form Where the kind has several. */
  titleOfNew?(form: string | undefined): string;
  /** The key at the root whose value tells a document of the kind from the others of a list. */
  readonly labelKey?: string;
  readonly platform?: string;
  readonly dialect: Dialect;
  /** A look at a text, before any parsing: false only when no document of this kind can be in it. */
  sniff(text: string, names: Names): boolean;
  /** True when the content can be nothing else, or is what other manifests refer to; a file's name is never asked. */
  recognize(outline: Outline, names: Names): boolean;
  /** True when the content does not speak against it: keeps a document's kind while it is being typed. */
  mayStillBe(outline: Outline): boolean;
  /** True for a text with words that only documents of this kind have: they tell the kind where the syntax is broken. */
  isMeant?(text: string): boolean;
  readonly schema: Schema;
  /** The schema's file in `schemas/`. */
  readonly schemaFile: string;
  /** The consumer takes keys in camelCase for those in snake_case, as protobuf's JSON reader does. */
  readonly takesCamelCase?: boolean;
  /** True for a text that something else takes the place of before the manifest is read: its type is not known. */
  isFilledIn?(text: string): boolean;
  /** The roots of the objects that a document holds instead of being one; undefined for any other document. */
  readonly objectsIn?: (parsed: ParsedDocument) => readonly Node[] | undefined;
  /** The manifests that stand in the values of one of this kind, told by what stands around them. */
  within?(root: Node): readonly ManifestWithin[];
  /** The kind for a file that is read otherwise, as its place or another file says; the same object each time. */
  asPart?(names: Names): ManifestKind | undefined;
  /** Nothing counts as missing: the manifest has only what another one is to take over. */
  readonly isPart?: boolean;
  /** Another program makes the manifest from the file before its reader gets it: what its texts will be is not known. */
  readonly isRendered?: boolean;
  /** A kind of the same id whose schema follows the content; the same object as long as that does not change. */
  refine?(outline: Outline): ManifestKind | undefined;
  /** The names that fit as the value at a place, beside what the schema offers there. */
  offers?(trail: Trail, names: Names): Iterable<Offer>;
  /** True for a key of the schema that a rule refuses beside what is there: it is offered to nobody. */
  leavesOut?(trail: Trail, key: string): boolean;
  /** The names that fit as keys of the mapping at a place that takes any. */
  offersKeys?(trail: Trail, names: Names): Iterable<Offer>;
}

/** Each kind asks about the same text: it is looked through once. */
let lookedThrough: { readonly text: string; readonly keys: ReadonlySet<string> } | undefined;

/** True when one of the names, of letters, digits and `_`, stands as a key at the root of a document of the text, or so it looks. */
export function mentionsRootKey(text: string, names: readonly string[]): boolean {
  if (lookedThrough?.text !== text) {
    lookedThrough = { text, keys: rootKeysIn(text) };
  }
  const { keys } = lookedThrough;
  return names.some((name) => keys.has(name));
}

function rootKeysIn(text: string): Set<string> {
  const indent = beginsIndented(text) ? '[ \\t]*' : '';
  const lineStart = `(?:^\\uFEFF?|[\\r\\n])${indent}(?:\\?[ \\t]+)?`;
  const keys = new Set<string>();
  const expression = new RegExp(`(?:${lineStart}|[{,]\\s*)["']?(\\w+)["']?(?=\\s*[:：])`, 'g');
  for (let found = expression.exec(text); found; found = expression.exec(text)) {
    keys.add(found[1] ?? '');
  }
  return keys;
}

/** True when the first line with content, other than comments, directives and markers, begins with a blank. */
function beginsIndented(text: string): boolean {
  const [, blanks = ''] = /(?:^|[\r\n])([ \t]*)(?![#%\s]|---)[^]/.exec(text.slice(0, 4000)) ?? [];
  return blanks !== '';
}
