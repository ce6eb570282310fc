import assert from 'node:assert/strict';
import { checkText } from '../../../src/manifest/check/check-text';
import type { Finding, Fix } from '../../../src/manifest/finding';
import { applyEdits, editsOf, safeEdits } from '../../../src/manifest/edit/fix-edits';
import { manifestRules } from '../../../src/platforms/spaceone/manifest-kinds';
import { registerManifest } from '../../../src/platforms/spaceone/register-manifest';
import { sampleKind } from './sample-kind';

const findingsOf = (text: string): readonly Finding[] =>
  checkText(text, [registerManifest, sampleKind], manifestRules).findings;

const fixesOf = ({ fix, choices = [] }: Finding): readonly Fix[] => [...(fix ? [fix] : []), ...choices];

/** The text after the fix of this title for the first finding of a code. */
function mend(text: string, code: string, title: string): string {
  const finding = findingsOf(text).find((each) => each.code === code);
  assert.ok(finding, `${code} is found`);
  const fix = fixesOf(finding).find((each) => each.title === title);
  assert.ok(
    fix,
    `"${title}" is among ${fixesOf(finding)
      .map((each) => each.title)
      .join(', ')}`,
  );
  return applyEdits(text, editsOf(finding, fix));
}

const head = 'name: A\nresource_type: inventory.Collector\nimage: a\n';
const old = 'name: A\nservice_type: inventory.Collector\nimage: a\n';

const fixes: [code: string, title: string, before: string, after: string][] = [
  ['manifest/unknown-key', 'Rename to provider', `${head}provder: aws\n`, `${head}provider: aws\n`],
  ['manifest/camel-case-key', 'Rename to plugin_id', `${head}pluginId: a\n`, `${head}plugin_id: a\n`],
  ['manifest/type', 'Quote 1.10', head.replace('A', '1.10'), head.replace('A', '"1.10"')],
  ['manifest/type', 'Make it a list', `${head}labels: a\n`, `${head}labels: [a]\n`],
  ['manifest/type', 'Remove the quotes', 'sample: "1"\n', 'sample: 1\n'],
  ['manifest/scalar', 'Quote no', `${head}tags:\n  country: no\n`, `${head}tags:\n  country: "no"\n`],
  ['manifest/key-type', 'Quote on', `${head}tags:\n  on: a\n`, `${head}tags:\n  "on": a\n`],
  ['manifest/tab', 'Replace the tab by a space', `${head}provider: a\t# b\n`, `${head}provider: a # b\n`],
  [
    'manifest/choice',
    'Change to DOCKER_HUB',
    `${head}registry_type: DOCKERHUB\n`,
    `${head}registry_type: DOCKER_HUB\n`,
  ],
  ['manifest/choice', 'Change to HARBOR', `${old}registry_type: GITHUB\n`, `${old}registry_type: HARBOR\n`],
  [
    'manifest/choice',
    'Change to off',
    'sample: 1\nrules:\n  - name: a\n    level: of\n',
    'sample: 1\nrules:\n  - name: a\n    level: "off"\n',
  ],
  [
    'manifest/missing-key',
    'Add name and image',
    'resource_type: inventory.Collector\ncapability: {} # none\n',
    'resource_type: inventory.Collector\ncapability: {} # none\nname: ""\nimage: ""\n',
  ],
  [
    'manifest/missing-key',
    'Add name',
    'sample: 1\nrules:\n  - level: low\n    match:\n      a: b\n  - name: c\n',
    'sample: 1\nrules:\n  - level: low\n    match:\n      a: b\n    name: ""\n  - name: c\n',
  ],
  [
    'manifest/missing-key',
    'Add name',
    'sample: 1\nrules: [{ level: low }]\n',
    'sample: 1\nrules: [{ level: low, name: "" }]\n',
  ],
  ['manifest/missing-key', 'Add name', 'sample: 1\nrules: [{}]\n', 'sample: 1\nrules: [{name: ""}]\n'],
  [
    'manifest/missing-key',
    'Add resource_type',
    'name: A\r\nimage: a\r\ncapability: {}',
    'name: A\r\nimage: a\r\ncapability: {}\r\nresource_type: ""',
  ],
  ['manifest/exclusive-keys', 'Keep resource_type', `${head}service_type: b.C\nlabels: []\n`, `${head}labels: []\n`],
  ['manifest/exclusive-keys', 'Keep service_type', `${head}service_type: b.C`, 'name: A\nimage: a\nservice_type: b.C'],
  ['manifest/key-of-other-form', 'Remove plugin_id', `${old}plugin_id: a\n`, old],
  [
    'manifest/key-of-other-form',
    'Rename service_type to resource_type',
    `${old}plugin_id: a\n`,
    `${head}plugin_id: a\n`,
  ],
  [
    'manifest/duplicate-key',
    'Remove the first labels',
    `labels:\n  - a # one\n\n${head}labels: [b]\n`,
    `\n${head}labels: [b]\n`,
  ],
  ['manifest/duplicate-key', 'Remove this name', `${head}name: B`, head.trimEnd()],
  ['manifest/duplicate-key', 'Remove the first a', `${head}tags: { a: b, "a": c }\n`, `${head}tags: { "a": c }\n`],
  ['manifest/duplicate-key', 'Remove this a', `${head}tags: { a: b, "a": c }\n`, `${head}tags: { a: b }\n`],
  [
    'manifest/duplicate-key',
    'Remove the first a',
    'sample: 1\nrules:\n  - name: a\n    match:\n      - a: 1\n        a: 2\n',
    'sample: 1\nrules:\n  - name: a\n    match:\n      - a: 2\n',
  ],
  [
    'spaceone/template-in-2.0',
    'Remove template',
    `${head}template:\n  a: |\n    words\n\nlabels: []\n`,
    `${head}\nlabels: []\n`,
  ],
  ['spaceone/image-tag', 'Remove the tag', head.replace('image: a', 'image: a:1.0'), head],
  ['spaceone/unknown-plugin-type', 'Change to inventory.Collector', head.replace('Coll', 'Col'), head],
];

