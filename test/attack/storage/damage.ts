import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { RecordFolder } from '../../../src/runtime/records/record-folder';
import { recordName } from '../../../src/runtime/records/record-name';
import { FORMAT, type Tally } from './tally';

const texts = ['first', 'hit', 'last'];

/**
 * Damages one of three records in each of the ways, on its own, and gives the ways in which more than that record was
 * lost, or which nobody was told of although it was lost.
 */
export async function losses(ways: Iterable<[string, (bytes: Buffer) => Buffer]>): Promise<string[]> {
  const folder = await mkdtemp(path.join(tmpdir(), 'damage '));
  const prepared = new RecordFolder<Tally>(folder, FORMAT);
  await prepared.open();
  for (const text of texts) {
    await prepared.change(recordName(text), () => ({ text, counts: { ü: 1 } }));
  }
  const name = recordName('hit');
  const file = path.join(folder, FORMAT.name, name.slice(-1), `${name}.1`, 'record.json');
  const whole = await readFile(file);
  const lost: string[] = [];
  for (const [way, damage] of ways) {
    await writeFile(file, damage(Buffer.from(whole)));
    let told = 0;
    const tallies = new RecordFolder<Tally>(folder, FORMAT, () => told++);
    await tallies.open();
    const found = JSON.stringify(await tallies.all());
    const isWhole = found === JSON.stringify(await prepared.all());
    const isOneLess = found === JSON.stringify((await prepared.all()).filter(({ text }) => text !== 'hit'));
    if (!(isWhole && told === 0) && !(isOneLess && told === 1)) {
      lost.push(`${way}: told ${told} times, ${found}`);
    }
  }
  await rm(folder, { recursive: true });
  return lost;
}

/** One bit of each byte that is a multiple of `step`, each of its bits in turn. */
export function* flips(step: number): Generator<[string, (bytes: Buffer) => Buffer]> {
  for (let at = 0; at < 500; at += step) {
    const bit = 1 << ((at / step) % 8);
    yield [
      `bit ${bit} of byte ${at}`,
      (bytes) => (at < bytes.length ? bytes.fill(bytes[at]! ^ bit, at, at + 1) : bytes),
    ];
  }
}

/** All lengths that are a multiple of `step`. */
export function* cuts(step: number): Generator<[string, (bytes: Buffer) => Buffer]> {
  for (let length = 0; length < 500; length += step) {
    yield [`cut to ${length}`, (bytes) => bytes.subarray(0, length)];
  }
}
