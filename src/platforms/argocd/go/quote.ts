const escapes: Readonly<Record<string, string>> = {
  '\u0007': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
  '\\': '\\\\',
};

/** A text in double quotes as Go's `%q` prints it (go1.26, `strconv/quote.go`). */
export function quote(text: string): string {
  return `"${Array.from(text, (char) => (char === '"' ? '\\"' : escaped(char))).join('')}"`;
}

/** A byte in single quotes, as the decoder of JSON names it in its errors (go1.26, `encoding/json/scanner.go`). */
export function quoteByte(byte: string): string {
  return `'${byte === "'" ? "\\'" : escaped(byte)}'`;
}

function escaped(char: string): string {
  const known = escapes[char];
  if (known !== undefined) {
    return known;
  }
  const code = char.codePointAt(0) ?? 0;
  if (char === ' ' || /^[\p{L}\p{M}\p{N}\p{P}\p{S}]$/u.test(char)) {
    return char;
  }
  const hex = code.toString(16);
  if (code < 0x80) {
    return `\\x${hex.padStart(2, '0')}`;
  }
  return code > 0xffff ? `\\U${hex.padStart(8, '0')}` : `\\u${hex.padStart(4, '0')}`;
}
