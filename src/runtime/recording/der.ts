/** Values in the Distinguished Encoding Rules (ITU-T X.690), as far as a certificate has them. */
export const der = {
  sequence: (...parts: readonly Buffer[]): Buffer => value(0x30, ...parts),
  set: (...parts: readonly Buffer[]): Buffer => value(0x31, ...parts),
  /** A number of one byte, below 128. */
  small: (number: number): Buffer => value(0x02, Buffer.from([number])),
  /** A whole number above zero, from its bytes. */
  integer: (bytes: Buffer): Buffer => value(0x02, (bytes[0] ?? 0) < 0x80 ? bytes : Buffer.from([0, ...bytes])),
  true: (): Buffer => value(0x01, Buffer.from([0xff])),
  bits: (bytes: Buffer, unused = 0): Buffer => value(0x03, Buffer.from([unused]), bytes),
  octets: (bytes: Buffer): Buffer => value(0x04, bytes),
  text: (text: string): Buffer => value(0x0c, Buffer.from(text)),
  /** A moment between 1950 and 2049. */
  time: (date: Date): Buffer => value(0x17, Buffer.from(`${date.toISOString().slice(2, 19).replace(/[-:T]/g, '')}Z`)),
  identifier,
  /** A part that is told by its number, with others in it. */
  explicit: (number: number, ...parts: readonly Buffer[]): Buffer => value(0xa0 | number, ...parts),
  /** A part that is told by its number, with bytes of its own. */
  implicit: (number: number, bytes: Buffer): Buffer => value(0x80 | number, bytes),
};

function value(tag: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  return Buffer.concat([Buffer.from([tag]), lengthOf(content.length), content]);
}

function lengthOf(length: number): Buffer {
  if (length < 0x80) {
    return Buffer.from([length]);
  }
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(length);
  const needed = bytes.subarray(bytes.findIndex((byte) => byte > 0));
  return Buffer.concat([Buffer.from([0x80 | needed.length]), needed]);
}

/** An object identifier, such as `2.5.4.3`. */
function identifier(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  return value(0x06, Buffer.from([first * 40 + second, ...rest.flatMap(sevenBits)]));
}

function sevenBits(number: number): number[] {
  const bytes = [number & 0x7f];
  for (let left = number >>> 7; left > 0; left >>>= 7) {
    bytes.unshift(0x80 | (left & 0x7f));
  }
  return bytes;
}
