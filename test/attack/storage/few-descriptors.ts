// few-descriptors FOLDER   reads records while the process has no descriptor left, and one, and prints what came of it
// as JSON. It needs a low limit of them (ulimit -n).
import { closeSync, openSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { toFailure } from '../../../src/base/workbench-error';
import { OldJournal } from '../../../src/runtime/records/old-journal';
import { RecordFolder } from '../../../src/runtime/records/record-folder';
import { recordName } from '../../../src/runtime/records/record-name';
import { realDisk } from '../../../src/runtime/scaffold/disk';
import { queryPlugins } from '../../../src/platforms/spaceone/repository/plugin-query';
import { tokenKeyIn } from '../../../src/runtime/secrets/token-key-file';
import { FORMAT, type Tally } from './tally';

const [place = ''] = process.argv.slice(2);
const folder = path.join(place, 'records');
const key = path.join(folder, 'token-key');

async function main(): Promise<void> {
  const said: string[] = [];
  const tell = ({ what }: { what: string }): void => void said.push(what);
  await mkdir(folder, { recursive: true });
  const [first, other] = [await open(tell), await open(tell)];
  await tokenKeyIn(folder, tell);
  await writeFile(path.join(folder, 'plugins.jsonl'), '');
  const keyBefore = await readFile(key, 'utf8');
  await count(other, 'one');
  await first.all();
  for (let number = 0; number < 40; number++) {
    await count(other, `new ${number}`);
  }

  const taken = takeAll();
  const none = {
    list: await refusal(first.all()),
    change: await refusal(count(first, 'new 1')),
    journal: await refusal(new OldJournal(folder, 'plugins').entries()),
    key: await refusal(tokenKeyIn(folder, tell)),
    query: [await refusal(query({ k: 'name', v: 'x' })), await refusal(query({ k: 'name', v: 'x', o: 'regex' }))],
    disk: [await refusal(realDisk.read(key)), await refusal(realDisk.hash(key))],
  };
  closeSync(taken.pop()!);
  const withOne = (await first.all()).length;
  taken.forEach((each) => closeSync(each));
  await count(first, 'new 1');
  console.log(
    JSON.stringify({
      none,
      withOne,
      counted: (await first.get(recordName('new 1')))?.counts['n'],
      said,
      isKeySame: keyBefore === (await readFile(key, 'utf8')),
      putAside: (await readdir(folder)).filter((name) => name === 'damaged'),
    }),
  );
}

async function open(tell: (failure: { what: string }) => void): Promise<RecordFolder<Tally>> {
  const tallies = new RecordFolder<Tally>(folder, FORMAT, tell);
  await tallies.open();
  return tallies;
}

async function count(tallies: RecordFolder<Tally>, text: string): Promise<void> {
  await tallies.change(recordName(text), (now) => ({ text, counts: { n: (now?.counts['n'] ?? 0) + 1 } }));
}

/** A query that the watch over the time of patterns would end the process with. */
// eslint-disable-next-line @typescript-eslint/require-await -- What it throws rejects.
async function query(filter: Record<string, string>): Promise<void> {
  queryPlugins([], { filter: [{ o: 'eq', ...filter }] }, new Date());
}

function takeAll(): number[] {
  const taken: number[] = [];
  for (;;) {
    try {
      taken.push(openSync('/dev/null', 'r'));
    } catch {
      return taken;
    }
  }
}

/** The system's word in what it was refused with. */
async function refusal(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'none',
    (error: unknown) =>
      /EMFILE|Too many open files/.exec(`${toFailure(error).what} ${toFailure(error).why ?? ''}`)?.[0] ?? String(error),
  );
}

void main();
