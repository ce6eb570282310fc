/** Shorter pieces of Base64 are ordinary text as well. */
const SHORTEST_PIECE = 4;
/** `base64.encodebytes` breaks lines after 76 characters: each line has at least one whole window of half of that. */
const WINDOW = 38;

/**
 * Texts by which a value is known within Base64 or hexadecimal, whatever stands around it, as in `base64(user:secret)`
 * where only a part of it is seen: Base64 in the three places that a byte can have in it, in both alphabets; also of a
 * value that was written as JSON or for a URL before.
 */
export function encodingsOf(value: string): Set<string> {
  return new Set(writings(value).flatMap(encode).flatMap(windows));
}

/** The value in other characters: of another normal form, or as who takes UTF-8 for Latin-1 shows it. */
export function spellingsOf(value: string): Set<string> {
  return new Set([value, value.normalize('NFC'), value.normalize('NFD'), Buffer.from(value).toString('latin1')]);
}

/** What stands within a Base64 text is seen only whole, so the ways of writing a value come before it. */
function writings(value: string): string[] {
  const json = JSON.stringify(value).slice(1, -1);
  const quoted = encodeURIComponent(Buffer.from(value).toString()).replace(/[!'()*]/g, (character) => {
    return `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
  });
  const ascii = json.replace(/[\u007f-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
  return [...new Set([value, json, ascii, quoted, quoted.replaceAll('%2F', '/'), quoted.replaceAll('%20', '+')])];
}

function encode(text: string): string[] {
  const bytes = Buffer.from(text);
  const hex = bytes.toString('hex');
  return [hex, hex.toUpperCase(), ...[0, 1, 2].flatMap((offset) => base64Pieces(bytes, offset))];
}

/** The characters that are the same whatever stands around the bytes, which begin at the offset within a group of three. */
function base64Pieces(bytes: Buffer, offset: number): string[] {
  const length = offset + bytes.length;
  const encoded = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64');
  const piece = encoded.slice(Math.ceil((offset * 8) / 6), Math.floor((length * 8) / 6));
  return piece.length < SHORTEST_PIECE ? [] : [piece, piece.replaceAll('+', '-').replaceAll('/', '_')];
}

function windows(text: string): string[] {
  return text.length < 2 * WINDOW
    ? [text]
    : Array.from({ length: Math.floor(text.length / WINDOW) }, (_, index) =>
        text.slice(index * WINDOW, (index + 1) * WINDOW),
      );
}
