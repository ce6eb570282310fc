import { quote } from './quote';

/** An address as Go's `net/url` reads it. */
export interface GoUrl {
  /** In small letters; empty where there is none. */
  readonly scheme: string;
  /** With its port; empty where there is none. */
  readonly host: string;
  /** As Go prints it, with what it escapes, and a password hidden as `net/http` does in its errors. */
  readonly text: string;
}

/** What Go refuses an address with, in its words. */
export class UrlRefused extends Error {}

/**
 * Reads an address as Go does (go1.26, `net/url/url.go`).
 * @throws UrlRefused with `parse "…": …`
 */
export function parseUrl(address: string): GoUrl {
  const refuse = (why: string): never => {
    throw new UrlRefused(`parse ${quote(address)}: ${why}`);
  };
  if (hasControl(address)) {
    return refuse('net/url: invalid control character in URL');
  }
  const hash = address.indexOf('#');
  const [whole, fragment] = hash < 0 ? [address, undefined] : [address.slice(0, hash), address.slice(hash + 1)];
  if (whole.startsWith(':')) {
    return refuse('missing protocol scheme');
  }
  const [, written, behind = whole] = /^([a-z][a-z\d+.-]*):(.*)$/is.exec(whole) ?? [];
  const scheme = (written ?? '').toLowerCase();
  const mark = behind.indexOf('?');
  const [rest, query] = mark < 0 ? [behind, undefined] : [behind.slice(0, mark), behind.slice(mark)];
  const tail = `${query ?? ''}${fragment === undefined ? '' : `#${escapedPath(fragment)}`}`;
  const front = scheme === '' ? '' : `${scheme}:`;
  if (!rest.startsWith('/')) {
    if (scheme !== '') {
      return { scheme, host: '', text: `${front}${rest}${tail}` };
    }
    if ((rest.split('/')[0] ?? '').includes(':')) {
      return refuse('first path segment in URL cannot contain colon');
    }
  }
  const slash = rest.indexOf('/', 2);
  const pathAt = !rest.startsWith('//') ? 0 : slash < 0 ? rest.length : slash;
  const authority = pathAt === 0 ? undefined : rest.slice(2, pathAt);
  const path = rest.slice(pathAt);
  const place = authority === undefined ? { host: '', shown: '' } : placeOf(authority, refuse);
  const wrongEscape = /%(?![\da-f]{2}).{0,2}/is.exec(path);
  if (wrongEscape) {
    return refuse(`invalid URL escape ${quote(wrongEscape[0])}`);
  }
  const slashes = authority === undefined ? '' : '//';
  return { scheme, host: place.host, text: `${front}${slashes}${place.shown}${escapedPath(path)}${tail}` };
}

function placeOf(authority: string, refuse: (why: string) => never): { host: string; shown: string } {
  const at = authority.lastIndexOf('@');
  const host = authority.slice(at + 1);
  refuseHost(host, refuse);
  if (at < 0) {
    return { host, shown: escapedHost(host) };
  }
  const user = authority.slice(0, at);
  if (/[^\w.~!$&'()*+,;=:%@-]/.test(user)) {
    return refuse('net/url: invalid userinfo');
  }
  const [name = '', ...password] = user.split(':');
  return { host, shown: `${name}${password.length > 0 ? ':***' : ''}@${escapedHost(host)}` };
}

function refuseHost(host: string, refuse: (why: string) => never): void {
  const close = host.lastIndexOf(']');
  if (host.startsWith('[') && close < 0) {
    refuse("missing ']' in host");
  }
  const colon = host.indexOf(':');
  const port = host.startsWith('[') ? host.slice(close + 1) : colon < 0 ? '' : host.slice(colon);
  if (port !== '' && !/^:\d*$/.test(port)) {
    refuse(`invalid port ${quote(port)} after host`);
  }
  const name = host.slice(0, host.length - port.length);
  const [escape] = host.startsWith('[') ? [] : (/%(?![89a-f][\da-f]).{0,2}/is.exec(name) ?? []);
  if (escape !== undefined) {
    refuse(`invalid URL escape ${quote(escape)}`);
  }
  const [wrong] = /[ "<>\\^`{|}#?/@]/.exec(name) ?? [];
  if (wrong !== undefined && !'"<>'.includes(wrong)) {
    refuse(`invalid character ${quote(wrong)} in host name`);
  }
}

function escapedHost(host: string): string {
  return host.replace(/[^\0-\x7f]+/g, encodeURIComponent);
}

function escapedPath(path: string): string {
  return path.replace(/[^\w.~!$&'()*+,;=:@/%-]+/g, (part) =>
    Array.from(new TextEncoder().encode(part), (byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join(
      '',
    ),
  );
}

/** True for what no header and no address may have. */
export function hasControl(text: string): boolean {
  return Array.from(text).some((char) => char < ' ' || char === '\x7f');
}
