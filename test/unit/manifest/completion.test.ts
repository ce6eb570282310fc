import assert from 'node:assert/strict';
import { completeAt, type Suggestion } from '../../../src/manifest/edit/completion';
import { noNames } from '../../../src/manifest/names/names';
import { ParseCache } from '../../../src/manifest/parse/parse-cache';
import { checkText } from '../../../src/manifest/check/check-text';
import type { Schema } from '../../../src/manifest/schema/json-schema';
import { registerManifest } from '../../../src/platforms/spaceone/register-manifest';
import { sampleKind } from './sample-kind';

const kinds = [registerManifest, sampleKind];

/** The suggestions where `|` stands; `before` is the text as it was checked last. */
function complete(marked: string, before?: string): Suggestion[] {
  const offset = marked.indexOf('|');
  const text = marked.slice(0, offset) + marked.slice(offset + 1);
  const known = before === undefined ? [] : checkText(before, kinds, []).documents;
  return completeAt({ text, before: known, cache: new ParseCache(), names: noNames }, offset, kinds);
}

/** The text once the suggestion with this label is taken, the cursor's places left as a snippet has them. */
function take(marked: string, label: string): string {
  const offset = marked.indexOf('|');
  const text = marked.slice(0, offset) + marked.slice(offset + 1);
  const found = complete(marked).find((suggestion) => suggestion.label === label);
  assert.ok(found, `${label} is offered`);
  return text.slice(0, found.range.start) + found.snippet + text.slice(found.range.end);
}

/** The suggestions where `|` stands in a manifest of a kind that has this schema. */
function completeIn(marked: string, schema: Schema): Suggestion[] {
  const offset = marked.indexOf('|');
  const text = marked.slice(0, offset) + marked.slice(offset + 1);
  const kind = { ...sampleKind, schema };
  const before = checkText(text, [kind], []).documents;
  return completeAt({ text, before, cache: new ParseCache(), names: noNames }, offset, [kind]);
}

const labels = (suggestions: readonly Suggestion[]): string[] => suggestions.map(({ label }) => label);
const head = 'name: A\nresource_type: inventory.Collector\nimage: a\n';

