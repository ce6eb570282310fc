import assert from 'node:assert/strict';
import { checkText } from '../../../src/manifest/check/check-text';
import type { ManifestKind } from '../../../src/manifest/kind';
import type { Schema } from '../../../src/manifest/schema/json-schema';
import { sampleKind } from './sample-kind';

/** What no kind of the platforms can show in a manifest that a person would read. */
describe('a code of the engine', () => {
  it('manifest/not-allowed is for what a schema forbids altogether, and not for what is beside it', () => {
    const schema: Schema = { properties: { sample: true, a: false, b: true } };
    assert.deepEqual(codesOf('sample: 1\na: 1\n', schema), ['manifest/not-allowed']);
    assert.deepEqual(codesOf('sample: 1\nb: 1\n', schema), []);
  });

  it('manifest/ambiguous is for a value of two forms, and not for one whose other form has a mistake', () => {
    const schema: Schema = { properties: { a: { oneOf: [{ maximum: 3 }, { minimum: 3 }] } } };
    assert.deepEqual(codesOf('sample: 1\na: 3\n', schema), ['manifest/ambiguous']);
    assert.deepEqual(codesOf('sample: 1\na: 2\n', schema), []);
  });

  it('manifest/not-fully-checked is for forms within forms without end, and not for a few of them', function () {
    this.timeout(30_000);
    const list: Schema = { type: 'array', items: { $ref: '#/definitions/value' } };
    const schema: Schema = {
      definitions: { value: { anyOf: [list, { ...list, minItems: 0 }, { type: 'integer' }] } },
      properties: { a: { $ref: '#/definitions/value' } },
    };
    const nested = (depth: number): string => `sample: 1\na: ${'['.repeat(depth)}x${']'.repeat(depth)}\n`;
    assert.deepEqual(codesOf(nested(20), schema), ['manifest/not-fully-checked']);
    assert.deepEqual(codesOf(nested(5), schema), ['manifest/type']);
  });

  it('manifest/too-deep is for aliases that nest more than 200 levels, and not for 150', () => {
    const nested = (depth: number): string => {
      const levels = Array.from({ length: depth }, (_, level) => `l${level + 1}: &l${level + 1} [*l${level}]`);
      return ['sample: 1', 'l0: &l0 [x]', ...levels, ''].join('\n');
    };
    assert.deepEqual(codesOf(nested(201), true), ['manifest/too-deep']);
    assert.deepEqual(codesOf(nested(150), true), []);
  });
});

function codesOf(text: string, schema: Schema): string[] {
  const kind: ManifestKind = { ...sampleKind, schema };
  return checkText(text, [kind], []).findings.map(({ code }) => code);
}
