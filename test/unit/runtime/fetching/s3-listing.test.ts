import assert from 'node:assert/strict';
import { readPage, readRefusal } from '../../../../src/runtime/fetching/s3-listing';
import { readXml } from '../../../../src/runtime/fetching/xml';

const page = (inner: string): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${inner}</ListBucketResult>`;
const object = (key: string): string =>
  `<Contents><Key>${key}</Key><Size>3</Size><ETag>&quot;abc&quot;</ETag><Owner><ID>x</ID></Owner></Contents>`;

describe('a page of a listing', () => {
  const keys = (text: string): string[] | undefined => readPage(text)?.objects.map(({ key }) => key);

  it('is read with its objects and what asks for the next', () => {
    const text = page(
      `<IsTruncated>true</IsTruncated>${object('a/b.py')}<NextContinuationToken>t&amp;1</NextContinuationToken>`,
    );
    assert.deepEqual(readPage(text), { objects: [{ key: 'a/b.py', size: 3, etag: 'abc' }], next: 't&1' });
  });

  it('is the last one where it is not cut, whatever token it has', () => {
    const text = page('<IsTruncated>false</IsTruncated><NextContinuationToken>t</NextContinuationToken>');
    assert.equal(readPage(text)?.next, undefined);
  });

  it('has keys with the characters that stand for them', () => {
    assert.deepEqual(keys(page(object('a&lt;b&gt;&amp;&#x20AC;&#65;&apos;') + object('<![CDATA[<c>]]>'))), [
      "a<b>&€A'",
      '<c>',
    ]);
  });

  it('has keys that are encoded as in an address only where it says so', () => {
    assert.deepEqual(keys(page(`<EncodingType>url</EncodingType>${object('a+b%2Bc%C3%A4')}`)), ['a b+cä']);
    assert.deepEqual(keys(page(object('a+b%2Bc'))), ['a+b%2Bc']);
  });

  for (const [what, text] of Object.entries({
    'a page of HTML': '<!DOCTYPE html><html><body>Log in</body></html>',
    'HTML that is XML': '<html><body/></html>',
    'a document that is cut off': page(object('a')).slice(0, -5),
    'an entity of its own': '<!DOCTYPE x [<!ENTITY a "b">]><ListBucketResult/>',
    'an unknown reference': page(object('&lol;')),
    'elements that cross': '<ListBucketResult><a><b></a></b></ListBucketResult>',
    nothing: '',
  })) {
    it(`is not ${what}`, () => {
      assert.equal(readPage(text), undefined);
    });
  }

  it('is not confused by attributes, comments and prefixes', () => {
    const text =
      '<s3:ListBucketResult a="1>2" b=\'/>\'><!-- <Contents> --><s3:Contents><Key>k</Key><Size>1</Size></s3:Contents></s3:ListBucketResult>';
    assert.deepEqual(readPage(text)?.objects, [{ key: 'k', size: 1, etag: '' }]);
  });

  it('leaves out an object without a size that counts', () => {
    assert.deepEqual(
      keys(page('<Contents><Key>k</Key><Size>-1</Size></Contents><Contents><Key>l</Key></Contents>')),
      [],
    );
  });
});

describe('a refusal of a service', () => {
  it('has a code and a message', () => {
    assert.deepEqual(
      readRefusal('<Error><Code>NoSuchBucket</Code><Message>It is &quot;gone&quot;.</Message></Error>'),
      {
        code: 'NoSuchBucket',
        message: 'It is "gone".',
      },
    );
  });

  it('is not every document', () => {
    assert.equal(readRefusal('<Fault><Code>x</Code></Fault>'), undefined);
  });
});

describe('reading XML', () => {
  it('takes a time that grows with the text', () => {
    for (const text of [
      '<a'.repeat(200_000),
      `<a ${'"'.repeat(200_000)}`,
      `<!--${'-'.repeat(200_000)}`,
      '&'.repeat(200_000),
    ]) {
      assert.equal(readXml(text), undefined);
    }
  });
});
