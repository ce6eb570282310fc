import { isObject, type Json } from '../../base/json';
import type { Body } from './cloud-call';
import { PLACEHOLDER } from './scrubbing';
import { withoutTimes } from './times';

/** The part of a request by which its answer is found again, without what changes from run to run by itself. */
export interface AskedCall {
  readonly method: string;
  readonly address: string;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly body?: Body | undefined;
}

/**
 * Headers that say what is asked where address and body do not: the operation in the JSON protocols of AWS and in SOAP,
 * and the part of a file. All others speak of who asks.
 */
export const TELLING_HEADERS: readonly string[] = ['x-amz-target', 'soapaction', 'range'];

/** One thing that is asked, such as a parameter of a query with its value. */
interface Part {
  readonly name: string;
  readonly value: string;
}

/** What a call asks, comparable with what others ask. */
export class CallParts {
  private readonly parts: readonly Part[];
  /** The same for calls that ask the same. */
  readonly exact: string;
  /** The same for calls that ask the same of other times. */
  readonly atAnyTime: string;
  /** The same for calls that may ask the same at all. */
  readonly shape: string;
  private readonly hasHidden: boolean;

  constructor({ method, address, headers = {}, body }: AskedCall) {
    const url = new URL(address);
    this.parts = [
      { name: method, value: url.origin + url.pathname },
      ...sorted(parameters(url.search.slice(1))),
      ...sorted(Object.entries(headers).map(([name, value]) => ({ name: `${name}:`, value }))),
      ...partsOf(body),
    ];
    this.exact = this.textOf((value) => value);
    this.atAnyTime = this.textOf((value, name) => withoutTimes(value, name));
    this.shape = `${url.origin}\n${this.parts.map(({ name }) => name).join('\n')}`;
    this.hasHidden = this.parts.some(({ value }) => value.includes(PLACEHOLDER));
  }

  /** True where the other asks the same with a value of its own where this one's is hidden. */
  standsFor(other: CallParts): boolean {
    return (
      this.hasHidden &&
      this.shape === other.shape &&
      this.parts.every(({ name, value }, index) => {
        const its = withoutTimes(other.parts[index]?.value ?? '', name);
        return standsFor(withoutTimes(value, name), its);
      })
    );
  }

  private textOf(written: (value: string, name: string) => string): string {
    return this.parts.map(({ name, value }) => `${name}=${JSON.stringify(written(value, name))}`).join('\n');
  }
}

/** True for a value that is another's but for what is hidden in it. */
function standsFor(pattern: string, value: string): boolean {
  const [first = '', ...pieces] = pattern.split(PLACEHOLDER);
  const last = pieces.pop();
  if (last === undefined) {
    return pattern === value;
  }
  const end = value.length - last.length;
  if (!value.startsWith(first) || !value.endsWith(last) || end < first.length) {
    return false;
  }
  let at = first.length;
  for (const piece of pieces) {
    at = value.indexOf(piece, at);
    if (at < 0 || at + piece.length > end) {
      return false;
    }
    at += piece.length;
  }
  return true;
}

function partsOf(body: Body | undefined): Part[] {
  if (body === undefined) {
    return [];
  }
  if ('json' in body) {
    return sorted(leaves(body.json, ''));
  }
  const [name, text] = 'text' in body ? ['text', body.text] : ['base64', body.base64];
  return 'text' in body && /^[\w.~%+-]+=[^\s<>{}]*$/.test(text) ? sorted(parameters(text)) : [{ name, value: text }];
}

function parameters(text: string): Part[] {
  return [...new URLSearchParams(text)].map(([name, value]) => ({ name: `?${name}`, value }));
}

function leaves(value: Json, path: string): Part[] {
  if (typeof value === 'object' && value !== null) {
    const within = isObject(value) ? Object.entries(value) : [...value.entries()];
    return within.length === 0
      ? [{ name: path, value: isObject(value) ? '{}' : '[]' }]
      : within.flatMap(([key, each]) => leaves(each, `${path}.${key}`));
  }
  return [{ name: path, value: typeof value === 'string' ? value : JSON.stringify(value) }];
}

/** Names in the order of their characters; what has the same name stays in its own. */
function sorted(parts: Part[]): Part[] {
  return parts.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}
