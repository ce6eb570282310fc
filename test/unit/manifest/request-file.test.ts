import assert from 'node:assert/strict';
import { finish } from '../../../src/base/steps';
import { WorkbenchError } from '../../../src/base/workbench-error';
import { checkText } from '../../../src/manifest/check/check-text';
import { noNames } from '../../../src/manifest/names/names';
import { cutDocuments } from '../../../src/manifest/parse/document-cuts';
import { readRequest, writeRequestFile } from '../../../src/manifest/requests/request-file';
import { requestKind } from '../../../src/manifest/requests/request-kind';
import { manifestsIn } from '../../../src/platforms/platforms';

const file = '/p/requests/a.yaml';
const read = (text: string): ReturnType<typeof readRequest> => readRequest(text, file);

/** Why a text is refused, with its line. */
function refusal(text: string, document = 0): string {
  try {
    readRequest(text, file, cutDocuments(text)[document]);
    return 'read';
  } catch (error) {
    assert.ok(error instanceof WorkbenchError);
    assert.equal(error.where?.file, file);
    return `${error.where.line}: ${error.why}`;
  }
}

describe('a request file', () => {
  it('is read back as it was written', () => {
    const message = { options: { deep: [1, 'two', null] }, secret_data: '${profile}' };
    const text = writeRequestFile('Collector.collect', message);
    assert.deepEqual(read(text), { call: 'Collector.collect', profile: undefined, message });
  });

  it('is one to the check, to the index of the workspace and to whoever sends it, or to none of them', () => {
    const kind = requestKind(() => undefined);
    const one: readonly string[] = [
      'call: A.b\nmessage: {}\n',
      '{"call": "A.b", "message": {"a": 1}}\n',
      '"call": A.b\n"message":\n  a: 1\n',
      'message: {}\ncall: A.b\n',
      '# a comment\n---\ncall: A.b\nmessage: {}\n',
    ];
    const none: readonly string[] = [
      'call: me\nmessage: later\n',
      'a: |\n  x\ncall: home\nmessage: soon\nfrom: b\n',
      'text: |\n  call: A.b\n  message: {}\n',
      '# plugin-workbench: kind=none\ncall: A.b\nmessage: {}\n',
      'call: A.b\n',
    ];
    for (const text of [...one, ...none]) {
      const checked = checkText(text, [kind], []).documents.filter((each) => each.kind).length;
      const indexed = finish(manifestsIn(text, noNames)).length;
      const isRead = refusal(text, cutDocuments(text).length - 1) === 'read';
      assert.deepEqual([checked, indexed, isRead], one.includes(text) ? [1, 1, true] : [0, 0, false], text);
    }
  });

  it('may hold several, each read by itself, and stands in the index as each', () => {
    const text = 'call: A.b\nmessage: {a: 1}\n---\ncall: A.c\nmessage: {a: 2}\n';
    const found = cutDocuments(text).map((cut) => readRequest(text, file, cut));
    assert.deepEqual(
      found.map(({ call, message }) => [call, message]),
      [
        ['A.b', { a: 1 }],
        ['A.c', { a: 2 }],
      ],
    );
    assert.deepEqual(finish(manifestsIn(text, noNames)), [
      { kind: 'workbench.request', title: 'Request', label: 'A.b', line: 1 },
      { kind: 'workbench.request', title: 'Request', label: 'A.c', line: 4 },
    ]);
  });

  it('has its anchors and merge keys followed, and its numbers read as YAML 1.2', () => {
    const text = 'call: A.b\nmessage:\n  a: &a {x: 0o10, y: yes}\n  b: *a\n  c: {<<: *a, x: 1.5}\n  d: ~\n';
    assert.deepEqual(read(text).message, {
      a: { x: 8, y: 'yes' },
      b: { x: 8, y: 'yes' },
      c: { x: 1.5, y: 'yes' },
      d: null,
    });
  });

  it('is refused in the words of its check, at the line of the file that is wrong', () => {
    const second = 'call: A.b\nmessage: {}\n---\n';
    assert.equal(refusal('call: A.b\nmessage:\n  a: [1\n'), '3: The list does not end: a "]" is missing.');
    assert.equal(refusal('call: A.b\n\nmessage: text\n'), '3: "message" must be a mapping, not a string.');
    assert.match(refusal(`${second}call: A.b\nmessage: {}\nprofile: 5\n`, 1), /^6: "profile" must be a string/);
    assert.match(refusal(`${second}call: A.b\nmessage: {a: 1, a: 2}\n`, 1), /^5: .*"a"/);
    assert.match(refusal('call: A.b\nprofil: x\nmessage: {}\n'), /^2: Unknown key "profil"/);
    assert.equal(refusal('call: A.b\n'), '1: Missing "message".');
    assert.equal(refusal('note: x\n'), '1: A request has a "call", such as Collector.init, and a "message".');
  });

  it('is refused where a value is none that can be sent', () => {
    for (const value of ['.nan', '!!binary aGk=', '!mine x', '*nowhere', '{[a]: b}', '!mine {a: b}']) {
      assert.match(refusal(`call: A.b\nmessage:\n  a: ${value}\n`), /^3: /);
    }
    assert.equal(
      refusal('call: A.b\nmessage:\n  a: x-{{ .b }}\n'),
      '3: Nothing renders templates in a request: quote the value that holds "{{".',
    );
    assert.deepEqual(read('call: A.b\nmessage:\n  a: "x-{{ .b }}"\n').message, { a: 'x-{{ .b }}' });
  });
});
