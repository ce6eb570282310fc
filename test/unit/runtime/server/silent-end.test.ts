import assert from 'node:assert/strict';
import type { ProcessExit } from '../../../../src/runtime/processes/processes';
import { afterSilence, wordsOfEnd } from '../../../../src/runtime/server/silent-end';

const ends: [exit: ProcessExit, words: string, next: string][] = [
  [
    { code: 0, signal: null },
    'It ended with exit code 0 and printed nothing.',
    'See that what is run at the start goes on to serve: it ended as if all were done',
  ],
  [
    { code: 3, signal: null },
    'It ended with exit code 3 and printed nothing.',
    'Look for an exit in what is run at the start, with a breakpoint there for instance',
  ],
  [
    { code: null, signal: 'SIGKILL' },
    'It was ended by SIGKILL and printed nothing.',
    'See whether the machine has run out of memory, or who else ends processes',
  ],
  [
    { code: null, signal: 'SIGSEGV' },
    'It was ended by SIGSEGV and printed nothing.',
    'Look for a library of compiled code that crashes while it is loaded',
  ],
];

describe('an end without a word', () => {
  for (const [exit, words, next] of ends) {
    it(`by ${exit.signal ?? `exit code ${String(exit.code)}`} is told with where to look`, () => {
      assert.equal(wordsOfEnd(exit), words);
      assert.equal(afterSilence(exit).title, next);
    });
  }
});
