import assert from 'node:assert/strict';
import type { Json, JsonObject } from '../../../src/base/json';
import { answersNamed, filesNamed, fillIn, refersToProfile } from '../../../src/manifest/requests/references';

describe('references to a profile', () => {
  const values = { token: 's3cret', account: { id: 7 } };

  it('stand for the whole profile, or for one value of it, also inside a text', () => {
    const filled = fillIn(
      { secret_data: '${profile}', header: 'Bearer ${profile:token}', list: ['${profile:token}'] },
      { profile: values },
    );
    assert.deepEqual(filled, { secret_data: values, header: 'Bearer s3cret', list: ['s3cret'] });
  });

  it('to a value that is not there are refused, and the names that are there are told', () => {
    assert.throws(
      () => fillIn({ a: '${profile:tokn}' }, { profile: values }),
      /no value named tokn. It has token, account/,
    );
  });

  it('never reach what an object inherits', () => {
    assert.throws(() => fillIn({ a: '${profile:constructor}' }, { profile: values }), /no value named constructor/);
  });

  it('are noticed wherever they stand', () => {
    assert.equal(refersToProfile({ a: [{ b: 'x ${profile:y}' }] }), true);
    assert.equal(refersToProfile({ a: '$profile' }), false);
  });
});

describe('references to credential files', () => {
  const files = new Map<string, JsonObject>([['~/a.json', { key: 'k' }]]);

  it('are told, each once, and stand for all that a file holds', () => {
    const message = { secret_data: '${file:~/a.json}', list: ['${file:~/a.json}'] };
    assert.deepEqual(filesNamed(message), ['~/a.json']);
    assert.deepEqual(fillIn(message, { files }), { secret_data: { key: 'k' }, list: [{ key: 'k' }] });
  });

  it('are refused inside a text', () => {
    assert.throws(
      () => fillIn({ a: 'x ${file:~/a.json}' }, { files }),
      /"\$\{file:~\/a.json\}" stands alone as a value/,
    );
  });
});

describe('what a reference stands for', () => {
  const answers = new Map<string, readonly Json[]>([
    ['Collector.init', [{ metadata: { note: '${profile}', path: '${file:/etc/passwd}' } }]],
  ]);

  it('is not looked through in turn: a server may answer with what looks like a reference', () => {
    const message = { options: '${answer:Collector.init:metadata}', text: 'a ${answer:Collector.init:metadata.note}' };
    assert.deepEqual(answersNamed(message), ['Collector.init']);
    assert.deepEqual(filesNamed(message), []);
    assert.deepEqual(fillIn(message, { answers, profile: { token: 's3cret' }, files: new Map() }), {
      options: { note: '${profile}', path: '${file:/etc/passwd}' },
      text: 'a ${profile}',
    });
  });
});
