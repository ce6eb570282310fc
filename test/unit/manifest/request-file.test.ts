import assert from 'node:assert/strict';
import { WorkbenchError } from '../../../src/base/workbench-error';
import {
  fillIn,
  isRequestFile,
  readRequestFile,
  refersToProfile,
  writeRequestFile,
} from '../../../src/manifest/requests/request-file';

const read = (text: string): ReturnType<typeof readRequestFile> => readRequestFile(text, '/p/requests/a.yaml');

describe('a request file', () => {
  it('is read back as it was written', () => {
    const message = { options: { deep: [1, 'two', null] }, secret_data: '${profile}' };
    const text = writeRequestFile('Collector.collect', message);
    assert.equal(isRequestFile(text), true);
    assert.deepEqual(read(text), { call: 'Collector.collect', profile: undefined, message });
  });

  it('is told from other YAML by its header', () => {
    assert.equal(isRequestFile('name: x\nimage: y\n'), false);
    assert.equal(isRequestFile('jobs:\n  call: x\n  message: y\n'), false);
  });

  it('that is not YAML is refused at the line of the mistake', () => {
    assert.throws(
      () => read('call: A.b\nmessage:\n  a: [1\n'),
      (error: unknown) =>
        error instanceof WorkbenchError && error.where?.file === '/p/requests/a.yaml' && (error.where.line ?? 0) >= 3,
    );
  });

  it('whose message is no mapping is refused at that line', () => {
    assert.throws(
      () => read('call: A.b\n\nmessage: text\n'),
      (error: unknown) => error instanceof WorkbenchError && error.where?.line === 3,
    );
  });
});

describe('references to a profile', () => {
  const values = { token: 's3cret', account: { id: 7 } };

  it('stand for the whole profile, or for one value of it, also inside a text', () => {
    const filled = fillIn(
      { secret_data: '${profile}', header: 'Bearer ${profile:token}', list: ['${profile:token}'] },
      values,
    );
    assert.deepEqual(filled, { secret_data: values, header: 'Bearer s3cret', list: ['s3cret'] });
  });

  it('to a value that is not there are refused, and the names that are there are told', () => {
    assert.throws(() => fillIn({ a: '${profile:tokn}' }, values), /no value named tokn. It has token, account/);
  });

  it('never reach what an object inherits', () => {
    assert.throws(() => fillIn({ a: '${profile:constructor}' }, values), /no value named constructor/);
  });

  it('are noticed wherever they stand', () => {
    assert.equal(refersToProfile({ a: [{ b: 'x ${profile:y}' }] }), true);
    assert.equal(refersToProfile({ a: '$profile' }), false);
  });
});
