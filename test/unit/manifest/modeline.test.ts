import assert from 'node:assert/strict';
import { checkText } from '../../../src/manifest/check/check-text';
import { sampleKind } from './sample-kind';

const kindOf = (text: string): string | undefined => checkText(text, [sampleKind], []).documents[0]?.kind?.id;

describe('a comment that names the kind of a document', () => {
  it('makes it of that kind, whatever is in it', () => {
    assert.equal(kindOf('# plugin-workbench: kind=test.sample\nother: 1\n'), 'test.sample');
  });

  it('makes it nobody’s with "none"', () => {
    assert.equal(kindOf('sample: 1\n# plugin-workbench: kind=none\n'), undefined);
  });

  it('speaks for its own document only', () => {
    const text = '# plugin-workbench: kind=none\nsample: 1\n---\nsample: 2\n';
    assert.deepEqual(
      checkText(text, [sampleKind], []).documents.map(({ kind }) => kind?.id),
      [undefined, 'test.sample'],
    );
  });

  it('does not count when no kind is called that, or when it is no comment of its own', () => {
    assert.equal(kindOf('# plugin-workbench: kind=other\nsample: 1\n'), 'test.sample');
    assert.equal(kindOf('sample: 1 # plugin-workbench: kind=none\n'), 'test.sample');
  });
});