describe('a fix', () => {
  for (const [code, title, before, after] of fixes) {
    it(`of ${code}: ${title}`, () => assert.equal(mend(before, code, title), after));
  }

  it('takes its finding away', () => {
    for (const [code, title, before] of fixes) {
      const count = (text: string): number => findingsOf(text).filter((finding) => finding.code === code).length;
      assert.ok(count(mend(before, code, title)) < count(before), `${code}: ${title}`);
    }
  });

  it('stays in its document', () => {
    assert.equal(
      mend(`a: 1\n---\n${head}template: {}\n`, 'spaceone/template-in-2.0', 'Remove template'),
      `a: 1\n---\n${head}`,
    );
  });

  it('is a snippet with examples to type over where values are to be filled in', () => {
    const [finding] = findingsOf('resource_type: inventory.Collector\ncapability: {}\n');
    assert.equal(
      finding?.fix?.snippet,
      '\nname: ${1:Example Cloud Collector}\nimage: ${2:plugin-example-inven-collector}',
    );
  });

  const none: [name: string, code: string, text: string][] = [
    [
      'would take an anchor away that others refer to',
      'spaceone/template-in-2.0',
      `${head}template: &a {}\ntags: *a\n`,
    ],
    ['would change a key that a merge brings', 'spaceone/template-in-2.0', `x: &x { template: {} }\n<<: *x\n${head}`],
    ['would cut through a template', 'spaceone/template-in-2.0', `${head}{{ if .a }}\ntemplate: {}\n{{ end }}\n`],
    ['belongs at an alias', 'manifest/missing-key', 'sample: 1\nserver:\n  host: &a { level: low }\nrules: [*a]\n'],
  ];
  for (const [name, code, text] of none) {
    it(`is not offered where it ${name}`, () => {
      const found = findingsOf(text).filter((finding) => finding.code === code);
      assert.ok(found.length > 0, `${code} is found`);
      assert.deepEqual(found.flatMap(fixesOf), []);
    });
  }
});

