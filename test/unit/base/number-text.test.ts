import assert from 'node:assert/strict';
import { numberText } from '../../../src/base/number-text';

describe('a number in a message', () => {
  for (const [count, text] of [
    [0, '0'],
    [999, '999'],
    [1000, '1,000'],
    [60_000, '60,000'],
    [4_000_000, '4,000,000'],
  ] as const) {
    it(`is ${text}`, () => assert.equal(numberText(count), text));
  }
});
