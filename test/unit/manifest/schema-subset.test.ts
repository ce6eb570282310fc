import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { schemaDefects } from '../../../src/manifest/schema/json-schema';

const folder = join(__dirname, '../../../schemas');

describe('every schema', () => {
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.json'))) {
    it(`${file} keeps to the subset that the walker honours`, () => {
      const schema: unknown = JSON.parse(readFileSync(join(folder, file), 'utf8'));
      assert.deepEqual(schemaDefects(schema), []);
    });

    it(`${file} says what each of its keys is for`, () => {
      const bare: string[] = [];
      const visit = (schema: Record<string, unknown>, path: string): void => {
        for (const [name, child] of Object.entries(
          (schema['properties'] ?? {}) as Record<string, Record<string, unknown>>,
        )) {
          if (child['$ref'] === undefined && !(child['title'] && child['description'])) {
            bare.push(`${path}.${name}`);
          }
          visit(child, `${path}.${name}`);
        }
        for (const [name, child] of Object.entries(
          (schema['definitions'] ?? {}) as Record<string, Record<string, unknown>>,
        )) {
          visit(child, name);
        }
      };
      visit(JSON.parse(readFileSync(join(folder, file), 'utf8')) as Record<string, unknown>, '');
      assert.deepEqual(bare, []);
    });
  }
});

describe('a schema', () => {
  it('with a keyword outside the subset is rejected, wherever it stands', () => {
    const schema = { properties: { a: { items: { anyOf: [{ contains: {} }] } } }, if: {} };
    assert.deepEqual(schemaDefects(schema), [
      '#/properties/a/items/anyOf/0/contains is outside the subset',
      '#/if is outside the subset',
    ]);
  });

  it('may have keys that are called like keywords', () => {
    assert.deepEqual(schemaDefects({ properties: { if: {}, contains: true, constructor: false } }), []);
  });

  it('with a reference that leads nowhere or has no effect is rejected', () => {
    assert.deepEqual(schemaDefects({ items: { $ref: '#/definitions/x', type: 'string', title: 'ok' } }), [
      '#/items/type has no effect beside $ref',
      '#/items/$ref leads nowhere: #/definitions/x',
    ]);
  });
});
