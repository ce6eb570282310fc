import assert from 'node:assert/strict';
import Ajv from 'ajv';
import type { Dialect } from '../../../src/manifest/dialects/dialect';
import type { Schema } from '../../../src/manifest/schema/json-schema';
import type { ManifestKind } from '../../../src/manifest/kind';
import { ManifestDocument } from '../../../src/manifest/parse/manifest-document';
import { parseDocument } from '../../../src/manifest/parse/parse-document';
import { pyyaml } from '../../../src/manifest/dialects/pyyaml-dialect';
import { readerFindings } from '../../../src/manifest/check/reader-checks';
import { walkSchema } from '../../../src/manifest/schema/schema-walk';
import { strict } from '../../../src/manifest/dialects/strict-dialect';

const sources: Schema = {
  type: 'object',
  additionalProperties: false,
  required: ['sources'],
  properties: {
    sources: {
      type: 'array',
      minItems: 1,
      items: {
        oneOf: [
          {
            title: 'a git source',
            type: 'object',
            required: ['type', 'repository'],
            additionalProperties: false,
            properties: { type: { const: 'git' }, repository: { type: 'string' }, branch: { type: 'string' } },
          },
          {
            title: 'a file source',
            type: 'object',
            required: ['type', 'path'],
            additionalProperties: false,
            properties: { type: { const: 'filesystem' }, path: { type: 'string', pattern: '^/' } },
          },
        ],
      },
    },
  },
};

