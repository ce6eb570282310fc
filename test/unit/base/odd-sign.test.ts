import assert from 'node:assert/strict';
import { meantWords } from '../../../src/base/odd-sign';

describe('a word that is nearly another', () => {
  for (const [word, words] of [
    ['nаme', 'it has the Cyrillic "а", and "name" has not.'],
    ['nαme', 'it has the Greek "α", and "name" has not.'],
    ['ｎame', 'it has the full-width "ｎ", and "name" has not.'],
    ['na\u200Bme', 'it has the sign U+200B, which nobody sees, and "name" has not.'],
    ['na\u00A0me', 'it has a no-break space, and "name" has not.'],
    ['name ', 'it has a blank at its end, and "name" has not.'],
    ['\tname', 'it has a tab at its beginning, and "name" has not.'],
  ] as const) {
    it(`is told from it by the sign that a person does not see, as in ${JSON.stringify(word)}`, () => {
      assert.equal(meantWords(word, 'name'), words);
    });
  }

  for (const word of ['nmae', 'Name', 'na me', 'näme', 'names ']) {
    it(`is asked about where its letters show the difference, as in ${JSON.stringify(word)}`, () => {
      assert.equal(meantWords(word, 'name'), 'did you mean "name"?');
    });
  }
});
