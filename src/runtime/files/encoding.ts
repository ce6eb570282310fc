import { isUtf8 } from 'node:buffer';

/** How bytes are no UTF-8: they are another encoding's, or one of them has no place in it. */
export type EncodingFlaw =
  | { readonly is: 'UTF-16' | 'UTF-32' }
  | {
      readonly is: 'a byte';
      /** Such as `0xE9`. */
      readonly byte: string;
      /** Where it stands in the text, in which it is a U+FFFD. */
      readonly offset: number;
    };

/** A text, and why its bytes are not the UTF-8 as which everybody reads them; undefined when they are. */
export interface Decoded {
  readonly text: string;
  readonly flaw?: EncodingFlaw;
}

/** The text of a file's first bytes; what is UTF-16 is read as that, so that it shows what it says. */
export function decoded(bytes: Buffer): Decoded {
  const wide = wideEncoding(bytes);
  if (wide !== undefined) {
    const { is, label } = wide;
    return { text: label === undefined ? '' : new TextDecoder(label).decode(bytes), flaw: { is } };
  }
  const text = bytes.toString('utf8');
  return isUtf8(bytes) ? { text } : { text, flaw: firstBadByte(bytes, text) };
}

/** UTF-16 and UTF-32 by their marks, and without one by the zeros beside a first ASCII character (YAML 1.2.2, 5.2). */
function wideEncoding(
  bytes: Buffer,
): { readonly is: 'UTF-16' | 'UTF-32'; readonly label?: 'utf-16le' | 'utf-16be' } | undefined {
  const start = bytes.toString('hex', 0, 4);
  if (/^(?:0000feff|fffe0000|000000(?!00)..|(?!00)..000000)$/.test(start)) {
    return { is: 'UTF-32' };
  }
  if (/^(?:fffe|(?!00)..00)/.test(start)) {
    return { is: 'UTF-16', label: 'utf-16le' };
  }
  return /^(?:feff|00(?!00)..)/.test(start) ? { is: 'UTF-16', label: 'utf-16be' } : undefined;
}

const REPLACEMENT = '\ufffd';
const REPLACEMENT_BYTES = Buffer.byteLength(REPLACEMENT);

/** The first U+FFFD that the bytes themselves do not have: all before it is as it was written. */
function firstBadByte(bytes: Buffer, text: string): EncodingFlaw {
  let read = 0;
  let place = 0;
  for (;;) {
    const offset = text.indexOf(REPLACEMENT, read);
    place += Buffer.byteLength(text.slice(read, offset));
    if (bytes.toString('latin1', place, place + REPLACEMENT_BYTES) !== '\xef\xbf\xbd') {
      const byte = `0x${bytes.toString('hex', place, place + 1).toUpperCase()}`;
      return { is: 'a byte', byte, offset };
    }
    place += REPLACEMENT_BYTES;
    read = offset + 1;
  }
}
