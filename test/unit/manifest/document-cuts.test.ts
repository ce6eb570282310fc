import assert from 'node:assert/strict';
import { cutDocuments } from '../../../src/manifest/parse/document-cuts';

describe('cutting a file into documents', () => {
  const cut = (text: string): string[] => cutDocuments(text).map((each) => each.text);

  it('cuts at a marker and leaves it with the document that follows', () => {
    assert.deepEqual(cut('a: 1\n---\nb: 2\n--- # three\nc: 3'), ['a: 1\n', '---\nb: 2\n', '--- # three\nc: 3']);
  });

  it('loses no character of the file', () => {
    const text = '\uFEFF# start\r\n---\r\na: 1\r\n...\r\n%YAML 1.1\r\n---\r\nb\r\n---\r\n';
    assert.equal(cut(text).join(''), text);
    for (const each of cutDocuments(text)) {
      assert.ok(text.startsWith(each.text, each.start));
    }
  });

  it('keeps a marker inside a block scalar, where it is indented', () => {
    assert.deepEqual(cut('a: |\n  ---\n  x\n---\nb'), ['a: |\n  ---\n  x\n', '---\nb']);
  });

  it('takes no longer line of dashes and no word after them for a marker', () => {
    assert.equal(cut('a: b\n----\n---x\n').length, 1);
  });

  it('keeps comments and directives with the document that they introduce', () => {
    assert.deepEqual(cut('# about\n%YAML 1.1\n---\na: 1\n'), ['# about\n%YAML 1.1\n---\na: 1\n']);
  });

  it('ends a document at its end marker', () => {
    assert.deepEqual(cut('a: 1\n...\n# next\n---\nb: 2\n'), ['a: 1\n...\n', '# next\n---\nb: 2\n']);
  });

  it('finds one empty document in an empty file', () => {
    assert.deepEqual(cut(''), ['']);
  });
});
