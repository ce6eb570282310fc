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
  const parts = fields.flatMap((field) => {
    const key = field.tagCode ?? 'undefined';
    if (told.has(key)) {
      return [];
    }
    told.add(key);
    return [Object.hasOwn(values, key) ? known(field, key, values[key] ?? null) : notKnown(field, key)];
  });
  const text = parts.join('');
  return text.length > LONGEST ? `${text.slice(0, text.lastIndexOf('\n', LONGEST))}\n# …\n` : text || '{}\n';
}

function known(field: Field, key: string, value: Plain): string {
  const isSecret = field.type === 'password';
  const shown = isSecret && typeof value === 'string' && value !== '' ? '' : value;
  const comment = isSecret ? `# ${oneLine(key)}: SOPS puts the encrypted value here.\n` : inside(field);
  return comment + stringify({ [key]: shown }, { lineWidth: 0, aliasDuplicateObjects: false, compat: 'yaml-1.1' });
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
