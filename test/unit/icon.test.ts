import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { inflateSync } from 'node:zlib';

interface Picture {
  readonly width: number;
  readonly height: number;
  /** Red, green, blue and opacity of a pixel. */
  readonly at: (x: number, y: number) => readonly number[];
}

/** A PNG of eight bits a channel with opacity, whose lines follow one another. */
function readPng(bytes: Buffer): Picture {
  const data: Buffer[] = [];
  for (let at = 8; at < bytes.length; at += bytes.readUInt32BE(at) + 12) {
    if (bytes.toString('latin1', at + 4, at + 8) === 'IDAT') {
      data.push(bytes.subarray(at + 8, at + 8 + bytes.readUInt32BE(at)));
    }
  }
  const [width, height] = [bytes.readUInt32BE(16), bytes.readUInt32BE(20)];
  assert.deepEqual([...bytes.subarray(24, 29)], [8, 6, 0, 0, 0], 'eight bits, with opacity, not interlaced');
  const lines = inflateSync(Buffer.concat(data));
  const pixels = Buffer.alloc(width * height * 4);
  for (let y = 0; y < height; y++) {
    const filter = lines[y * (width * 4 + 1)] ?? 0;
    for (let x = 0; x < width * 4; x++) {
      const before = (dx: number, dy: number): number =>
        x < dx || y < dy ? 0 : (pixels[(y - dy) * width * 4 + x - dx] ?? 0);
      const raw = lines[y * (width * 4 + 1) + 1 + x] ?? 0;
      pixels[y * width * 4 + x] = raw + predicted(filter, before(4, 0), before(0, 1), before(4, 1));
    }
  }
  return { width, height, at: (x, y) => [...pixels.subarray((y * width + x) * 4, (y * width + x) * 4 + 4)] };
}

/** What the filter of a line takes off each byte (PNG, section 9). */
function predicted(filter: number, left: number, up: number, corner: number): number {
  const paeth = [left, up, corner].toSorted(
    (a, b) => Math.abs(left + up - corner - a) - Math.abs(left + up - corner - b),
  );
  return [0, left, up, (left + up) >> 1, paeth[0] ?? 0][filter] ?? 0;
}

describe('the icon of the extension', () => {
  const { width, height, at } = readPng(readFileSync('media/icon.png'));
  const points = Array.from({ length: width * height }, (_, index) => [index % width, Math.floor(index / width)]);
  /** The first and last column and row of some pixels. */
  const bounds = (is: (pixel: readonly number[]) => boolean): [number, number, number, number] => {
    const found = points.filter(([x = 0, y = 0]) => is(at(x, y)));
    const [xs, ys] = [found.map(([x = 0]) => x), found.map(([, y = 0]) => y)];
    const ends = (all: number[]): [number, number] => [
      all.reduce((a, b) => Math.min(a, b), Infinity),
      all.reduce((a, b) => Math.max(a, b), -Infinity),
    ];
    return [...ends(xs), ...ends(ys)];
  };

  it('is square, and large enough for the view of extensions', () => {
    assert.equal(width, height);
    assert.ok(width >= 128, `${width} pixels`);
  });

  it('is whole: its ground reaches all four sides', () => {
    assert.deepEqual(
      bounds(([, , , opacity = 0]) => opacity > 127),
      [0, width - 1, 0, height - 1],
    );
  });

  it('has its sign inside, cut off at no edge and reaching near all of them', () => {
    const sign = bounds(([red = 0, , , opacity = 0]) => red > 200 && opacity > 200);
    const [left, right, top, bottom] = [sign[0], width - 1 - sign[1], sign[2], height - 1 - sign[3]];
    for (const margin of [left, right, top, bottom]) {
      assert.ok(margin >= width / 16 && margin <= width / 4, `margins ${[left, right, top, bottom].join(', ')}`);
    }
  });
});
