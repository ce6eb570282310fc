import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { finish } from '../../../src/base/steps';
import { environmentLines, readEnvironmentFile } from '../../../src/runtime/secrets/environment-file';

describe('the notes on an environment file', () => {
  for (const text of [
    '',
    '# a comment\n\nA=1\nexport B=2\n  C = 3 # more\nD=\nE=a=b\n',
    'KEY="-----BEGIN\nno line of its own\n-----"\nA=1\n',
    "A='x' # after\nB=`two\nlines`\r\nC=don't\r\n",
  ]) {
    it(`say nothing of ${JSON.stringify(text)}`, () => {
      assert.deepEqual(finish(environmentLines(text)).notes, []);
    });
  }

  it('name each line that cannot be understood and what is wrong with it, and no value', () => {
    const text = 'A=1\nthis is not a line\n=noname\nMY NAME=hidden\nM="two\nlines"\nQ="unterminated\nB=2\n';
    assert.deepEqual(finish(environmentLines(text)).notes, [
      'Line 2 is no NAME=VALUE: it counts for nothing.',
      'Line 3 has no name before its "=": it counts for nothing.',
      'Line 4 has a name that is none for a variable: one is letters, digits and underscores.',
      'Line 7 has a " that is never closed: it counts as a part of the value.',
    ]);
  });

  it('count a quote as the beginning of a value only where the value begins', () => {
    const text = 'A= "two\nlines"\nB=a"b\nC=""\nD=it\'s\n=x\n';
    const { notes, assignments } = finish(environmentLines(text));
    assert.deepEqual(notes, ['Line 6 has no name before its "=": it counts for nothing.']);
    assert.equal(assignments, text.replace('=x\n', ''));
  });

  it('are told with the file', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'notes '));
    try {
      const file = path.join(folder, '.env');
      await writeFile(file, 'A=1\nnothing\n');
      const told: string[] = [];
      const read = await readEnvironmentFile(file, { within: 'anywhere', tell: (note) => told.push(note) });
      assert.deepEqual([read, told], [{ A: '1' }, [`${file}: Line 2 is no NAME=VALUE: it counts for nothing.`]]);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
