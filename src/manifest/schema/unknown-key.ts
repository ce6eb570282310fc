import type { Finding } from '../finding';
import type { JsonSchema, Schema } from './json-schema';
import { nearestWord } from '../../base/nearest-word';
import { meantWords } from '../../base/odd-sign';
import type { ScalarNode } from '../parse/node';
import { quoted } from './schema-place';

/** A mapping with more strangers than this is no misspelt one. */
const mostSuggestions = 50;

/** A key that its schema does not have: what to say, and which key it stands for if that can be told. */
export interface UnknownKey {
  readonly finding: Finding;
  /** The key that was meant; it is not missing then. */
  readonly meant?: string;
  /** The other form that has it. */
  readonly form?: JsonSchema;
  /** The reader takes it for the key that was meant, so its value counts. */
  readonly isTaken?: boolean;
}

export interface Surroundings {
  readonly schema: JsonSchema;
  /** The other forms that the mapping could have had. */
  readonly siblings: readonly Schema[];
  /** The keys that are there, and those that other misspelt keys stand for. */
  readonly present: ReadonlySet<string>;
  readonly takesCamelCase: boolean;
  /** How many unknown keys came before this one. */
  readonly before: number;
  /** A key that is not there, and whose value is the one place for this one. */
  readonly home?: string;
}

/**
 * One mistake, one finding: a key of another form, a misspelt one, or one that means nothing here
 * (`additionalProperties: false` of JSON Schema draft-07).
 */
export function judgeUnknownKey(key: ScalarNode, around: Surroundings): UnknownKey {
  const { schema, siblings, present, takesCamelCase, before, home } = around;
  const known = Object.keys(schema.properties ?? {});
  const error = (code: string, message: string, more: Partial<Finding> = {}): Finding => ({
    code,
    severity: 'error',
    range: key.range,
    message,
    ...more,
  });
  const other = siblings.find(
    (sibling) => typeof sibling === 'object' && Object.hasOwn(sibling.properties ?? {}, key.text),
  );
  if (typeof other === 'object') {
    const message = `${quoted(key.text)} belongs to ${other.title ?? 'another form'}; this is ${schema.title ?? 'not'}.`;
    return { finding: error('manifest/key-of-other-form', message), form: other };
  }
  const taken = takenNames(schema, takesCamelCase).get(key.text);
  if (taken !== undefined && present.has(taken)) {
    const message = `${quoted(key.text)} is taken as ${quoted(taken)}, which is given as well.`;
    return { finding: error('manifest/duplicate-key', message) };
  }
  const open = before < mostSuggestions ? known.filter((name) => !present.has(name)) : [];
  const meant = taken ?? nearestWord(key.text, open);
  if (meant === undefined) {
    const whole = schema.title === undefined ? '' : ` of ${schema.title}`;
    const message = `${quoted(key.text)} is not a key${whole}`;
    return home === undefined
      ? { finding: error('manifest/unknown-key', `${message}.`) }
      : { finding: error('manifest/unknown-key', `${message}: it belongs into ${quoted(home)}.`), meant: home };
  }
  const fix = { title: `Rename to ${meant}`, replace: meant };
  if (taken !== undefined) {
    const message = `${quoted(key.text)} is taken as ${quoted(meant)}; write it so.`;
    const finding = error('manifest/camel-case-key', message, { severity: 'warning', fix: { ...fix, isSafe: true } });
    return { finding, meant, isTaken: true };
  }
  const message = `Unknown key ${quoted(key.text)}: ${meantWords(key.text, meant)}`;
  return { finding: error('manifest/unknown-key', message, { fix }), meant };
}

const takenOf = new WeakMap<JsonSchema, { readonly own: TakenNames; readonly inCamelCase: TakenNames }>();

/** For each way in which a key can be written, the key that it is taken for. */
export type TakenNames = ReadonlyMap<string, string>;

/** How the keys of a schema can be written: as they are, and in camelCase where the reader takes that. */
export function takenNames(schema: JsonSchema, takesCamelCase: boolean): TakenNames {
  let taken = takenOf.get(schema);
  if (!taken) {
    const names = Object.keys(schema.properties ?? {});
    const own = new Map(names.map((name) => [name, name]));
    taken = { own, inCamelCase: new Map([...names.map((name) => [camelCase(name), name] as const), ...own]) };
    takenOf.set(schema, taken);
  }
  return takesCamelCase ? taken.inCamelCase : taken.own;
}

export function camelCase(name: string): string {
  return name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}
