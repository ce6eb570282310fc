import assert from 'node:assert/strict';
import { PipOption } from '../../../../src/runtime/python/pip-option';
import { Requirement } from '../../../../src/runtime/python/requirement';

describe('a requirement', () => {
  const read: readonly [text: string, name: string, specifier: string][] = [
    ['six', 'six', ''],
    ['Spaceone_Core == 2.0.100 # fixed', 'spaceone-core', '==2.0.100'],
    ['a.b-c[x, y]>=1.0,<2 ; python_version < "3.9" and os_name == \'nt\'', 'a-b-c', '>=1.0,<2'],
    ['a (>=1,!=1.5.*)', 'a', '>=1,!=1.5.*'],
    ['a===1.0+local', 'a', '===1.0+local'],
    ['a ~= 1.4', 'a', '~=1.4'],
    ['a @ git+https://host.example/a.git@v1#egg=a&subdirectory=x', 'a', ''],
    ['a[x] @ git+ssh://git@host.example/a.git ; python_version > "3"', 'a', ''],
    ['a.zip==1', 'a-zip', '==1'],
  ];
  for (const [text, name, specifier] of read) {
    it(`is ${text}`, () => {
      const requirement = Requirement.read(text);
      assert.deepEqual([requirement?.name, requirement?.specifier], [name, specifier]);
    });
  }

  const refused = [
    '',
    '--log=/tmp/x',
    '-r /etc/passwd',
    '--index-url https://host.example/simple',
    '-e .',
    '-six',
    '.',
    './six',
    '/tmp/six',
    'six/../../x',
    'C:\\six',
    'six.zip',
    'six.tar.gz ; python_version > "3"',
    'six[a].whl',
    'six --index-url https://host.example/simple',
    'six\n--target /tmp',
    'six==1 --config-settings=a=b',
    'six ; --log=x',
    'six @ file:///tmp/six',
    'six @ ./six',
    'six @ git+file:///tmp/six',
    'six @ git+ext::sh',
    'six @ git+https://-oProxyCommand=x/y',
    'six @ hg+https://host.example/six@--config=alias.x=!y',
    'six @ https://host.example/${TOKEN}/six.zip',
    'six @ https://host.example/a b',
    'https://host.example/six.zip',
    'six\0',
    'six==1\u001b[2J',
    'ѕіх',
    `a${'-a'.repeat(100_000)}-`,
    `a;${'a'.repeat(1990)}$`,
  ];
  for (const text of refused) {
    it(`is not ${JSON.stringify(text.slice(0, 60))}`, () => {
      assert.equal(Requirement.read(text), undefined);
    });
  }

  it('is an address of the web on a command line, and none of the disk', () => {
    const line = (text: string): string | undefined => Requirement.readArgument(text)?.line;
    assert.equal(line('git+https://host.example/a.git@v1'), 'git+https://host.example/a.git@v1');
    assert.equal(line('https://host.example/a-1-py3-none-any.whl'), 'https://host.example/a-1-py3-none-any.whl');
    assert.equal(line('git+file:///a.git'), undefined);
    assert.equal(line('file:///a.whl'), undefined);
    assert.equal(line('--log=x'), undefined);
  });

  it('that admits prereleases keeps its extras, versions and marker', () => {
    const admitting = (text: string): string | undefined => Requirement.readArgument(text)?.admittingPrereleases().line;
    assert.equal(admitting('some[x]'), 'some[x]>=0.dev0');
    assert.equal(admitting('a >= 1 ; python_version > "3"'), 'a>=1,>=0.dev0; python_version > "3"');
    assert.equal(admitting('a==2.0.dev4'), 'a==2.0.dev4');
    assert.equal(admitting('a @ https://host.example/a.zip'), 'a @ https://host.example/a.zip');
    assert.equal(admitting('https://host.example/a.zip'), 'https://host.example/a.zip');
  });
});

describe('an option of an author for pip', () => {
  it('says where packages come from, in one word with its value', () => {
    assert.equal(PipOption.of('--index-url', '--log=/tmp/x')?.word, '--index-url=--log=/tmp/x');
    assert.equal(PipOption.of('--no-deps')?.word, '--no-deps');
  });

  it('is none that says where something is written, and none without its value', () => {
    for (const name of [
      '--log',
      '--target',
      '--prefix',
      '--root',
      '--report',
      '--python',
      '-q',
      '--src',
      '--cache-dir',
    ]) {
      assert.equal(PipOption.of(name, '/tmp/x'), undefined, name);
    }
    assert.equal(PipOption.of('--index-url'), undefined);
    assert.equal(PipOption.of('--index-url', ''), undefined);
  });
});
