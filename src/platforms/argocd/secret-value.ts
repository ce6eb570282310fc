import type { Value } from '../../manifest/dialects/value';
import { textOf } from './kubernetes-object';
import { isPlaceholder } from './plugin-connection';

/** A value of a Secret as a program in the cluster reads it, without white space at its ends; undefined where that is not known. */
export function secretValue(value: Value, isEncoded: boolean): string | undefined {
  const text = textOf(value);
  if (text === undefined || isPlaceholder(text)) {
    return undefined;
  }
  return (isEncoded ? decodeBase64(text) : text)?.trim();
}

/** Standard base64 with padding, line breaks ignored, as Go's decoder takes it; undefined when it does not. */
export function decodeBase64(text: string): string | undefined {
  const bare = text.replace(/[\r\n]/g, '');
  const isBase64 = bare.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(bare);
  return isBase64
    ? new TextDecoder('latin1').decode(Uint8Array.from(atob(bare), (char) => char.charCodeAt(0)))
    : undefined;
}

export function encodeBase64(text: string): string {
  return btoa(Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join(''));
}

/** Tells values apart without keeping them: FNV-1a of 32 bits. */
export function hashOf(text: string | undefined): number | null {
  if (text === undefined) {
    return null;
  }
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) {
    hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  }
  return hash;
}
