import { PipOption } from './pip-option';

/** What of pip's own configuration says where packages come from. */
const HANDED_OVER = [
  'index-url',
  'extra-index-url',
  'find-links',
  'trusted-host',
  'cert',
  'proxy',
  'no-index',
  'no-binary',
  'only-binary',
] as const;
/** With one of these a person has told uv itself which index it uses. */
const UV_INDEXES = ['UV_DEFAULT_INDEX', 'UV_INDEX_URL', 'UV_INDEX', 'UV_EXTRA_INDEX_URL'];

/**
 * The options that a person has given to pip once and for all, in its files or in `PIP_*`, out of the lines of
 * `pip config list`: uv reads neither.
 * @param variables The environment: what a person has said to uv itself goes first.
 */
export function pipSettings(
  lines: readonly string[],
  variables: Readonly<Record<string, string | undefined>> = process.env,
): PipOption[] {
  const settings = new Map(lines.flatMap((line) => entry(line)));
  const knowsIndex = UV_INDEXES.some((name) => variables[name]);
  return HANDED_OVER.flatMap((name) => {
    // A variable goes before the part of a command, and that before the part for all of them.
    const value = [':env:', 'install', 'global'].map((part) => settings.get(`${part}.${name}`)).find(Boolean);
    if (
      value === undefined ||
      (knowsIndex && name.endsWith('index-url')) ||
      (name === 'cert' && variables['SSL_CERT_FILE'])
    ) {
      return [];
    }
    if (name === 'no-index') {
      return /^(1|true|yes|on)$/i.test(value) ? [PipOption.flag('--no-index')] : [];
    }
    const isList = name !== 'cert' && name !== 'index-url' && name !== 'proxy';
    const values = isList ? value.split(/\s+/) : [value.trim()];
    return values.flatMap((each) => PipOption.of(`--${name}`, each) ?? []);
  });
}

/** A line such as `global.index-url='https://…'`, whose value is written as Python does. */
function entry(line: string): [name: string, value: string][] {
  const [, name, quoted] = /^([\w:.-]+)=(['"].*['"])$/.exec(line) ?? [];
  return name === undefined || quoted === undefined ? [] : [[name, unquoted(quoted)]];
}

function unquoted(text: string): string {
  return text
    .slice(1, -1)
    .replaceAll(/\\(n|t|r|.)/g, (_all, character: string) => (/[ntr]/.test(character) ? ' ' : character));
}
