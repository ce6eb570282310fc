import assert from 'node:assert/strict';
import { completeAt } from '../../../src/manifest/edit/completion';
import { NameTable, NamesWithFile, type FoundName, type Names } from '../../../src/manifest/names/names';
import { ParseCache } from '../../../src/manifest/parse/parse-cache';
import { sampleKind } from './sample-kind';

function named(file: string, name: string, is: FoundName['is'] = 'definition'): FoundName {
  const at = { start: { line: 0, character: 0 }, end: { line: 0, character: name.length } };
  return { is, sort: 'host', name, file, range: { start: 0, end: name.length }, at };
}

describe('the names of a workspace', () => {
  it('are those of an open text instead of what was read of its file', () => {
    const read = new NameTable([named('/a', 'old'), named('/b', 'other'), named('/b', 'old', 'reference')], true);
    const names = new NamesWithFile(read, '/a', [named('/a', 'new')], true);
    assert.deepEqual(
      names.definitions('host').map(({ file, name }) => `${file} ${name}`),
      ['/b other', '/a new'],
    );
    assert.deepEqual([names.definitions('host', 'old').length, names.references('host', 'old').length], [0, 1]);
    assert.deepEqual([names.inFile('/a').length, names.inFile('/b').length], [1, 2]);
  });
});

describe('completion of names', () => {
  const kind: typeof sampleKind = {
    ...sampleKind,
    *offers({ steps }, names) {
      if (steps.join('.') === 'server.host') {
        yield* names.definitions('host').map(({ name, file }) => ({ value: name, detail: file }));
      }
    },
  };
  const complete = (text: string, names: Names = new NameTable([named('/w/a.yaml', 'db-1')], true)): string[] =>
    completeAt({ text, before: [], cache: new ParseCache(), names }, text.length, [kind]).map(
      ({ snippet, detail }) => `${snippet} (${detail ?? ''})`,
    );

  it('offers what the workspace defines, and where', () => {
    assert.deepEqual(complete('sample: 1\nserver:\n  host: '), ['db-1 (/w/a.yaml)']);
  });

  it('keeps the quotes that are there', () => {
    assert.deepEqual(complete('sample: 1\nserver:\n  host: "'), ['"db-1" (/w/a.yaml)']);
  });

  it('offers what the schema has where nothing is defined', () => {
    assert.deepEqual(complete('sample: 1\nserver:\n  port: ')[0], '443 (default)');
  });
});