describe('all safe fixes', () => {
  it('mend what is refused or taken otherwise spelt, and leave what a person must decide', () => {
    const text =
      'name: 1.10\nresourceType: inventory.Collector\nimage: a:1.0\nprovder: aws\nlabels: a\ntags:\n  a: no\n';
    assert.equal(
      applyEdits(text, safeEdits(findingsOf(text))),
      'name: "1.10"\nresource_type: inventory.Collector\nimage: a:1.0\nprovder: aws\nlabels: [a]\ntags:\n  a: no\n',
    );
  });

  it('change nothing when they are applied again', () => {
    const text = 'name: 1.10\nresourceType: inventory.Collector\nimage: a\npluginId: 7\n';
    const once = applyEdits(text, safeEdits(findingsOf(text)));
    assert.deepEqual(safeEdits(findingsOf(once)), []);
  });
});

describe('a fix in a later document', () => {
  const first = 'name: First\nresource_type: inventory.Collector\nimage: b\nlabels: [a]\n---\n';
  const both =
    'name: A\nresource_type: inventory.Collector\nservice_type: inventory.Collector\nimage: a\nservice_type: b\n';

  for (const mark of ['', '\uFEFF']) {
    const about = mark === '' ? '' : ', behind a byte order mark';
    for (const [name, end] of [
      ['', '\n'],
      [', with the line ends of Windows', '\r\n'],
    ] as const) {
      const lines = (text: string): string => mark + text.replaceAll('\n', end);

      it(`moves each of its edits${about}${name}`, () => {
        const mended = mend(lines(first + both), 'manifest/exclusive-keys', 'Keep resource_type');
        assert.equal(mended, lines(first + head));
      });

      it(`moves its own place${about}${name}`, () => {
        const text = lines(first + both.replace('service_type: b\n', '').replace('A', '1.10'));
        assert.equal(mend(text, 'manifest/type', 'Quote 1.10'), text.replace('1.10', '"1.10"'));
      });
    }
  }
});

describe('a manifest behind a byte order mark', () => {
  const wrong = `${head}provder: aws\ntags: {country: no}\nname: B\n`;

  it('has the findings that it has without', () => {
    const told = (text: string): string[] =>
      findingsOf(text).map(({ code, range }) => `${code} ${text.slice(range.start, range.end)}`);
    assert.deepEqual(told(`\uFEFF${wrong}`), told(wrong));
    assert.equal(told(wrong).length, 3);
  });

  it('keeps the mark when its first key is changed', () => {
    const misspelt = head.replace('name', 'nam');
    assert.equal(mend(`\uFEFF${misspelt}`, 'manifest/unknown-key', 'Rename to name'), `\uFEFF${head}`);
  });
});

describe('what a template may still bring', () => {
  const open = '{{- include "more" . }}\n';
  const titlesOf = (text: string, code: string): string[] =>
    findingsOf(text)
      .filter((each) => each.code === code)
      .flatMap(fixesOf)
      .map(({ title }) => title);

  it('is not removed with a key of another form', () => {
    assert.deepEqual(titlesOf(`${head}domain_id: a\n`, 'manifest/key-of-other-form').length > 0, true);
    assert.deepEqual(titlesOf(`${head}domain_id: a\n${open}`, 'manifest/key-of-other-form'), []);
  });

  it('is not kept from a choice between two keys', () => {
    const both = `${head}service_type: inventory.Collector\n`;
    assert.deepEqual(titlesOf(both, 'manifest/exclusive-keys'), ['Keep resource_type', 'Keep service_type']);
    assert.deepEqual(titlesOf(both + open, 'manifest/exclusive-keys'), []);
  });

  it('is not removed with a template of 1.x', () => {
    assert.equal(titlesOf(`${head}template: {}\n`, 'spaceone/template-in-2.0').length, 1);
    assert.deepEqual(titlesOf(`${head}template: {}\n${open}`, 'spaceone/template-in-2.0'), []);
  });
});
