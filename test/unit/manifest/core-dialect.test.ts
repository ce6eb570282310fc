import assert from 'node:assert/strict';
import { parseDocument as parseYaml } from 'yaml';
import { core } from '../../../src/manifest/dialects/core-dialect';
import { readScalar, type Reading } from '../../../src/manifest/dialects/dialect';
import { follow } from '../../../src/manifest/parse/node';
import { parseDocument } from '../../../src/manifest/parse/parse-document';

const words = ['', '~', 'null', 'Null', 'NULL', 'nULL', 'true', 'True', 'TRUE', 'tRUE', 'false', 'FALSE'];
const former = ['yes', 'no', 'on', 'Off', 'y', 'n', '0b11', '1_000', '22:22', '2024-01-01', '=', '0777', '089'];
const integers = ['0', '-0', '+1', '12', '-31', '0o17', '0o8', '0x1F', '-0x1F', '0X1F', '007', '9007199254740993'];
const floats = ['1.0', '1.10', '.5', '5.', '-.5', '1e3', '1.5E+3', '1e', 'e3', '.', '1.2.3', '.inf', '-.INF', '.nan'];
const tags = ['int', 'float', 'bool', 'null', 'str', 'binary', 'timestamp', 'unheard-of'];

/** How the reader of request files takes a value; undefined for what it refuses and what JSON has no word for. */
function asRead(text: string): unknown {
  const document = parseYaml(text, { logLevel: 'error' });
  const value: unknown = (document.toJS() as { a: unknown }).a;
  const isJson = value === null || (typeof value === 'number' ? Number.isFinite(value) : typeof value !== 'object');
  return isJson && document.errors.length === 0 ? value : undefined;
}

function asUnderstood(text: string): Reading {
  const root = parseDocument(text).root;
  const entry = root?.is === 'mapping' ? root.entries.get('a') : undefined;
  const scalar = entry && follow(entry.value);
  assert.ok(scalar?.is === 'scalar');
  return readScalar(scalar, core);
}

describe('a scalar of a request file is understood as it is read', () => {
  for (const text of [...words, ...former, ...integers, ...floats]) {
    it(`plain: ${JSON.stringify(text)}`, () => {
      assert.deepEqual(asUnderstood(`a: ${text}`).value, asRead(`a: ${text}`));
    });
  }

  for (const tag of tags) {
    it(`with the tag !!${tag}, whatever it stands on`, () => {
      for (const text of ['1', '0x1F', '1.5', '.5e1', 'true', '~', 'aGk=', '2024-01-01', '"1"', "'true'"]) {
        const line = `a: !!${tag} ${text}`;
        assert.deepEqual(asUnderstood(line).value, asRead(line), line);
      }
    });
  }

  it('in quotes: as text', () => {
    assert.equal(asUnderstood('a: "1"').value, asRead('a: "1"'));
  });

  it('and surprises only where the value is not what is written', () => {
    const surprising = [...words, ...former, ...integers, ...floats].filter((text) => core.read(text).surprising);
    assert.deepEqual(surprising, [
      ...['0777', '089', '-0', '+1', '0o17', '0x1F', '007', '9007199254740993'],
      ...['1.0', '1.10', '.5', '5.', '-.5', '1e3', '1.5E+3', '.inf', '-.INF', '.nan'],
    ]);
  });
});