describe('completion of keys', () => {
  it('offers what the form has and the manifest has not, what is required first', () => {
    assert.deepEqual(labels(complete('resource_type: inventory.Collector\nprovider: a\ncapability: {}\n|')), [
      'name',
      'image',
      'plugin_id',
      'registry_type',
      'registry_config',
      'labels',
      'tags',
      'docs',
    ]);
  });

  it('offers the keys of every form while nothing tells which it is', () => {
    const found = labels(complete('name: A\nimage: a\ncapability: {}\n|'));
    assert.ok(['resource_type', 'service_type', 'plugin_id', 'project_id'].every((key) => found.includes(key)));
  });

  const places: [name: string, marked: string, first: string][] = [
    ['on an empty line', `${head}|`, 'plugin_id'],
    ['on a line that is half typed', `${head}plu|`, 'plugin_id'],
    ['between other keys', `name: A\nplu|\nresource_type: inventory.Collector\nimage: a\n`, 'plugin_id'],
    ['in a mapping that is still empty', `sample: 1\nserver:\n  |`, 'host'],
    ['in a mapping that is half typed', `sample: 1\nserver:\n  po|`, 'host'],
    ['between the keys of a mapping', `sample: 1\nserver:\n  |\n  port: 1\n`, 'host'],
    ['behind the dash of a new item', `sample: 1\nrules:\n  - name: a\n  - |`, 'name'],
    ['behind a dash at the column of its key', `sample: 1\nrules:\n- na|\n`, 'name'],
    ['in an item that has begun', `sample: 1\nrules:\n  - name: a\n    |`, 'level'],
    ['in front of an item that goes on', `sample: 1\nrules:\n  - na|\n    level: low\n`, 'name'],
    ['inside braces', `sample: 1\nserver: { | }\n`, 'host'],
    ['inside braces behind others', `sample: 1\nserver: { host: a, | }\n`, 'port'],
    ['in a later document', `a: 1\n---\nsample: 1\nserver:\n  |\n---\nb: 1\n`, 'host'],
    ['behind a block of text', `sample: 1\ntext: |\n`.replace('|', '>\n  words\n') + '|', 'server'],
    ['where only examples tell the keys', `${head}capability:\n  |`, 'supported_schema'],
  ];
  for (const [name, marked, first] of places) {
    it(name, () => assert.equal(labels(complete(marked))[0], first));
  }

  const nowhere: [name: string, marked: string][] = [
    ['in a manifest that is not ours', 'apiVersion: v1\nkind: Pod\n|'],
    ['in a comment', `${head}# |`],
    ['behind a value', `${head}provider: aws # |`],
    ['inside a block of text', 'sample: 1\ntext: >\n  words\n  |'],
    ['inside quotes of several lines', 'sample: 1\ntext: "words\n  |\n  "\n'],
    ['at a column where nothing can stand', 'sample: 1\nserver:\n    port: 1\n  |'],
    ['below a value that is complete', `${head}provider: aws\n  |`],
    ['in the indentation of a key', 'sample: 1\nserver:\n |   port: 1\n'],
  ];
  for (const [name, marked] of nowhere) {
    it(`offers nothing ${name}`, () => assert.deepEqual(labels(complete(marked)), []));
  }

  const texts: [name: string, marked: string, label: string, after: string][] = [
    ['a scalar', `${head}plu|`, 'plugin_id', `${head}plugin_id: $0`],
    ['a list', `${head}|`, 'labels', `${head}labels:\n  - $0`],
    ['a mapping', `${head}|`, 'tags', `${head}tags:\n  $0`],
    ['a mapping in an item', 'sample: 1\nrules:\n  - |', 'match', 'sample: 1\nrules:\n  - match:\n      $0'],
    ['a mapping in braces', 'sample: 1\nserver: { | }', 'tls', 'sample: 1\nserver: { tls: {$0} }'],
    ['the one value there is', 'sample: 1\nrules:\n  - |', 'version', 'sample: 1\nrules:\n  - version: "1.0"'],
    ['a key that has its value', `${head}plu|: x\n`, 'plugin_id', `${head}plugin_id: x\n`],
    [
      'a key in JSON',
      '{"sample": 1, "server": {"port": 1, |}}',
      'on',
      '{"sample": 1, "server": {"port": 1, "on": "$0"}}',
    ],
    ['a text in JSON', '{"sample": 1, "server": {|}}', 'host', '{"sample": 1, "server": {"host": "$0"}}'],
    ['a key in the quotes of JSON', '{"sample": 1,\n  "ser|"\n}', 'server', '{"sample": 1,\n  "server": {$0}\n}'],
    ['a value in JSON', '{"sample": 1, "rules": [{"level": |}]}', 'low', '{"sample": 1, "rules": [{"level": "low"}]}'],
    ['a key in quotes that are there', "sample: 1\nserver:\n  'po|'", 'port', "sample: 1\nserver:\n  'port': $0"],
    ['a key that must be quoted', 'sample: 1\nserver:\n  |', 'on', 'sample: 1\nserver:\n  "on": $0'],
  ];
  for (const [name, marked, label, after] of texts) {
    it(`writes ${name}`, () => assert.equal(take(marked, label), after));
  }

  it('holds a key in quotes against what is typed with its quotes', () => {
    const filters = ['{"sample": 1, "po|": 1}', '{"sample": 1, |}', "sample: 1\n'po|': 1", 'sample: 1\n|'].map(
      (marked) => completeIn(marked, { properties: { port: {} } })[0]?.filter,
    );
    assert.deepEqual(filters, ['"port"', 'port', "'port'", 'port']);
  });

  it('offers what is required before what only stands in front of it', () => {
    const schema: Schema = { type: 'object', required: ['b'], properties: { a: {}, b: {} } };
    assert.deepEqual(labels(completeIn('sample: 1\n|', schema)), ['b', 'a']);
  });

  it('asks for a value where the schema lists several, and not where it has one or none', () => {
    const schema: Schema = {
      properties: { several: { enum: ['a', 'b'] }, one: { const: 'a' }, any: { type: 'string' } },
    };
    assert.deepEqual(
      completeIn('sample: 1\n|', schema).map(({ label, asksForValue }) => [label, asksForValue]),
      [
        ['several', true],
        ['one', false],
        ['any', false],
      ],
    );
  });

  it('writes a mapping also where null may stand in its place', () => {
    const schema: Schema = { properties: { a: { type: ['null', 'object'] } } };
    assert.deepEqual(completeIn('sample: 1\n|', schema)[0]?.snippet, 'a:\n  $0');
  });

  it('stays while the line that made the manifest ours is half typed', () => {
    const before = 'name: A\nresource_type: inventory.Collector\n';
    assert.deepEqual(labels(complete('name: A\nresource_t|\n', before)).slice(0, 1), ['resource_type']);
  });

  it('parses a document once, however long a person types on one of its lines', () => {
    const cache = new ParseCache();
    const before = checkText(head, kinds, []).documents;
    for (const typed of ['p', 'pl', 'plu']) {
      const text = `${head}${typed}`;
      assert.ok(completeAt({ text, before, cache, names: noNames }, text.length, kinds).length > 0);
    }
    assert.equal(cache.parses, 1);
  });
});

