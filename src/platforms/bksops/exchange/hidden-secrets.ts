import type { SourceFields } from './source-fields';

/** A source without plain secrets, and what they were, by the names that stand for them now. */
export interface HiddenSecrets {
  readonly fields: SourceFields;
  readonly secrets: ReadonlyMap<string, string>;
}

const REFERENCE = /^\$\{env:[A-Za-z_]\w*\}$/;
/** What pages show in the place of a secret. */
const NO_SECRET = /^(?:\*+|<.*>)?$/s;

/** Puts a reference such as `${env:TEAM_SECRET_KEY}` in the place of each credential that is written out. */
export function hideSecrets(source: SourceFields): HiddenSecrets {
  const secrets = new Map<string, string>();
  const nameOf = (key: string): string => variableName(source.name, key);
  const hide = (key: string, value: string): string => {
    if (!NO_SECRET.test(value)) {
      secrets.set(nameOf(key), value);
    }
    return `\${env:${nameOf(key)}}`;
  };
  const details = [...source.details].map(([key, value]): [string, string] => {
    if (key === 'access_key' || key === 'secret_key') {
      return [key, REFERENCE.test(value) ? value : hide(key, value)];
    }
    const [, before = '', password = '', after = ''] = /^(\w+:\/\/[^/:@]*:)([^/@]+)(@.*)$/s.exec(value) ?? [];
    const isPlain = password !== '' && !REFERENCE.test(password);
    return [key, isPlain ? before + hide('password', decoded(password)) + after : value];
  });
  return { fields: { ...source, details: new Map(details) }, secrets };
}

/** How the variable with a secret of a source is called, such as `TEAM_PLUGINS_SECRET_KEY`. */
export function variableName(source: string, key: string): string {
  const name = `${source}_${key}`.replace(/\W/g, '_').toUpperCase();
  return /^\d/.test(name) ? `_${name}` : name;
}

/** A sync writes what it looks up as an address has it. */
function decoded(password: string): string {
  try {
    return decodeURIComponent(password);
  } catch {
    return password;
  }
}
