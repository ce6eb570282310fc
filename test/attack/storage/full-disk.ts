// full-disk FOLDER   fills the disk that the folder is on, a small one of its own, while records are kept there, and
// prints what came of it as JSON.
import { readFile, readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { RecordFolder } from '../../../src/runtime/records/record-folder';
import { recordName } from '../../../src/runtime/records/record-name';
import { errorCode } from '../../../src/runtime/files/error-code';
import { FORMAT, shared, type Tally } from './tally';

const [disk = ''] = process.argv.slice(2);
const folder = path.join(disk, 'records');
const ballast = path.join(disk, 'ballast');

async function main(): Promise<void> {
  const { tallies } = await open();
  for (const text of shared) {
    await tallies.change(recordName(text), () => ({ text, counts: {} }));
  }
  await damage('shared 3');
  await fill();
  const full = await open();
  const refused = await changeAll(full.tallies);
  const whileFull = await textsOf(full.tallies);
  await rm(ballast);
  const after = await open();
  const refusedAfter = await changeAll(after.tallies);
  console.log(
    JSON.stringify({
      whileFull: whileFull.length,
      refused: [...new Set(refused)],
      after: (await textsOf(after.tallies)).length,
      refusedAfter,
      said: [full.said.length, after.said.length],
      left: await readdir(path.join(folder, 'new')),
    }),
  );
}

async function open(): Promise<{ tallies: RecordFolder<Tally>; said: string[] }> {
  const said: string[] = [];
  const tallies = new RecordFolder<Tally>(folder, FORMAT, ({ what }) => said.push(what));
  await tallies.open();
  return { tallies, said };
}

async function textsOf(tallies: RecordFolder<Tally>): Promise<string[]> {
  return (await tallies.all()).map(({ text }) => text);
}

/** Counts in each record that can be read; gives the system's words for those that could not be written. */
async function changeAll(tallies: RecordFolder<Tally>): Promise<string[]> {
  const refused: string[] = [];
  for (const text of await textsOf(tallies)) {
    await tallies
      .change(recordName(text), (now) => ({ text, counts: { disk: (now?.counts['disk'] ?? 0) + 1 } }))
      .catch((error: unknown) => refused.push(errorCode(error)));
  }
  return refused;
}

async function damage(text: string): Promise<void> {
  const part = path.join(folder, FORMAT.name, recordName(text).slice(-1), `${recordName(text)}.1`);
  const file = path.join(part, 'record.json');
  await writeFile(file, (await readFile(file, 'utf8')).replace('shared', 'shaped'));
}

async function fill(): Promise<void> {
  for (const size of [65_536, 4096]) {
    for (let isRoom = true; isRoom;) {
      isRoom = await writeFile(ballast, Buffer.alloc(size), { flag: 'a' }).then(
        () => true,
        () => false,
      );
    }
  }
}

void main();
