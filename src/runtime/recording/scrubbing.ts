import { isObject, type Json, type JsonObject } from '../../base/json';
import { setOwn } from '../../base/own-key';
import { isOftenNone, isSecretName, looksSecret, type Secret } from '../secrets/judgement';
import type { Redactor } from '../secrets/redactor';
import { HIDDEN } from '../secrets/secret-ranges';
import type { Body, Headers } from './cloud-call';

/** What stands in a recording where a secret stood: a text that libraries send on in headers, which is not so of every one. */
export const PLACEHOLDER = 'hidden-by-plugin-workbench';
/** One that libraries open to see until when it is good: a JSON web token without a signature, until 2100. */
const TOKEN_PLACEHOLDER = `eyJhbGciOiJub25lIn0.eyJleHAiOjQxMDI0NDQ4MDB9.${PLACEHOLDER}`;
/** Values that are hidden by their names alone are looked for elsewhere from then on, so many of them at most. */
const MOST_LEARNT = 500;
const SHORTEST_LEARNT = 8;

/** A value that was hidden: where in a call, and by what it was known. */
export interface HiddenValue {
  /** Such as `answer body, access_token`. */
  readonly where: string;
  readonly why: 'its name' | 'its look' | 'a secret that was given';
}

/** Fields by which one goes on reading a list: they open nothing by themselves, and the next request is known by them. */
const OF_PAGES = /(?:page|next|continuation|sync|delta|skip|start|marker|resume|last)[_-]?(?:page)?[_-]?token$/i;
/** The last word of a name under which something is named, and not opened. */
const NAMES_SOMETHING = /(?:^|[_.-])(?:ids?|arns?|names?)$|(?:[a-z])(?:Ids?|Arns?|Names?)$/;

/** True for the name of a header, a parameter or a field whose value opens something. */
export function isCredentialName(name: string): boolean {
  return isSecretName(name) && !isOftenNone(name) && !OF_PAGES.test(name) && !NAMES_SOMETHING.test(name);
}

/** Takes the secrets out of calls: those that the redactor knows, and those that their names or their looks give away. */
export class Scrubber {
  private readonly found: HiddenValue[] = [];
  private readonly learnt = new Set<string>();

  constructor(
    private readonly redactor: Redactor,
    /** False for a request that is only compared, and not kept. */
    private readonly learns = true,
  ) {}

  /** What was hidden since it was asked last. */
  hidden(): HiddenValue[] {
    return this.found.splice(0);
  }

  address(address: string): string {
    const [front, query] = splitOnce(address, '?');
    const known = this.text(front, 'address');
    return query === undefined ? known : `${known}?${this.pairs(query, 'address')}`;
  }

  headers<H extends Headers>(headers: H, of: string): H {
    const scrubbed = Object.entries(headers).map(([name, value]) => {
      const each = (text: string): string =>
        name === 'set-cookie' || name === 'cookie'
          ? this.cookie(text, `${of} ${name}`)
          : this.named(name, text, `${of} header`);
      return [name, typeof value === 'string' ? each(value) : value.map(each)] as const;
    });
    return Object.fromEntries(scrubbed) as H;
  }

  /** Undefined for bytes out of which a secret cannot be taken. */
  body(body: Body, of: string, type = ''): Body | undefined {
    if ('json' in body) {
      return { json: this.json(body.json, `${of} body`) };
    }
    if ('base64' in body) {
      return this.bytes(Buffer.from(body.base64, 'base64'), `${of} body`);
    }
    const { text } = body;
    const isForm = /x-www-form-urlencoded/i.test(type) || (type === '' && /^[\w.~%+-]+=[^\s<>{}]*$/.test(text));
    return { text: isForm ? this.pairs(text, `${of} body`) : this.text(this.tags(text, `${of} body`), `${of} body`) };
  }

  private json(value: Json, where: string): Json {
    return this.known(this.namedIn(value, where), where);
  }

  private namedIn(value: Json, where: string, name = ''): Json {
    if (typeof value === 'string') {
      return this.openly(name, value, where) ?? value;
    }
    if (Array.isArray(value)) {
      return value.map((each) => this.namedIn(each, where, name));
    }
    if (isObject(value)) {
      const copy: JsonObject = {};
      Object.entries(value).forEach(([key, each]) => setOwn(copy, key, this.namedIn(each, where, key)));
      return copy;
    }
    return value;
  }

  private known(value: Json, where: string): Json {
    return this.withPlaceholders(this.redactor.redactValue(value), value, where);
  }

