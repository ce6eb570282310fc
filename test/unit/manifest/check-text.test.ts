import assert from 'node:assert/strict';
import { checkText } from '../../../src/manifest/check/check-text';
import { sniff } from '../../../src/manifest/check/recognition';
import type { ManifestKind } from '../../../src/manifest/kind';
import { ParseCache } from '../../../src/manifest/parse/parse-cache';
import { rule } from '../../../src/manifest/rule';
import { manifestKinds, manifestRules } from '../../../src/platforms/spaceone/manifest-kinds';
import { registerManifest } from '../../../src/platforms/spaceone/register-manifest';

/** But for the one that is about files with several manifests, as these are. */
const rules = manifestRules.filter(({ code }) => code !== 'spaceone/one-document');
const good = 'name: Example\nresource_type: inventory.Collector\nimage: plugin-example\n';

describe('checking a text', () => {
  it('says where a finding is in the file, not in its document', () => {
    const text = `other: thing\n---\n${good}---\n${good.replace('name', 'nmae')}`;
    const { findings } = checkText(text, manifestKinds, rules);
    assert.deepEqual(
      findings.map(({ code, range }) => [code, text.slice(range.start, range.end), range.start]),
      [['manifest/unknown-key', 'nmae', text.indexOf('nmae')]],
    );
  });

  it('moves the places of a fix with its finding', () => {
    const text = `other: thing\n---\n${good}provider: no\n`;
    const [finding] = checkText(text, manifestKinds, rules).findings;
    const range = finding?.fix?.range ?? { start: 0, end: 0 };
    assert.equal(text.slice(range.start, range.end), 'no');
  });

  it('gives the same findings for LF, CRLF and a byte order mark, on the same lines and columns', () => {
    const text = `${good}labls: []\ntags:\n  a: 1.10\n  b: "é😀"\n  c: 0123\n`;
    const seen = [text, text.replaceAll('\n', '\r\n'), `\uFEFF${text}`].map((variant) => {
      const { findings, lines } = checkText(variant, manifestKinds, manifestRules);
      return findings.map(({ code, range }) => ({ code, ...lines.rangeAt(range) }));
    });
    assert.equal(seen[0]?.length, 3);
    assert.deepEqual(seen[1], seen[0]);
    assert.deepEqual(seen[2], seen[0]);
  });

  it('parses one document again when one of a hundred was edited', () => {
    const cache = new ParseCache();
    const documents = Array.from({ length: 100 }, (_, index) => `---\n${good}provider: p${index}\n`);
    const previous = checkText(documents.join(''), manifestKinds, manifestRules, { cache });
    documents[50] = `---\n${good}provider: edited\n`;
    const parses = cache.parses;
    checkText(documents.join(''), manifestKinds, manifestRules, { cache, previous });
    assert.equal(cache.parses - parses, 1);
  });

  it('parses no document that is none of ours', () => {
    const cache = new ParseCache();
    const { findings, documents } = checkText('a: 1\n---\nb: [\n', manifestKinds, manifestRules, { cache });
    assert.deepEqual([findings, documents.map(({ kind }) => kind), cache.parses], [[], [undefined, undefined], 0]);
  });

  it('says of a check that fails that it failed, and goes on with the others', () => {
    const broken = rule({
      code: 'test/broken',
      kinds: ['spaceone.register'],
      severity: 'error',
      check() {
        throw new Error('no such thing');
      },
    });
    const { findings } = checkText(`${good}template: {}\n`, manifestKinds, [broken, ...manifestRules]);
    assert.deepEqual(
      findings.map(({ code }) => code),
      ['manifest/internal-failure', 'spaceone/template-in-2.0'],
    );
    assert.match(findings[0]?.message ?? '', /test\/broken.*no such thing/);
  });

  it('says so when recognition itself fails', () => {
    const broken: ManifestKind = {
      ...registerManifest,
      recognize: () => {
        throw new Error('lost');
      },
    };
    assert.deepEqual(
      checkText(good, [broken], []).findings.map(({ code }) => code),
      ['manifest/internal-failure'],
    );
  });

  it('runs a rule on the kinds that it names alone', () => {
    const other = rule({
      code: 'test/other',
      kinds: ['other.kind'],
      severity: 'error',
      *check({ document }) {
        yield { range: document.head, message: 'never' };
      },
    });
    assert.deepEqual(checkText(good, manifestKinds, [other]).findings, []);
  });

  it('leaves a text alone that is longer than its limit, and says so if it may be ours', () => {
    const codes = (text: string): string[] =>
      checkText(text, manifestKinds, [], { lengthLimit: 50 }).findings.map(({ code }) => code);
    assert.deepEqual(codes(good), ['manifest/too-long']);
    assert.deepEqual(codes(`a: ${'b'.repeat(60)}`), []);
  });
});

describe('a kind, once recognized,', () => {
  const kindsOf = (...texts: string[]): (string | undefined)[] => {
    let previous: ReturnType<typeof checkText> | undefined;
    for (const text of texts) {
      previous = checkText(text, manifestKinds, manifestRules, { previous });
    }
    return previous?.documents.map(({ kind }) => kind?.id) ?? [];
  };

  it('stays while the deciding line is half typed', () => {
    const halfTyped = good.replace('resource_type: inventory.Collector', 're').replace('image: plugin-example', 'ima');
    assert.deepEqual(kindsOf(halfTyped), [undefined]);
    assert.deepEqual(kindsOf(good, halfTyped), ['spaceone.register']);
  });

  it('goes when the document becomes something else', () => {
    assert.deepEqual(kindsOf(good, 'apiVersion: v1\nkind: Secret\n'), [undefined]);
    assert.deepEqual(kindsOf(good, ''), [undefined]);
  });

  it('stays with its document when others come before and after it', () => {
    const halfTyped = 'name: Example\nima';
    const before = `a: 1\n---\n${good}`;
    const after = `a: 1\n---\n${halfTyped}\n`;
    assert.deepEqual(kindsOf(before, after), [undefined, 'spaceone.register']);
    assert.deepEqual(kindsOf(before, after, `new: 1\n---\n${after}---\nb: 2\n`), [
      undefined,
      undefined,
      'spaceone.register',
      undefined,
    ]);
  });
});

describe('a look before parsing', () => {
  const maybe = [
    good,
    `\uFEFF${good}`,
    good.replaceAll('\n', '\r'),
    '{name: a, "image": b}',
    '---\n{image: a}',
    '  name: a\n  image: b\n',
  ];
  const never = ['', 'a: b', 'spec:\n  image: x\n  capability: y\n', '# image: x\n', 'my_image: x\nimages: []\n'];

  it('never misses what is recognized', () => {
    assert.deepEqual(
      maybe.map((text) => sniff(text, manifestKinds)),
      maybe.map(() => true),
    );
  });

  it('spares most of the rest the parsing', () => {
    assert.deepEqual(
      never.map((text) => sniff(text, manifestKinds)),
      never.map(() => false),
    );
  });
});
