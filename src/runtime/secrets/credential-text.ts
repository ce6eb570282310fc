import { isUtf8 } from 'node:buffer';
import { parse } from 'yaml';
import { isSecretName, looksSecret, type Secret } from './judgement';
import { readings } from './readings';

/** A credential file has a few values; of one of more, which is something else, the first are hidden. */
const MOST_VALUES = 50_000;
/** Characters of a document that is parsed as a whole; a longer one is read line by line. */
const LONGEST_DOCUMENT = 200_000;

/**
 * The values in the text of a credential file, whatever its format: JSON (with comments, or a line each), INI (AWS),
 * `.netrc`, YAML, PEM, XML, CSV, TOML, properties, `host:port:database:user:password`, or a token alone. Comments and
 * headings are not values. What is written in Base64 is a value as well as what it says.
 */
export function credentialsIn(text: string): Secret[] {
  const found = jsonIn(text) ?? [...inYaml(text), ...inTags(text), ...inTable(text), ...inLines(text)];
  return found.slice(0, MOST_VALUES).flatMap((secret) => [secret, ...decoded(secret)]);
}

/**
 * The secrets in a text that need not be a credential file: private keys, what looks like a secret, and what stands under
 * a name that nothing else has. Other values are words of a configuration that stand in every text.
 */
export function secretsAmong(text: string): Secret[] {
  // A word alone is named by what it is taken for, and no file says so.
  const isWordAlone = !/\s/.test(text.trim());
  const named = credentialsIn(text).filter(
    ({ name = '', value }) => looksSecret(value) || (!isWordAlone && isSecretName(name) && !IN_ANY_FILE.test(name)),
  );
  return [...named, ...privateKeysIn(text)];
}

/** Names of settings, of which a configuration is full: `key: region`. */
const IN_ANY_FILE = /^(?:keys?|encryption|cipher|seed)$/i;

function privateKeysIn(text: string): Secret[] {
  return text.split('-----BEGIN ').flatMap((block, index) => {
    const isKey = index > 0 && /^[A-Z ]{0,40}PRIVATE KEY/.test(block);
    const [, key = ''] = isKey ? block.split('-----') : [];
    return key.trim() === '' ? [] : [{ name: 'private key', value: key.trim() }];
  });
}

/** What a text that is JSON says, with comments and commas too many; undefined when it is none. */
export function jsonIn(text: string): Secret[] | undefined {
  for (const read of [() => text, () => withoutComments(text)]) {
    try {
      const value: unknown = JSON.parse(read());
      return typeof value === 'object' ? leavesOf(value) : undefined;
    } catch {
      // It is something else.
    }
  }
  return undefined;
}

/** The leaves of a parsed JSON value, by the key under which each stands. Whoever asks may not know how deep it is. */
export function leavesOf(value: unknown, name?: string): Secret[] {
  const found: Secret[] = [];
  const waiting: (readonly [value: unknown, name: string | undefined])[] = [[value, name]];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const [each, key] = next;
    if (typeof each === 'number') {
      writingsOf(each).forEach((written) => found.push({ name: key, value: written }));
    } else if (typeof each === 'string') {
      found.push({ name: key, value: each });
    } else if (typeof each === 'object' && each !== null) {
      const within = Object.entries(each).map(([inner, item]) => [item, Array.isArray(each) ? key : inner] as const);
      within.reverse().forEach((part) => waiting.push(part));
    }
  }
  return found;
}

/** Python writes a large number, which protobuf makes a float, with an exponent of two digits; people group by thousands. */
function writingsOf(value: number): string[] {
  const exponential = value.toExponential();
  const plain = String(value);
  const groups = Number.isInteger(value) && Math.abs(value) >= 1e6 && Math.abs(value) < 1e21;
  return [
    ...new Set([
      ...[plain, exponential, exponential.replace(/e([+-])(\d)$/, 'e$10$2')],
      ...(groups ? [',', '_', '.', ' ', "'"].map((mark) => value.toLocaleString('en-US').replaceAll(',', mark)) : []),
    ]),
  ];
}

