import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { credentialsIn } from '../../../src/runtime/secrets/credential-text';
import { readEnvironmentFile } from '../../../src/runtime/secrets/environment-file';
import { secretsOfRequest } from '../../../src/runtime/secrets/request-secrets';
import { toFailure } from '../../../src/base/workbench-error';

describe('a request', () => {
  /** Its secrets as `name=value`. */
  const found = (request: unknown): string[] =>
    secretsOfRequest(request).map(({ name, value }) => `${name ?? ''}=${value}`);

  it('has a secret in every value under "secret_data", whatever its name', () => {
    for (const key of ['secret_data', 'secretData', 'secret', 'secrets']) {
      assert.deepEqual(found({ [key]: { region: 'seoul', deep: [{ user: 'me' }] } }), ['region=seoul', 'user=me'], key);
    }
  });

  it('has a secret under the name of one, at any depth', () => {
    assert.deepEqual(found({ options: [{ password: 'hunter2', region: 'seoul' }] }), ['password=hunter2']);
  });

  it('has one where the name alone could mean others, if a text stands under it', () => {
    for (const name of ['key', 'keys', 'auth', 'session', 'cookie', 'cookies']) {
      assert.deepEqual(found({ [name]: 'abc' }), [`${name}=abc`], name);
      assert.deepEqual(found({ [name]: { region: 'seoul' } }), [], name);
    }
    assert.deepEqual(found({ auth_key: { region: 'seoul' } }), ['region=seoul']);
  });

  it('has one that only looks like a secret', () => {
    assert.deepEqual(found({ note: 'ghp_16C7e42F292c6912E7710c838347Ae178B4a', other: 'plain words' }), [
      'note=ghp_16C7e42F292c6912E7710c838347Ae178B4a',
    ]);
  });

  it('has none in what is no text or mapping', () => {
    assert.deepEqual([null, undefined, 1, true, 'plain', [null]].flatMap(found), []);
  });
});

describe('a credential file', () => {
  const isToken = (text: string): boolean =>
    credentialsIn(text).some(({ name, value }) => name === 'token' && value === 'abcdef');

  for (const before of ['# mine', '; mine', '// mine', '', '[default]', '[]', '---', '-----BEGIN KEY-----']) {
    it(`with one word behind ${JSON.stringify(before)} is a token`, () => {
      assert.ok(isToken(`${before}\nabcdef\n`));
      assert.ok(isToken(`  ${before}\r\n  abcdef \r\n`));
    });
  }

  for (const text of ['abcdef\nghijkl\n', 'abcdef ghijkl\n', 'abcdef # mine\n', '# abcdef\n']) {
    it(`with ${JSON.stringify(text)} is none`, () => assert.ok(!isToken(text)));
  }
});

describe('a credential file that is a table', () => {
  /** Its cells by the words above their columns. */
  const cells = (text: string): string[] => credentialsIn(text).map(({ name = '', value }) => `${name}=${value}`);

  it('has a value in each cell, named by its column', () => {
    const text = 'user, key ,note\r\nme, abc def ,\r\n\r\nyou,x,y\r\n';
    assert.deepEqual(
      cells(text).filter((cell) => /^(?:user|key|note)=/.test(cell)),
      ['user=me', 'key=abc def', 'user=you', 'key=x', 'note=y'],
    );
  });

  it('has quoted cells with what stands inside the quotes: marks, blanks and quotes', () => {
    const found = cells('user;key\n"me; and you"; "say ""abc"""\n"x" y;z "w"\n');
    for (const cell of ['user=me; and you', 'key=say "abc"', 'user="x" y', 'key=z "w"']) {
      assert.ok(found.includes(cell), `${cell} is among ${found.join(' ')}`);
    }
  });
});

describe('an environment file with a NUL', () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'nul-'));
  });
  after(() => rm(folder, { recursive: true }));

  const cases: readonly (readonly [text: string, line: number, what: string])[] = [
    ['A=1\nexport MY.TOKEN-1 = s3cr\0et\n', 2, 'The variable MY.TOKEN-1'],
    ['  A=x\0', 1, 'The variable A'],
    ['export   B =x\0', 1, 'The variable B'],
    ['\0', 1, 'A line'],
    ['more of it A=\0', 1, 'A line'],
    ['A=1\n\n\0B=2\n', 3, 'A line'],
    ['no name A\0=1\n', 1, 'A line'],
  ];
  for (const [text, line, what] of cases) {
    it(`is refused with its place and no value: ${JSON.stringify(text)}`, async () => {
      const file = path.join(folder, '.env');
      await writeFile(file, text);
      const failure = await readEnvironmentFile(file, { within: [folder] }).then(
        () => assert.fail('It was taken.'),
        toFailure,
      );
      assert.equal(failure.what, `${what} in the environment file ${file} has a NUL character.`);
      assert.equal(failure.why, 'No system takes one in a variable.');
      assert.deepEqual(failure.where, { file, line });
      assert.deepEqual(failure.next, { title: 'Take the NUL character out' });
    });
  }
});
