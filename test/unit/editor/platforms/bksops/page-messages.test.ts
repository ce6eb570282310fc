import { deepEqual, equal } from 'node:assert/strict';
import {
  readPageMessage,
  readPageState,
  readShowMessage,
} from '../../../../../src/editor/platforms/bksops/forms/page-messages';

describe('what the page of a form says', () => {
  it('is taken as far as it is one of its messages, and nothing more of it', () => {
    const entry = { is: 'entry', shown: 3, path: [0, 2], entry: { is: 'choices', chosen: [1] } };
    deepEqual(readPageMessage({ ...entry, more: 1 }), entry);
    deepEqual(readPageMessage({ is: 'field', shown: 0, path: [1] }), { is: 'field', shown: 0, path: [1] });
    deepEqual(readPageMessage({ is: 'listed', shown: 0, index: 4 }), { is: 'listed', shown: 0, index: 4 });
    deepEqual(readPageMessage({ is: 'copy', text: 'x' }), { is: 'copy' });
    deepEqual(readPageMessage({ is: 'run' }), { is: 'run' });
  });

  const refused: readonly [string, unknown][] = [
    ['nothing', undefined],
    ['a text', 'copy'],
    ['another kind', { is: 'save', shown: 0, path: [0] }],
    ['an entry of no form', { is: 'entry', path: [0], entry: { is: 'row' } }],
    ['an entry without a path', { is: 'entry', shown: 0, path: [], entry: { is: 'row' } }],
    ['a path of texts', { is: 'field', shown: 0, path: ['0'] }],
    ['a path below zero', { is: 'field', shown: 0, path: [-1] }],
    ['a path as deep as nobody nests', { is: 'field', shown: 0, path: Array(51).fill(0) }],
    ['a value that is no text', { is: 'entry', shown: 0, path: [0], entry: { is: 'text', text: {} } }],
    [
      'a text of a million characters',
      { is: 'entry', shown: 0, path: [0], entry: { is: 'text', text: 'x'.repeat(1e6) } },
    ],
    ['choices that are no places', { is: 'entry', shown: 0, path: [0], entry: { is: 'choices', chosen: [0.5] } }],
    ['an index that is none', { is: 'listed', shown: 0, index: NaN }],
  ];
  for (const [what, message] of refused) {
    it(`is not ${what}`, () => equal(readPageMessage(message), undefined));
  }
});

describe('what the page of a form takes', () => {
  const show = {
    is: 'show',
    shown: 1,
    parts: { form: '<p></p>' },
    complaints: { 'field-0': '' },
    file: 'file:///a.py',
  };

  it('is HTML by part and a text by field', () => deepEqual(readShowMessage({ ...show, more: 1 }), show));

  it('is nothing of another sender', () => {
    for (const other of [
      { is: 'theme' },
      { ...show, parts: { body: '' } },
      { ...show, parts: { form: 1 } },
      { ...show, complaints: [] },
      { ...show, file: undefined },
    ]) {
      equal(readShowMessage(other), undefined);
    }
  });

  it('is left to the next window as the name of its file', () => {
    deepEqual(readPageState({ file: 'file:///a.py', more: 1 }), { file: 'file:///a.py' });
    equal(readPageState({ file: 1 }), undefined);
    equal(readPageState(undefined), undefined);
  });
});