function withoutComments(text: string): string {
  return text
    .replace(
      /("(?:[^"\\\n]|\\.)*")|\/\/[^\n]*|\/\*(?:[^*]|\*(?!\/))*\*\//g,
      (_, quoted: string | undefined) => quoted ?? ' ',
    )
    .replace(/("(?:[^"\\\n]|\\.)*")|,(?=\s*[\]}])/g, (_, quoted: string | undefined) => quoted ?? '');
}

/** Of each document of YAML its leaves, with blocks, escapes and flows as they are meant. */
function inYaml(text: string): Secret[] {
  return text.split(/^---.*$/m).flatMap((document) => {
    if (document.length > LONGEST_DOCUMENT || !/["'\w]:(?:\s|$)/m.test(document)) {
      return [];
    }
    try {
      return leavesOf(parse(document, { logLevel: 'silent', strict: false, uniqueKeys: false }));
    } catch {
      return [];
    }
  });
}

/** Elements and attributes of XML, however they stand on lines. A value is named by its element, or its key. */
function inTags(text: string): Secret[] {
  if (!/<[A-Za-z/]/.test(text)) {
    return [];
  }
  const elements = [...text.matchAll(/<([\w.:-]+)(?:\s[^<>]*)?>([^<]+)<\//g)].map(([, name, value = '']) => ({
    name,
    value: unescaped(value.trim()),
  }));
  const attributes = [...text.matchAll(/<[\w.:-]+\s([^<>]*)>/g)].flatMap(([, tag = '']) => {
    const found = [...tag.matchAll(/([\w.:-]{1,100})\s{0,8}=\s{0,8}(?:"([^"]*)"|'([^']*)')/g)].map(
      ([, name = '', double, single = '']) => ({ name, value: unescaped(double ?? single) }),
    );
    const key = found.find(({ name }) => /^(?:key|name|id)$/i.test(name))?.value;
    return found.flatMap(({ name, value }) =>
      /^(?:key|name|id|version|encoding|xmlns.*|xsi:.*)$/i.test(name)
        ? []
        : [{ name: /^(?:value|val)$/i.test(name) ? (key ?? name) : name, value }],
    );
  });
  return [...elements, ...attributes];
}

function unescaped(text: string): string {
  return [...readings(text, 0)].at(text.includes('&') ? 1 : 0)?.text ?? text;
}

/** A table with words above its columns, which name what stands in them. */
function inTable(text: string): Secret[] {
  const [head = '', ...rows] = text.split(/\r?\n/);
  const mark = /[,;\t]/.exec(head)?.[0];
  const names = mark === undefined ? [] : cellsOf(head, mark);
  return names.length > 1 && names.every((name) => isWord(name))
    ? rows.flatMap((row) => {
        const cells = row.trim() === '' ? [] : cellsOf(row, mark ?? ',');
        return cells.flatMap((value, index) => (value === '' ? [] : [{ name: names[index], value }]));
      })
    : [];
}

function cellsOf(row: string, mark: string): string[] {
  const cells: string[] = [];
  let cell = '';
  let isQuoted = false;
  for (const character of row) {
    isQuoted = character === '"' ? !isQuoted : isQuoted;
    if (character === mark && !isQuoted) {
      cells.push(cell);
      cell = '';
    } else {
      cell += character;
    }
  }
  return [...cells, cell]
    .map((each) => each.trim())
    .map((each) => /^"(.*)"$/s.exec(each)?.[1]?.replaceAll('""', '"') ?? each);
}

