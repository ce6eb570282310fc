import assert from 'node:assert/strict';
import { AnswerText } from '../../../src/manifest/requests/answer-text';

describe('the text of an answer', () => {
  it('shows a stream item by item, a YAML document each', () => {
    const answer = new AnswerText('Collector.collect of demo at 127.0.0.1:1', true);
    answer.add({ state: 'SUCCESS' });
    assert.equal(
      answer.toString(),
      '# Collector.collect of demo at 127.0.0.1:1\n# receiving: 1 item so far\n---\nstate: SUCCESS\n',
    );
    answer.add({ state: 'FAILURE' });
    answer.close({ is: 'answered', milliseconds: 12 });
    assert.equal(
      answer.toString(),
      '# Collector.collect of demo at 127.0.0.1:1\n# 2 items in 12 ms\n---\nstate: SUCCESS\n---\nstate: FAILURE\n',
    );
  });

  it('keeps the items that came before a failure', () => {
    const answer = new AnswerText('title', true);
    answer.add({ a: 1 });
    answer.close({ is: 'failed', milliseconds: 3, isSent: true, error: { status: 'INTERNAL' } });
    assert.equal(
      answer.toString(),
      '# title\n# failed after 1 item, 3 ms\n---\na: 1\n---\nerror:\n  status: INTERNAL\n',
    );
  });

  it('says of a request that is wrong in itself that it was not sent, and folds the lines of what is wrong', () => {
    const answer = new AnswerText('title', false);
    const message =
      '"option" is not a field of CollectRequest. Its fields are options, secret_data, filter and some more names.';
    answer.close({ is: 'failed', milliseconds: 3, isSent: false, error: { message } });
    assert.equal(
      answer.toString(),
      [
        '# title',
        '# not sent',
        '---',
        'error:',
        '  message: \'"option" is not a field of CollectRequest. Its fields are options, secret_data, filter and',
        "    some more names.'",
        '',
      ].join('\n'),
    );
  });

  it('says what the dots are where there are some', () => {
    const answer = new AnswerText('title', false);
    answer.add({ key: '•••' });
    answer.close({ is: 'answered', milliseconds: 3 });
    assert.equal(answer.toString(), '# title\n# answer in 3 ms\n# ••• hides a secret\n---\nkey: •••\n');
  });

  it('counts what is too much to show', () => {
    const answer = new AnswerText('title', true);
    for (let item = 0; item < 10; item += 1) {
      answer.add({ blob: 'x'.repeat(1_000_000) });
    }
    assert.match(answer.toString(), /# … and \d more that are not shown/);
    assert.ok(answer.toString().length < 6_000_000);
  });

  it('writes a message of very many values in one line', () => {
    const answer = new AnswerText('title', false);
    const message = { values: Array.from({ length: 30_000 }, (_, index) => index) };
    answer.add(message);
    assert.equal(answer.toString(), `# title\n# waiting for the answer\n---\n${JSON.stringify(message)}\n`);
  });

  it('writes a message in one line whose depth would be mostly white space', () => {
    const answer = new AnswerText('title', false);
    let deep: unknown = Array.from({ length: 5000 }, () => 'x');
    for (let level = 0; level < 450; level++) {
      deep = { a: deep };
    }
    answer.add(deep);
    assert.equal(answer.toString().split('\n')[3], JSON.stringify(deep));
  });
});
