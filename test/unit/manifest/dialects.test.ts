import assert from 'node:assert/strict';
import type { Dialect } from '../../../src/manifest/dialects/dialect';
import { k8s } from '../../../src/manifest/dialects/k8s-dialect';
import { mayMean, pyyaml } from '../../../src/manifest/dialects/pyyaml-dialect';
import { strict } from '../../../src/manifest/dialects/strict-dialect';
import { spaceoneYaml } from '../../../src/platforms/spaceone/spaceone-yaml';

/** What PyYAML 6.0.3 and sigs.k8s.io/yaml 1.6.0 make of plain scalars; a string is written as its text. */
const measured: readonly (readonly [text: string, inPython: unknown, inKubernetes: unknown])[] = [
  ['yes', true, true],
  ['no', false, false],
  ['on', true, true],
  ['Off', false, false],
  ['y', 'y', true],
  ['N', 'N', false],
  ['true', true, true],
  ['tRUE', 'tRUE', 'tRUE'],
  ['~', null, null],
  ['', null, null],
  ['Null', null, null],
  ['1.0', 1, 1],
  ['1.10', 1.1, 1.1],
  ['0123', 83, 83],
  ['089', '089', 89],
  ['0o17', '0o17', 15],
  ['1_000', 1000, 1000],
  ['22:22', 1342, '22:22'],
  ['1:60', '1:60', '1:60'],
  ['1e3', '1e3', 1000],
  ['1.5e3', '1.5e3', 1500],
  ['1.5e+3', 1500, 1500],
  ['0b11', 3, 3],
  ['-0x1F', -31, -31],
  ['.5', 0.5, 0.5],
  ['5.', 5, 5],
  ['+1', 1, 1],
  ['-', '-', '-'],
  ['1.2.3', '1.2.3', '1.2.3'],
  ['.inf', Infinity, undefined],
  ['2024-01-01', undefined, '2024-01-01'],
  ['2024-1-1', '2024-1-1', '2024-1-1'],
  ['2001-12-14 21:59:43.10 -5', undefined, '2001-12-14 21:59:43.10 -5'],
  ['=', undefined, '='],
];

describe('plain scalars', () => {
  for (const [text, inPython, inKubernetes] of measured) {
    it(`${JSON.stringify(text)} means ${String(inPython)} to PyYAML and ${String(inKubernetes)} to Kubernetes`, () => {
      assert.deepEqual([pyyaml.read(text).value, k8s.read(text).value], [inPython, inKubernetes]);
    });
  }

  it('with an exponent are numbers to spacectl, unlike to PyYAML alone', () => {
    assert.deepEqual([spaceoneYaml.read('1e3').value, spaceoneYaml.read('1.5e3').value], [1000, 1500]);
    assert.equal(spaceoneYaml.read('e3').value, 'e3');
  });

  it('that mean the same to everyone surprise nobody', () => {
    for (const dialect of [pyyaml, k8s, strict]) {
      assert.deepEqual(surprising(dialect, ['text', 'true', '12', '-1.5', 'null', '', '1.2.3']), []);
    }
  });

  it('surprise where their value is not what is written', () => {
    const doubtful = ['yes', '1.10', '0123', '1_000', '+1', '12345678901234567890'];
    assert.deepEqual(surprising(pyyaml, [...doubtful, '22:22', '2024-01-01']), [...doubtful, '22:22', '2024-01-01']);
    assert.deepEqual(surprising(k8s, [...doubtful, 'y', '0o17']), [...doubtful, 'y', '0o17']);
  });

  it('surprise in our own formats wherever two readers differ', () => {
    const doubtful = ['yes', 'y', '0o17', '22:22', '2024-01-01', '1e3', '.inf', '='];
    assert.deepEqual(surprising(strict, doubtful), doubtful);
  });

  function surprising(dialect: Dialect, texts: readonly string[]): string[] {
    return texts.filter((text) => dialect.read(text).surprising);
  }
});

describe('what begins as no value but text does', () => {
  it('is text for every reader', () => {
    const endings = ['', '0', '1e3', 'es', 'rue', 'alse', 'ull', 'n', 'ff', '.inf', '.5', '=', '<', '-1-1', ':30'];
    for (let code = 0x20; code < 0x17f; code += 1) {
      for (const ending of endings) {
        const text = String.fromCharCode(code) + ending;
        if (!mayMean.test(text)) {
          const readings = [pyyaml, k8s, strict].map((dialect) => dialect.read(text));
          assert.deepEqual(
            readings.map(({ type, surprising }) => [type, surprising]),
            readings.map(() => ['string', false]),
            text,
          );
        }
      }
    }
  });
});
