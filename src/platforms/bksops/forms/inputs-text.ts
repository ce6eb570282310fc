import { stringify } from 'yaml';
import type { Field } from './field';
import type { FilledIn } from './filled-in';
import type { Plain } from './form-value';

/** More than this of it is no text that a person reads. */
const LONGEST = 100_000;

/**
 * The values that a form's fields give to `execute`, as YAML by key; what only a run of the form would tell is a comment,
 * and so is what SOPS encrypts.
 */
export function inputsText(fields: readonly Field[], filled: FilledIn): string {
  const values = filled.valuesNow();
  const told = new Set<string>();
  const parts: Part[] = [];
  for (const field of fields) {
    const key = field.tagCode ?? 'undefined';
    if (!told.has(key)) {
      told.add(key);
      parts.push(
        Object.hasOwn(values, key) ? known(field, key, values[key] ?? null) : { comment: notKnown(field, key) },
      );
    }
  }
  const text = yamlOf(parts);
  return text.length > LONGEST ? `${text.slice(0, text.lastIndexOf('\n', LONGEST))}\n# …\n` : text || '{}\n';
}

interface Part {
  readonly comment: string;
  /** A key with its value. */
  readonly entry?: readonly [string, Plain];
}

function known(field: Field, key: string, value: Plain): Part {
  const isSecret = field.type === 'password';
  const shown = isSecret && typeof value === 'string' && value !== '' ? '' : value;
  const comment = isSecret ? `# ${oneLine(key)}: SOPS puts the encrypted value here.\n` : inside(field);
  return { comment, entry: [key, shown] };
}

/** Written in as few pieces as the comments leave: each piece costs more than what is in it. */
function yamlOf(parts: readonly Part[]): string {
  const texts: string[] = [];
  let waiting = new Map<string, Plain>();
  const write = (): void => {
    if (waiting.size > 0) {
      texts.push(stringify(waiting, { lineWidth: 0, aliasDuplicateObjects: false, compat: 'yaml-1.1' }));
    }
    waiting = new Map();
  };
  for (const { comment, entry } of parts) {
    if (comment !== '') {
      write();
      texts.push(comment);
    }
    if (entry) {
      waiting.set(...entry);
    }
  }
  write();
  return texts.join('');
}

function notKnown({ unknown }: Field, key: string): string {
  const why = unknown.map((each) => each.why)[0] ?? 'it is computed when the form runs';
  return `# ${oneLine(key)} is not known: ${oneLine(why)}\n`;
}

/** The fields of a group whose values are not known. */
function inside({ children = [] }: Field): string {
  return children
    .filter(({ value, type }) => value === undefined && type !== 'combine')
    .map((child) => notKnown(child, child.tagCode ?? 'undefined'))
    .join('');
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').slice(0, 200);
}