  private withPlaceholders(redacted: Json, before: Json, where: string, name = ''): Json {
    if (typeof redacted === 'string' && redacted !== before) {
      this.found.push({ where: name === '' ? where : `${where}, ${name}`, why: 'a secret that was given' });
      return redacted.replaceAll(HIDDEN, PLACEHOLDER);
    }
    if (Array.isArray(redacted) && Array.isArray(before)) {
      return redacted.map((each, index) => this.withPlaceholders(each, before[index] ?? null, where, name));
    }
    if (isObject(redacted) && isObject(before)) {
      const copy: JsonObject = {};
      const values = Object.values(before);
      Object.entries(redacted).forEach(([key, each], index) =>
        setOwn(
          copy,
          key.replaceAll(HIDDEN, PLACEHOLDER),
          this.withPlaceholders(each, values[index] ?? null, where, key),
        ),
      );
      return copy;
    }
    return redacted;
  }

  /** `name=value&…`, as queries and forms have it. */
  private pairs(text: string, where: string): string {
    const named = text.split('&').map((pair) => {
      const [name, value] = splitOnce(pair, '=');
      const hidden = value === undefined ? undefined : this.openly(decodedText(name), decodedText(value), where);
      return hidden === undefined ? pair : `${name}=${hidden}`;
    });
    return this.text(named.join('&'), where);
  }

  /** `<Name>value</Name>`, as the XML of AWS has it. */
  private tags(text: string, where: string): string {
    return text.includes('</')
      ? text.replace(/<([A-Za-z][\w.:-]*)>([^<]+)<\//g, (whole, name: string, value: string) => {
          const hidden = this.openly(name, value, where);
          return hidden === undefined ? whole : `<${name}>${hidden}</`;
        })
      : text;
  }

  private cookie(text: string, where: string): string {
    const hidden = text.replace(/^([^=;]*)=([^;]*)/, (whole, name: string, value: string) => {
      if (value === PLACEHOLDER) {
        return whole;
      }
      this.learn({ name, value });
      this.found.push({ where, why: 'its name' });
      return `${name}=${PLACEHOLDER}`;
    });
    return this.text(hidden, where);
  }

  private named(name: string, value: string, where: string): string {
    return this.openly(name, value, where) ?? this.text(value, `${where} ${name}`);
  }

  /** What stands in place of a value that its name or its look gives away; undefined for any other. */
  private openly(name: string, value: string, where: string): string | undefined {
    const isNamed = value !== '' && isCredentialName(name);
    if ((!isNamed && !looksSecret(value)) || value.includes(PLACEHOLDER)) {
      return undefined;
    }
    // A secret may be a name as well.
    const shown = this.redactor.redact(name);
    this.found.push({ where: name === '' ? where : `${where}, ${shown}`, why: isNamed ? 'its name' : 'its look' });
    const [, scheme, token] = /^(Bearer|Basic|Token) +(\S+)$/i.exec(value) ?? [];
    this.learn({ name, value: token ?? value });
    const isWebToken = /^eyJ[\w-]+\.[\w-]+\.[\w-]*$/.test(token ?? value);
    return `${scheme === undefined ? '' : `${scheme} `}${isWebToken ? TOKEN_PLACEHOLDER : PLACEHOLDER}`;
  }

  private text(text: string, where: string): string {
    const redacted = this.redactor.redact(text);
    if (redacted === text) {
      return text;
    }
    this.found.push({ where, why: 'a secret that was given' });
    return redacted.replaceAll(HIDDEN, PLACEHOLDER);
  }

  /** In bytes the lengths stand of what follows, so a secret gives way to as many other bytes. */
  private bytes(bytes: Buffer, where: string): Body | undefined {
    const text = bytes.toString('latin1');
    const redacted = this.redactor.redact(text);
    if (redacted === text) {
      return { base64: bytes.toString('base64') };
    }
    const filled = filledIn(text, redacted.split(HIDDEN));
    if (filled === undefined || this.redactor.redact(filled) !== filled) {
      return undefined;
    }
    this.found.push({ where, why: 'a secret that was given' });
    return { base64: Buffer.from(filled, 'latin1').toString('base64') };
  }

  private learn(secret: Secret): void {
    if (this.learns && secret.value.length >= SHORTEST_LEARNT && this.learnt.size < MOST_LEARNT) {
      if (!this.learnt.has(secret.value)) {
        this.learnt.add(secret.value);
        this.redactor.hide([secret]);
      }
    }
  }
}

/** The text with a filler of the same length between the pieces that were left of it; undefined where that is not clear. */
function filledIn(text: string, pieces: readonly string[]): string | undefined {
  let filled = pieces[0] ?? '';
  for (const [index, piece] of pieces.slice(1).entries()) {
    const isLast = index === pieces.length - 2;
    const at = isLast ? text.length - piece.length : text.indexOf(piece, filled.length + 1);
    if (at <= filled.length || (piece === '') !== (isLast && piece === '')) {
      return undefined;
    }
    filled += 'x'.repeat(at - filled.length) + piece;
  }
  return filled;
}

function splitOnce(text: string, mark: string): [string, string | undefined] {
  const at = text.indexOf(mark);
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + mark.length)];
}

function decodedText(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
}
