import assert from 'node:assert/strict';
import { nearestWord } from '../../../src/base/nearest-word';

describe('the nearest known word', () => {
  const known = ['name', 'service_type', 'resource_type', 'labels', 'tags'];
  const cases: [string, string | undefined][] = [
    ['nmae', 'name'],
    ['names', 'name'],
    ['servce_type', 'service_type'],
    ['resourceType', 'resource_type'],
    ['RESOURCE-TYPE', 'resource_type'],
    ['label', 'labels'],
    ['tasg', 'tags'],
    ['host', undefined],
    ['type', undefined],
    ['x', undefined],
    ['', undefined],
    ['name', undefined],
  ];
  for (const [word, nearest] of cases) {
    it(`to "${word}" is ${nearest ?? 'none'}`, () => {
      assert.equal(nearestWord(word, known), nearest);
    });
  }
});