describe('a document held against a schema', () => {
  it('that has no mistake gives nothing', () => {
    assert.deepEqual(walk(sources, 'sources:\n  - {type: git, repository: x}\n  - {type: filesystem, path: /x}\n'), []);
  });

  it('may be short of keys and items where a template may add them, and nowhere else', () => {
    const least: Schema = { properties: { keys: { minProperties: 2 }, items: { minItems: 2 } } };
    assert.deepEqual(walk(least, 'keys: {a: 1}\nitems: [1]\n'), [
      '[keys] "keys" needs at least 2 keys.',
      '[[1]] "items" needs at least 2 items.',
    ]);
    assert.deepEqual(walk(least, 'keys:\n  a: 1\n  {{- include "more" . }}\nitems: [1]\n'), []);
    assert.deepEqual(walk(least, 'keys: {a: 1, b: 2}\nitems: [1, 2]\n'), []);
  });

  it('may not have too many keys and items, whatever a template adds', () => {
    const most: Schema = { properties: { keys: { maxProperties: 1 }, items: { maxItems: 1 } } };
    assert.deepEqual(walk(most, 'keys:\n  a: 1\n  b: 2\n{{ include "more" . }}\nitems: [1, 2]\n'), [
      '[keys] "keys" takes at most 1 key.',
      '[[1, 2]] "items" takes at most 1 item.',
    ]);
    assert.deepEqual(walk(most, 'keys: {a: 1}\nitems: [1]\n'), []);
  });

  it('with a wrong discriminator gives one finding, and none about the branches', () => {
    assert.deepEqual(walk(sources, 'sources:\n  - type: gti\n    repository: x\n'), [
      '[gti] "type" must be git or filesystem: did you mean git?',
    ]);
  });

  it('without its discriminator lacks that alone', () => {
    assert.deepEqual(walk(sources, 'sources:\n  - repository: x\n'), ['[repository] Missing "type".']);
  });

  it('is judged by the branch that its discriminator names', () => {
    assert.deepEqual(walk(sources, 'sources:\n  - type: filesystem\n    path: x\n    branch: y\n'), [
      '[x] "path" has not the form that is taken here.',
      '[branch] "branch" belongs to a git source; this is a file source.',
    ]);
  });

  it('has a missing key at the key of the mapping that lacks it, or at the first key of an item', () => {
    const schema: Schema = { properties: { spec: { type: 'object', required: ['image'] } } };
    assert.deepEqual(walk(schema, 'spec:\n  name: a\n'), ['[spec] "spec" has no "image".']);
    assert.deepEqual(walk(sources, 'sources:\n  - type: git\n'), ['[type] Missing "repository".']);
  });

  it('gives a misspelt key that is required once, not as missing as well', () => {
    assert.deepEqual(walk(sources, 'source:\n  - 1\n'), ['[source] Unknown key "source": did you mean "sources"?']);
  });

  it('finds what comes by an alias wrong at the alias', () => {
    const schema: Schema = { additionalProperties: { type: 'string' }, properties: { base: true } };
    assert.deepEqual(walk(schema, 'base: &b [x]\na: *b\n'), ['[*b] "a" must be a string, not a list.']);
  });

  it('sees the keys that a merge brings, and not those that it hides', () => {
    const schema: Schema = {
      properties: { base: true, job: { required: ['image'], properties: { image: { type: 'string' } } } },
    };
    assert.deepEqual(walk(schema, 'base: &b {image: a}\njob: {<<: *b}\n'), []);
    assert.deepEqual(walk(schema, 'base: &b {image: []}\njob: {<<: *b, image: a}\n'), []);
    assert.deepEqual(walk(schema, 'base: &b {image: []}\njob: {<<: *b}\n'), [
      '[[]] "image" must be a string, not a list.',
    ]);
  });

  it('is told by its type where branches differ in it', () => {
    const schema: Schema = {
      properties: {
        port: {
          anyOf: [
            { type: 'integer', minimum: 1 },
            { type: 'string', pattern: '^\\w+$' },
          ],
        },
      },
    };
    assert.deepEqual(walk(schema, 'port: 0\n'), ['[0] "port" must be at least 1.']);
    assert.deepEqual(walk(schema, 'port: "a b"\n'), ['["a b"] "port" takes no " ".']);
    assert.deepEqual(walk(schema, 'port: []\n'), ['[[]] "port" must be a whole number or a string, not a list.']);
  });

  it('is told by the fewest mistakes where nothing else tells', () => {
    const schema: Schema = {
      anyOf: [
        { required: ['a', 'b'], properties: { c: { type: 'string' } } },
        { required: ['c'], properties: { c: { type: 'integer' } } },
      ],
    };
    assert.deepEqual(walk(schema, 'c: x\n'), ['[x] "c" must be a whole number, not a string.']);
  });

  it('is told by what can be mended where branches have as many mistakes', () => {
    const schema: Schema = {
      anyOf: ['host', 'address'].map((name) => ({
        type: 'object',
        additionalProperties: false,
        properties: { [name]: { type: 'string' }, port: { type: 'integer' } },
      })),
    };
    assert.deepEqual(walk(schema, 'adress: x\nport: 1\n'), ['[adress] Unknown key "adress": did you mean "address"?']);
  });

  it('must fit one branch of oneOf and not two', () => {
    const schema: Schema = { properties: { a: { oneOf: [{ minimum: 1 }, { maximum: 5 }] } } };
    assert.deepEqual(walk(schema, 'a: 9\n'), []);
    assert.deepEqual(walk(schema, 'a: 3\n'), ['[3] "a" fits more than one form, which leaves open what it means.']);
  });

  it('must fit every part of allOf', () => {
    const schema: Schema = { allOf: [{ required: ['a'] }, { properties: { b: { enum: ['x'] } } }] };
    assert.deepEqual(walk(schema, 'b: y\n'), ['[b] Missing "a".', '[y] "b" must be x.']);
  });

  it('says which keys a pattern takes', () => {
    const schema: Schema = { patternProperties: { '^x-': { type: 'string' } }, additionalProperties: false };
    assert.deepEqual(walk(schema, 'x-a: b\nx-c: 1\ny: z\n'), [
      '[1] "x-c" must be a string, but PyYAML reads "1" as the number 1: quote it.',
      '[y] "y" is not a key.',
    ]);
  });

  it('must be a collection that is listed, whole and in any order of keys', () => {
    const schema: Schema = { properties: { a: { enum: [{ b: 1, c: ['x'] }, []] }, d: { const: { e: null } } } };
    assert.deepEqual(walk(schema, 'a: {c: [x], b: 1}\nd: {e: }\n'), []);
    assert.deepEqual(walk(schema, 'a: []\nd: {e: "{{ f }}"}\n'), []);
    for (const other of ['{b: 1}', '{b: 1, c: [x], d: 2}', '{b: 1, c: [x, x]}', '{b: "1", c: [x]}', '[x]', 'x']) {
      assert.deepEqual(walk(schema, `a: ${other}\n`), [`[${other}] "a" must be {"b":1,"c":["x"]} or [].`]);
    }
    assert.deepEqual(walk(schema, 'd: {}\n'), ['[{}] "d" must be {"e":null}.']);
  });

  it('is no collection where scalars are listed', () => {
    const schema: Schema = { properties: { a: { enum: ['x', 'y'] }, b: { const: 1 } } };
    assert.deepEqual(walk(schema, 'a: [x]\nb: {}\n'), ['[[x]] "a" must be x or y.', '[{}] "b" must be 1.']);
  });

  it('agrees with ajv on what is listed', () => {
    const values: unknown[] = ['x', 1, true, null, [], ['x'], [['x']], {}, { a: 'x' }, { a: ['x'], b: {} }];
    for (const listed of values) {
      for (const schema of [{ const: listed }, { enum: [listed, 'other'] }]) {
        const isValid = new Ajv().compile({ properties: { value: schema } });
        for (const value of values) {
          const found = walk({ properties: { value: schema } }, `value: ${JSON.stringify(value)}\n`);
          assert.equal(found.length === 0, isValid({ value }), JSON.stringify({ schema, value }));
        }
      }
    }
  });

  it('covers no more of a large value than its first line', () => {
    const schema: Schema = { properties: { a: { type: 'string' } } };
    assert.deepEqual(walk(schema, 'a:\n  b: c\n  d: e\n'), ['[b: c] "a" must be a string, not a mapping.']);
  });

  it('names its reader within a sentence as at the beginning of one', () => {
    const schema: Schema = { properties: { a: { type: 'string' } } };
    const document = new ManifestDocument(parseDocument('a: true\nb: no\n'), strict);
    const { findings, typed } = walkSchema(document, kindOf(schema, strict));
    assert.deepEqual(
      [...findings, ...readerFindings(document, typed)].map(({ message }) => message),
      [
        '"a" must be a string, but the workbench reads "true" as the boolean true: quote it.',
        'The workbench reads "no" as a string: quote it to keep the text.',
      ],
    );
  });

  it('offers the change that keeps the meaning', () => {
    const schema: Schema = {
      properties: {
        text: { type: 'string' },
        list: { type: 'array' },
        flag: { type: 'boolean' },
        word: { enum: ['alpha', 'beta'] },
      },
    };
    const fixed = (text: string): string => {
      const [finding] = findingsOf(schema, text);
      const range = finding?.fix?.range ?? finding?.range ?? { start: 0, end: 0 };
      return text.slice(0, range.start) + (finding?.fix?.replace ?? 'NO FIX') + text.slice(range.end);
    };
    assert.equal(fixed('text: 1.10'), 'text: "1.10"');
    assert.equal(fixed('list: one'), 'list: [one]');
    assert.equal(fixed("flag: 'true'"), 'flag: true');
    assert.equal(fixed('word: aplha'), 'word: alpha');
  });
});

function walk(schema: Schema, text: string): string[] {
  return findingsOf(schema, text).map(({ range, message }) => `[${text.slice(range.start, range.end)}] ${message}`);
}

function findingsOf(
  schema: Schema,
  text: string,
  dialect: Dialect = pyyaml,
): ReturnType<typeof walkSchema>['findings'] {
  return walkSchema(new ManifestDocument(parseDocument(text), dialect), kindOf(schema, dialect)).findings;
}

function kindOf(schema: Schema, dialect: Dialect): ManifestKind {
  return {
    id: 'test',
    title: 'Test',
    dialect,
    sniff: () => true,
    recognize: () => true,
    mayStillBe: () => true,
    schema,
    schemaFile: 'test.schema.json',
  };
}
