import { isUtf8 } from 'node:buffer';
import { brotliDecompressSync, gunzipSync, inflateRawSync, inflateSync } from 'node:zlib';
import { tooDeepAt } from '../../base/json-depth';
import { jsonIn } from '../../base/json';
import type { Body } from './cloud-call';

/** Bytes of one body, in a recording and on its way into one. */
export const LARGEST_BODY = 64 * 1024 * 1024;

/** The names of packings (RFC 9110, 8.4.1) that can be looked into. */
export const READABLE_ENCODINGS = ['gzip', 'x-gzip', 'deflate', 'br', 'identity'];

/** The bytes without the packings of `content-encoding`; undefined for one that cannot be undone here. */
export function unpacked(bytes: Buffer, encoding: string): Buffer | undefined {
  const packings = encoding
    .toLowerCase()
    .split(',')
    .map((each) => each.trim())
    .filter((each) => each !== '' && each !== 'identity');
  try {
    return packings.reduceRight((packed, each) => undo(packed, each), bytes);
  } catch {
    return undefined;
  }
}

function undo(packed: Buffer, encoding: string): Buffer {
  const most = { maxOutputLength: LARGEST_BODY };
  switch (encoding) {
    case 'gzip':
    case 'x-gzip':
      return packed.length === 0 ? packed : gunzipSync(packed, most);
    case 'deflate':
      // With the header of zlib, as it is written down, or without, as some servers send it.
      return ((packed[0] ?? 0) & 0x0f) === 8 ? inflateSync(packed, most) : inflateRawSync(packed, most);
    case 'br':
      return brotliDecompressSync(packed, most);
    default:
      throw new Error(`No ${encoding} is known here.`);
  }
}

/** Bytes as a person reads and edits them; undefined for none. */
export function bodyOf(bytes: Buffer): Body | undefined {
  if (bytes.length === 0) {
    return undefined;
  }
  if (!isUtf8(bytes)) {
    return { base64: bytes.toString('base64') };
  }
  const text = bytes.toString();
  const json = /^\s*[[{]/.test(text) && tooDeepAt(text) === undefined ? jsonIn(text) : undefined;
  // What JSON would write in another way, such as 1.0 or a number of twenty digits, stays as it came.
  return json !== undefined && JSON.stringify(json) === withoutSpace(text) ? { json } : { text };
}

function withoutSpace(text: string): string {
  return text.replace(/("(?:[^"\\]|\\.)*")|\s+/g, (_, quoted: string | undefined) => quoted ?? '');
}

/** The bytes that a body stands for. */
export function bytesOf(body: Body | undefined): Buffer {
  if (body === undefined) {
    return Buffer.alloc(0);
  }
  return 'json' in body
    ? Buffer.from(JSON.stringify(body.json))
    : 'text' in body
      ? Buffer.from(body.text)
      : Buffer.from(body.base64, 'base64');
}
