import type { Secret } from './judgement';

/** A credential file has a few values; one of more is something else, of which the first are hidden. */
const MOST_VALUES = 5000;

/**
 * The values in the text of a credential file, whatever its format: JSON, INI (AWS), `.netrc`, YAML, PEM, XML, CSV,
 * properties, `host:port:database:user:password`, or a token alone. Comments and headings are not values.
 */
export function credentialsIn(text: string): Secret[] {
  const found = inJson(text) ?? inLines(text);
  return found.slice(0, MOST_VALUES);
}

/** The leaves of a parsed JSON value, by the key under which each stands. */
export function leavesOf(value: unknown, name?: string): Secret[] {
  if (typeof value === 'number') {
    // Python writes a large one, which protobuf makes a float, with an exponent.
    return [...new Set([String(value), value.toExponential()])].map((each) => ({ name, value: each }));
  }
  if (typeof value === 'string') {
    return [{ name, value }];
  }
  if (Array.isArray(value)) {
    return value.flatMap((item) => leavesOf(item, name));
  }
  return typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([key, item]) => leavesOf(item, key))
    : [];
}

function inJson(text: string): Secret[] | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' ? leavesOf(value) : undefined;
  } catch {
    return undefined;
  }
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
  const element = /^<([\w.-]+)(?:\s[^>]*)?>([^<]+)<\//.exec(line);
  if (element) {
    return [{ name: element[1], value: (element[2] ?? '').trim() }];
  }
  const [, name, after] = /^(?:export\s+|-\s+)*["']?([A-Za-z_][\w.-]*)["']?(?:\s*=|\s*:\s)(.*)$/.exec(line) ?? [];
  const rest = after?.trim() ?? '';
  const flow = /^[{[](.*)[}\]]$/s.exec(rest === '' ? line : rest)?.[1];
  if (flow !== undefined) {
    return flow
      .split(/[,{}[\]]/)
      .map((part) => part.trim())
      .flatMap((part) => (part === '' ? [] : inLine(part)));
  }
  if (name !== undefined && rest !== '') {
    return [{ name, value: unquoted(rest) }];
  }
  const pgpass = /^(?:[^:\\]|\\.)+:(?:\d+|\*):[^:]*:[^:]*:(.+)$/.exec(line)?.[1];
  if (pgpass !== undefined) {
    return [{ name: 'password', value: pgpass }];
  }
  const parts = line.split(/[\s,:;|]+/).map((part) => unquoted(part));
  return [line, ...parts].flatMap((value) => (isWord(value) ? [] : [{ value }]));
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
