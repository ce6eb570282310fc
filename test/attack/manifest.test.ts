import assert from 'node:assert/strict';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { checkText } from '../../src/manifest/check/check-text';
import { sniff } from '../../src/manifest/check/recognition';
import { ParseCache } from '../../src/manifest/parse/parse-cache';
import { manifestKinds, manifestRules } from '../../src/platforms/spaceone/manifest-kinds';

const head = 'name: Example\nresource_type: inventory.Collector\nimage: plugin-example\n';

/** The codes of a text's findings, each once. */
function codes(text: string): string[] {
  const { findings } = checkText(text, manifestKinds, manifestRules);
  return [...new Set(findings.map(({ code }) => code))];
}

/** In bytes, once all is collected that nothing refers to. */
function heapInUse(): number {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  return process.memoryUsage().heapUsed;
}

function times(count: number, line: (index: number) => string): string {
  return Array.from({ length: count }, (_, index) => line(index)).join('');
}

describe('a hostile manifest', function () {
  // Every one of these takes tens of milliseconds; expanded, recursive or quadratic work would take minutes.
  this.timeout(10_000);

  it('cannot expand aliases: a bomb is named as one', () => {
    const levels = Array.from({ length: 9 }, (_, level) => {
      const items = Array.from({ length: 9 }, () => (level === 0 ? 'lol' : `*a${level - 1}`)).join(', ');
      return `  k${level}: &a${level} [${items}]\n`;
    });
    assert.deepEqual(codes(`${head}tags:\n${levels.join('')}`), ['manifest/alias-expansion']);
  });

  it('cannot hide a bomb in merge keys', () => {
    const levels = Array.from({ length: 3000 }, (_, level) => {
      const merge = level === 0 ? '' : `<<: *a${level - 1}, `;
      return `  k${level}: &a${level} {${merge}own${level}: x}\n`;
    });
    assert.deepEqual(codes(`${head}tags:\n${levels.join('')}`), ['manifest/alias-expansion']);
  });

  it('cannot loop', () => {
    assert.deepEqual(codes(`${head}tags: &t\n  self: *t\n  <<: *t\n  list: &l [*l]\n`), ['manifest/alias']);
  });

  it('cannot nest the stack away', () => {
    const depth = 20_000;
    for (const text of [
      `tags: {a: ${'['.repeat(depth)}${']'.repeat(depth)}}\n`,
      `tags: ${'{a: '.repeat(depth)}${'}'.repeat(depth)}\n`,
      `tags: ${'['.repeat(depth)}\n`,
      `tags:\n  ${'- '.repeat(depth)}x\n`,
      `tags:\n  ${'? '.repeat(depth)}x\n`,
    ]) {
      assert.deepEqual(codes(head + text), ['manifest/too-deep'], text.slice(0, 20));
    }
  });

  it('cannot nest by aliases either', () => {
    const levels = Array.from({ length: 5000 }, (_, level) =>
      level === 0 ? '  k0: &a0 [x]\n' : `  k${level}: &a${level} [*a${level - 1}]\n`,
    );
    assert.deepEqual(codes(`${head}tags:\n${levels.join('')}`), ['manifest/too-deep']);
  });

  it('cannot nest in any style, at any depth, closed or not', () => {
    for (const level of ['[', '{', '{a: ', '- ', '? ', 'a: ', '[{', '- ? ']) {
      for (const depth of [1000, 20_000]) {
        assert.deepEqual(codes(`${head}tags:\n  ${level.repeat(depth)}`), ['manifest/too-deep'], level);
      }
      const [code = '', ...others] = codes(`${head}tags:\n  ${level.repeat(300_000)}`);
      assert.match(code, /too-deep|too-long/, level);
      assert.deepEqual(others, []);
    }
    const indented = Array.from({ length: 1000 }, (_, level) => `${' '.repeat(level)}a:\n`);
    assert.deepEqual(codes(`${head}tags:\n ${indented.join(' ')}`), ['manifest/too-deep']);
  });

  const crowds: [name: string, text: string][] = [
    ['100,000 anchors', times(100_000, (index) => `  k${index}: &a${index} v\n`)],
    ['100,000 times the same anchor', times(100_000, (index) => `  k${index}: &a v\n`)],
    ['100,000 aliases of nothing', times(100_000, (index) => `  k${index}: *a${index}\n`)],
    ['100,000 keys', times(100_000, (index) => `  k${index}: v\n`)],
    ['100,000 tags', times(100_000, (index) => `  k${index}: !x v\n`)],
    ['100,000 block scalars', times(100_000, (index) => `  k${index}: |\n    v\n`)],
    ['100,000 mistakes', times(100_000, (index) => `  k${index} v\n  : w\n`)],
    ['a megabyte of items on one line', `  k: [${'a, '.repeat(333_000)}]\n`],
    ['a megabyte of lists on one line', `  k: [${'[], '.repeat(250_000)}]\n`],
    ['a megabyte of pairs on one line', `  k: {${times(90_000, (index) => `k${index}: v, `)}}\n`],
    ['as many empty lines', '\n'.repeat(400_000)],
    ['as many comments', times(400_000, () => '  # c\n')],
  ];
  for (const [name, text] of crowds) {
    it(`with ${name} is told to be too long to be checked`, () => {
      assert.deepEqual(codes(`${head}tags:\n${text}`), ['manifest/too-long']);
    });
  }

  it('with a megabyte in one word, quoted or not, is checked', () => {
    const word = 'x'.repeat(1_000_000);
    assert.deepEqual(codes(`${head}tags:\n  k: ${word}\n  l: "${word}"\n  m: |\n    ${word}\n`), []);
    assert.deepEqual(codes(`${head}tags:\n  k: "${word}\n`), ['manifest/syntax']);
    assert.deepEqual(codes(`${head}${word}: 1\n`), ['manifest/syntax']);
  });

  it('with thousands of templates is checked, whether they end or not', () => {
    const lines = (value: string): string => `${head}tags:\n${times(10_000, (index) => `  k${index}: ${value}\n`)}`;
    assert.deepEqual(codes(lines('{{ .Values.x }}')), []);
    assert.deepEqual(codes(lines('"{{ index .Values "x" }}"')), []);
    assert.deepEqual(codes(lines('"{{ .Values.x"')), []);
    assert.deepEqual(codes(lines('{{ .Values.x')), ['manifest/too-deep']);
    assert.deepEqual(codes(`${head}tags: {a: "${'{{'.repeat(500_000)}}}"}\n`), []);
    assert.deepEqual(codes(`${head}tags: ${'{{'.repeat(500_000)}\n`), ['manifest/too-deep']);
  });

  it('may have 8,000 keys in one mapping, unknown ones included', () => {
    const keys = Array.from({ length: 8000 }, (_, index) => `  key${index}: value\n`).join('');
    assert.deepEqual(codes(`${head}tags:\n${keys}`), []);
    assert.deepEqual(codes(head + keys.replaceAll(/^ {2}/gm, '')), ['manifest/unknown-key']);
  });

  it('with NUL or a lone surrogate has one finding, at that character', () => {
    for (const character of ['\0', '\uD800', '\uDC00', '\x1B', '\uFFFE']) {
      const text = `${head}provider: a${character}b\ntags:\n  c: ${character}\n`;
      const { findings, lines } = checkText(text, manifestKinds, manifestRules);
      assert.deepEqual(
        findings.map(({ code, range }) => [code, lines.positionAt(range.start)]),
        [['manifest/syntax', { line: 3, character: 11 }]],
      );
    }
  });

  it('may hold every character that YAML allows', () => {
    assert.deepEqual(codes(`${head}tags:\n  a: "😀 é \u0085 \u2028 \uFEFF"\n`), []);
  });

  const fillers = [
    ' ',
    '\n',
    '\t',
    '#',
    '"',
    "'",
    '{{',
    '{{}}',
    ',',
    '!',
    ':',
    '\\',
    'a: ',
    '&a ',
    '*a ',
    '[],',
    'x\n\n',
    '- |\n',
  ];
  for (const filler of [...fillers, '---\n', '...\n', '%\n', '<<: ', '\uFEFF']) {
    it(`cannot stall a check with a great many of ${JSON.stringify(filler)}`, () => {
      const many = filler.repeat(20_000);
      sniff(many, manifestKinds);
      assert.ok(!codes(`${head}tags: ${many}\nlabels: ${many}`).includes('manifest/internal-failure'));
    });
  }

  it('of 50 MB is not read, and told so', () => {
    assert.deepEqual(codes(head + '# filler\n'.repeat(5_600_000)), ['manifest/too-long']);
  });

  it('of more documents than anyone writes is not read, and told so', () => {
    assert.deepEqual(codes(head + '---\n'.repeat(100_000)), ['manifest/too-long']);
    assert.deepEqual(codes(`a: b\n${'---\n'.repeat(100_000)}`), []);
  });

  it('never keeps the earlier versions of a file for the sake of one of its documents', () => {
    const cache = new ParseCache();
    const other = `---\n${'# filler\n'.repeat(100_000)}`;
    const before = heapInUse();
    for (let version = 0; version < 100; version += 1) {
      checkText(`${head}provider: p${version}\n${other}`, manifestKinds, manifestRules, { cache });
    }
    // A hundred versions of the file are 90 MB.
    assert.ok(heapInUse() - before < 10_000_000);
  });

  it('never fills the cache without end', () => {
    const cache = new ParseCache(10_000);
    for (let index = 0; index < 1000; index += 1) {
      cache.parse(`${head}provider: p${index}\n`);
    }
    const parses = cache.parses;
    cache.parse(`${head}provider: p999\n`);
    assert.equal(cache.parses, parses, 'the last is kept');
    cache.parse(`${head}provider: p0\n`);
    assert.equal(cache.parses, parses + 1, 'the first is not');
  });
});

describe('a large manifest that is right', function () {
  this.timeout(10_000);

  it('is not called an attack for thousands of merges', () => {
    const merges = Array.from({ length: 5000 }, (_, index) => `  s${index}:\n    <<: *base\n    name: n${index}\n`);
    const base = '  base: &base {a: 1, b: two, c: [x], d: {e: f}, g: h}\n';
    assert.deepEqual(codes(`${head}tags:\n${base}${merges.join('')}`), []);
  });

  it('is not called an attack for a long chain of merges that override each other', () => {
    const chain = Array.from({ length: 5000 }, (_, index) => {
      const merge = index === 0 ? '' : `<<: *a${index - 1}, `;
      return `  k${index}: &a${index} {${merge}name: n${index}, kind: k}\n`;
    });
    assert.deepEqual(codes(`${head}tags:\n${chain.join('')}`), []);
  });

  it('may use one anchor thousands of times', () => {
    const uses = Array.from({ length: 10_000 }, (_, index) => `  k${index}: *one\n`);
    assert.deepEqual(codes(`${head}tags:\n  one: &one {a: b}\n${uses.join('')}`), []);
  });
});
