// tsx writer.ts FOLDER NAME COUNT   adds words to the shared journal of a folder, printing each that was taken.
import { SharedJournal } from '../../../../src/runtime/journal/shared-journal';
import { Words } from './words';

const [folder = '', name = '', count = '0'] = process.argv.slice(2);

async function main(): Promise<void> {
  const words = new Words();
  const journal = new SharedJournal(folder, { name: 'words', version: 1 }, words);
  await journal.open();
  console.log('open');
  for (let number = 1; number <= Number(count); number++) {
    const word = `${name}${number}`;
    // Long enough that a kill may find it half written.
    await journal.change(() => ({ add: word, because: 'x'.repeat(20_000) }));
    console.log(word);
  }
}

void main();
