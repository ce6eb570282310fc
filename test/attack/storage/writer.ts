// writer FOLDER NAME CHANGES   changes the records of a folder that others change too. Prints what it was told is kept:
// "=TEXT" one more was counted there, "+TEXT" made, "-TEXT" taken away. What is wrong goes to standard error.
import { writeSync } from 'node:fs';
import { sentence } from '../../../src/base/workbench-error';
import { RecordFolder } from '../../../src/runtime/records/record-folder';
import { recordName } from '../../../src/runtime/records/record-name';
import { FORMAT, shared, type Tally } from './tally';

const [folder = '', name = '', changes = '0'] = process.argv.slice(2);

async function main(): Promise<void> {
  const tallies = new RecordFolder<Tally>(folder, FORMAT, (failure) => complain(sentence(failure)));
  await tallies.open();
  say('open');
  for (let number = 1; number <= Number(changes); number++) {
    const own = `${name}-${Math.floor(number / 20)}`;
    if (number % 20 === 10) {
      await tallies.change(recordName(own), () => ({ text: own, counts: {} }));
      say(`+${own}`);
    } else if (number % 40 === 15) {
      await tallies.change(recordName(own), () => undefined);
      say(`-${own}`);
    } else {
      const text = shared[(number * 7) % shared.length] ?? '';
      await tallies.change(recordName(text), (now) => counted(now, text));
      say(`=${text}`);
    }
    if (number % 50 === 0) {
      const texts = new Set((await tallies.all()).map(({ text }) => text));
      shared.filter((text) => !texts.has(text)).forEach((text) => complain(`${text} is not listed.`));
    }
  }
}

function counted(now: Tally | undefined, text: string): Tally {
  if (!now) {
    complain(`${text} is gone.`);
  }
  const counts = now?.counts ?? {};
  return { text, counts: { ...counts, [name]: (counts[name] ?? 0) + 1 } };
}

/** At once and not when there is time: a process that is killed has said what it was told. */
function say(line: string): void {
  writeSync(1, `${line}\n`);
}

function complain(line: string): void {
  writeSync(2, `${line}\n`);
}

void main();
