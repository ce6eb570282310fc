import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { sentence } from '../../../../src/base/workbench-error';
import { OldJournal } from '../../../../src/runtime/records/old-journal';

const HEADER = '{"format":"plugin-workbench words","version":1,"file":"0123456789abcdef"}\n';

/** A line as version 0.1 wrote it. */
function line(n: number, content: { e: string } | { next: string }): string {
  const text = JSON.stringify({ n, w: `writer${n}`, ...content });
  return `${text.slice(0, -1)},"c":"${createHash('sha256').update(text).digest('hex').slice(0, 8)}"}\n`;
}

function journal(...words: readonly string[]): string {
  return HEADER + words.map((e, index) => line(index + 1, { e })).join('');
}

describe('the journal of version 0.1', () => {
  let folder: string;
  const said: string[] = [];

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'old journal '));
    said.length = 0;
  });
  afterEach(() => rm(folder, { recursive: true }));

  async function entries(files: Readonly<Record<string, string>>): Promise<string[] | undefined> {
    for (const [name, text] of Object.entries(files)) {
      await writeFile(path.join(folder, name), text);
    }
    return opened().entries();
  }

  function opened(): OldJournal<string> {
    return new OldJournal<string>(folder, 'words', (failure) => said.push(sentence(failure)));
  }

  it('gives its changes in their order', async () => {
    assert.deepEqual([await entries({ 'words.jsonl': journal('one', 'two') }), said], [['one', 'two'], []]);
  });

  it('gives nothing where there is none', async () => {
    assert.equal(await entries({ 'others.jsonl': journal('one') }), undefined);
  });

  it('counts the first of two lines with one number', async () => {
    const text = journal('one', 'two') + line(2, { e: 'late' }) + line(3, { e: 'three' });
    assert.deepEqual([await entries({ 'words.jsonl': text }), said], [['one', 'two', 'three'], []]);
  });

  it('passes over the piece of a line that a killed process left, at the end and before other lines', async () => {
    const piece = line(2, { e: 'two' }).slice(0, 20);
    const text = `${journal('one')}${piece}\n${line(2, { e: 'zwei' })}${piece}`;
    assert.deepEqual([await entries({ 'words.jsonl': text }), said], [['one', 'zwei'], []]);
  });

  it('gives every whole line, wherever one is damaged, and says which', async () => {
    const text = journal('one', 'two', 'three', 'four').replace('"two"', '"tvo"');
    assert.deepEqual(await entries({ 'words.jsonl': text }), ['one', 'three', 'four']);
    assert.deepEqual(said, [
      `${path.join(folder, 'words.jsonl')} is damaged: line 3 cannot be read. All of it that can be read goes on, and the file itself is kept.`,
    ]);
  });

  it('says that the last whole line is damaged', async () => {
    const text = journal('one', 'two').replace('"two"', '"tvo"');
    assert.deepEqual([await entries({ 'words.jsonl': text }), said.length], [['one'], 1]);
  });

  it('says that a line is missing', async () => {
    const text = journal('one') + line(3, { e: 'three' });
    assert.deepEqual([await entries({ 'words.jsonl': text }), said.length], [['one', 'three'], 1]);
  });

  it('gives what a damaged header stands before', async () => {
    const text = journal('one').replace('words', 'wörds');
    assert.deepEqual([await entries({ 'words.jsonl': text }), said.length], [['one'], 1]);
  });

  it('goes on in the file that its last line names', async () => {
    const next = 'words-0123456789abcdef.jsonl';
    const files = { 'words.jsonl': journal('one', 'two') + line(3, { next }), [next]: journal('two') };
    assert.deepEqual([await entries(files), said], [['two'], []]);
  });

  it('ends where it is when the file that it names is not there', async () => {
    const text = journal('one') + line(2, { next: 'words-0123456789abcdef.jsonl' });
    assert.deepEqual(await entries({ 'words.jsonl': text }), ['one']);
  });

  it('is the last damaged file that was moved away when no other came in its place', async () => {
    const files = {
      'words.damaged-20260101T000000Z-aaaa.jsonl': journal('old'),
      'words.damaged-20260102T000000Z-aaaa.jsonl': journal('one', 'two').replace('"one"', '"öne"'),
    };
    assert.deepEqual([await entries(files), said.length], [['two'], 1]);
  });

  it('does not touch what a newer version has written', async () => {
    const text = journal('one').replace('"version":1', '"version":3');
    await assert.rejects(entries({ 'words.jsonl': text }), {
      what: `${path.join(folder, 'words.jsonl')} was written by a newer version of Plugin Workbench.`,
    });
  });

  it('is kept under other names once it is taken over', async () => {
    await entries({ 'words.jsonl': journal('one'), 'words.damaged-20260101T000000Z-aaaa.jsonl': journal('old') });
    await opened().putAside();
    assert.equal(await opened().entries(), undefined);
    assert.deepEqual(
      (await readdir(folder)).map((name) => name.replace(/\d{13}/, 'TIME')),
      ['words.damaged-20260101T000000Z-aaaa.jsonl.TIME.old', 'words.jsonl.TIME.old'],
    );
  });
});