describe('completion of values', () => {
  it('offers what the schema lists, the default marked', () => {
    const found = complete(`${head}registry_type: |`);
    assert.deepEqual(labels(found).slice(0, 3), ['DOCKER_HUB', 'AWS_PRIVATE_ECR', 'HARBOR']);
    assert.equal(found[0]?.detail, 'default');
  });

  const texts: [name: string, marked: string, label: string, after: string][] = [
    ['half typed', `${head}registry_type: DOC|`, 'HARBOR', `${head}registry_type: HARBOR`],
    ['with a comment behind', `${head}registry_type: D| # x`, 'HARBOR', `${head}registry_type: HARBOR # x`],
    ['in quotes', `${head}registry_type: "DOC|"`, 'HARBOR', `${head}registry_type: "HARBOR"`],
    ['in a quote that is open', `${head}registry_type: 'DOC|`, 'HARBOR', `${head}registry_type: 'HARBOR'`],
    [
      'an example',
      'name: A\nresource_type: |\nimage: a\n',
      'identity.Domain',
      'name: A\nresource_type: identity.Domain\nimage: a\n',
    ],
    ['an item of a list', `${head}labels:\n  - |`, 'Webhook', `${head}labels:\n  - Webhook`],
    ['an item in brackets', `${head}labels: [|]`, 'Webhook', `${head}labels: [Webhook]`],
    ['a boolean', 'sample: 1\nserver:\n  tls:\n    verify: |', 'true', 'sample: 1\nserver:\n  tls:\n    verify: true'],
    ['inside braces', 'sample: 1\nrules: [{ level: | }]', 'low', 'sample: 1\nrules: [{ level: low }]'],
    [
      'what would read otherwise without quotes',
      'sample: 1\nrules:\n  - level: |',
      'off',
      'sample: 1\nrules:\n  - level: "off"',
    ],
  ];
  for (const [name, marked, label, after] of texts) {
    it(`writes a value ${name}`, () => assert.equal(take(marked, label), after));
  }

  it('offers the values of the form that the manifest has', () => {
    const found = labels(complete('name: A\nservice_type: inventory.Collector\nimage: a\nregistry_type: |'));
    assert.ok(found.includes('AWS_PUBLIC_ECR') && !found.includes('GITHUB'));
  });
});

describe('a whole manifest', () => {
  it('is offered for each form in an empty document', () => {
    assert.deepEqual(
      complete('|').map(({ label, detail }) => `${label}: ${detail ?? ''}`),
      [
        'Register 2.0 manifest: SpaceONE register manifest',
        'Register 1.x manifest: SpaceONE register manifest',
        'Sample: ',
      ],
    );
    assert.equal(complete('# note\n---\nspa|').length, 3);
    assert.ok(complete('|').every(({ asksForValue }) => !asksForValue));
    assert.deepEqual(complete('a: 1\n|'), []);
  });

  it('has no finding once its places are as they are proposed', () => {
    for (const { snippet, label, detail } of complete('|')) {
      const text = snippet
        .replace(/\$\{\d+\|([^,|]*)[^|]*\|\}/g, '$1')
        .replace(/\$\{\d+:((?:\\.|[^}\\])*)\}/g, '$1')
        .replace('$0', '');
      const { findings, documents } = checkText(text, kinds, []);
      assert.deepEqual(findings, [], text);
      assert.equal(documents[0]?.kind?.title, detail ?? label);
    }
  });
});