/** What a value says that is Base64 of a text, as in a Secret of Kubernetes; of `user:password` its parts as well. */
function decoded({ name, value }: Secret): Secret[] {
  const packed = value.replace(/\s/g, '');
  if (packed.length < 8 || packed.length % 4 !== 0 || !/^[A-Za-z0-9+/]+={0,2}$/.test(packed)) {
    return [];
  }
  const bytes = Buffer.from(packed, 'base64');
  const text = bytes.toString();
  if (!isUtf8(bytes) || /[^\P{Cc}\t\r\n]/u.test(text)) {
    return [];
  }
  const [, user, password] = /^([^:\s]+):(\S+)$/.exec(text.trim()) ?? [];
  return [
    { name, value: text },
    ...(user === undefined ? [] : [{ name: 'login', value: user }]),
    ...(password === undefined ? [] : [{ name: 'password', value: password }]),
  ];
}

function inLines(text: string): Secret[] {
  const lines = text.split(/\r?\n/).map((line) => line.trim());
  const values = lines.filter((line) => line !== '' && !/^(?:#|;|\/\/|\[[^\]]*\]$|---$|-----)/.test(line));
  const [only] = values;
  if (only !== undefined && values.length === 1 && !/\s/.test(only)) {
    return [{ name: 'token', value: only }, ...inLine(only)];
  }
  return values.flatMap(inLine);
}

function inLine(line: string): Secret[] {
  const netrc = [...line.matchAll(/\b(login|password|account)\s+([^\s=:]\S*)/g)];
  if (netrc.length > 0) {
    return netrc.map(([, name, value = '']) => ({ name, value }));
  }
  const json = /^[{[].*[\]}]$/.test(line) ? jsonIn(line) : undefined;
  if (json) {
    return json;
  }
  const [, name, after] = /^(?:export\s+|-\s+)*["']?([A-Za-z_][\w.-]*)["']?(?:\s*=|\s*:\s)(.*)$/.exec(line) ?? [];
  const rest = after?.trim() ?? '';
  const flow = /^[{[](.*)[}\]]$/s.exec(rest === '' ? line : rest)?.[1];
  if (flow !== undefined) {
    return flow
      .split(/[,{}[\]]/)
      .map((part) => part.trim())
      .flatMap((part) => (part === '' ? [] : inLine(part)))
      .map((secret) => ({ ...secret, name: secret.name ?? name }));
  }
  if (name !== undefined && rest !== '') {
    return [...new Set([unquoted(rest), withItsComment(rest)])].map((value) => ({ name, value }));
  }
  const pgpass = /^(?:[^:\\]|\\.)+:(?:\d+|\*):[^:]*:[^:]*:(.+)$/.exec(line)?.[1];
  if (pgpass !== undefined) {
    return [{ name: 'password', value: pgpass }];
  }
  const parts = line.split(/[\s,:;|]+/).map((part) => unquoted(part));
  const found = [line, ...parts].flatMap((value) => (isWord(value) ? [] : [{ value }]));
  const [quoted] = /^(["'])[^"']+\1,?$/.exec(line) ?? [];
  const behind = /^[^\s:]+:([^\s:]+)$/.exec(line)?.[1];
  return [...found, ...[quoted, behind].flatMap((value) => (value === undefined ? [] : [{ value: unquoted(value) }]))];
}

/** The value with what looks like a comment, which in some formats is none; without the quotes around it. */
function withItsComment(text: string): string {
  const [, mark = '', quoted = ''] = /^(["'])(.*)\1,?$/.exec(text) ?? [];
  return mark === "'" ? quoted.replaceAll("''", "'") : mark === '"' ? escaped(quoted) : text;
}

function escaped(text: string): string {
  try {
    return JSON.parse(`"${text}"`) as string;
  } catch {
    return text;
  }
}

/** Without its quotes and what follows them; without quotes, without the comment behind it. */
function unquoted(text: string): string {
  const [, , quoted] = /^(["'])(.*?)\1/.exec(text) ?? [];
  const comment = text.search(/\s[#;]/);
  return quoted ?? (comment < 0 ? text : text.slice(0, comment)).trimEnd().replace(/,$/, '');
}

/** In a line of no known form, words of letters alone are words. */
function isWord(text: string): boolean {
  return /^[\p{L}\s"',:;.|-]*$/u.test(text);
}
