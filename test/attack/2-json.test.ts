import assert from 'node:assert/strict';
import path from 'node:path';
import { DEEPEST_JSON, tooDeepAt } from '../../src/base/json-depth';
import { finish } from '../../src/base/steps';
import { Processes } from '../../src/runtime/processes/processes';
import { CredentialFiles } from '../../src/runtime/secrets/credential-files';
import { Redactor } from '../../src/runtime/secrets/redactor';
import { secretsOfRequest } from '../../src/runtime/secrets/request-secrets';
import { TemporaryFolder } from './temporary-folder';

const DEEP = 20_000;
const deep = (inner: string): string => `${'['.repeat(DEEP)}${inner}${']'.repeat(DEEP)}`;

describe('JSON that is nested thousands of levels deep', () => {
  const folder = new TemporaryFolder();

  it('2.71 is told by the command line with its place', async () => {
    const file = await folder.write('deep.json', `{"a":\n${deep('1')}}`);
    await using processes = new Processes();
    const lines: string[] = [];
    const words = [path.resolve('dist/cli.js'), 'call', 'http://127.0.0.1:1', 'a', '--data', `@${file}`];
    const { exited } = await processes.start(process.execPath, words, {
      cwd: folder.path,
      env: {},
      onLine: (line) => lines.push(line),
    });
    assert.equal((await exited).code, 1);
    assert.deepEqual(lines, [
      '--data is nested more than 1000 levels deep. It is so from line 2, column 1000. Nest it less deep.',
    ]);
  });

  it('2.72 is told of a credential file with its place', async () => {
    const file = await folder.write('deep.json', `{"a":\n${deep('1')}}`);
    await assert.rejects(new CredentialFiles().read({ KEYS: file }), {
      what: `The credential file ${file}, which KEYS names, is nested more than 1000 levels deep.`,
      where: { file, line: 2 },
    });
  });

  it('2.73 has its secrets found and hidden, whoever has read it', () => {
    const value: unknown = JSON.parse(
      deep('{"password": "canary-1", "secret_data": [["canary-2"]], "list": "canary-3"}'),
    );
    const redactor = new Redactor();
    redactor.hideDuring(secretsOfRequest(value));
    redactor.hideDuring(secretsOfRequest({ secret_data: JSON.parse(deep('"canary-4"')) as unknown }));
    let shown: unknown = redactor.redactValue([value, 'canary-4']);
    for (let level = 0; level <= DEEP; level++) {
      assert.ok(Array.isArray(shown));
      assert.deepEqual(shown.slice(1), level === 0 ? ['•••'] : []);
      shown = shown[0];
    }
    assert.deepEqual(shown, { password: '•••', secret_data: [['•••']], list: 'canary-3' });
  });

  it('2.74 in an error is cleaned to its end', () => {
    const redactor = new Redactor();
    redactor.hide(['canary-of-error']);
    const last = { text: 'canary-of-error' };
    let held: object = last;
    for (let level = 0; level < DEEP; level++) {
      held = { held };
    }
    redactor.redactError(Object.assign(new Error('deep'), { held }));
    assert.equal(last.text, '•••');
  });

  it('2.75 lets others go first while a value of a million empty lists is copied', () => {
    const value = Array.from({ length: 100_000 }, () => []);
    const steps = new Redactor().redactValueInSteps(value);
    let count = 0;
    while (steps.next().done !== true) {
      count += 1;
    }
    assert.ok(count > 90, `${count} turns`);
    assert.deepEqual(finish(new Redactor().redactValueInSteps(value.slice(0, 2))), [[], []]);
  });

  it('2.76 near miss: brackets in texts, and those that are closed, do not count', () => {
    const most = '['.repeat(DEEPEST_JSON) + ']'.repeat(DEEPEST_JSON);
    assert.equal(tooDeepAt(`["\\"${'['.repeat(DEEP)}", ${'{},'.repeat(DEEP)} 1]`), undefined);
    assert.equal(tooDeepAt(most), undefined);
    assert.equal(tooDeepAt(`[${most}]`), DEEPEST_JSON);
  });
});
