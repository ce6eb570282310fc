import assert from 'node:assert/strict';
import { mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { Processes } from '../../../../src/runtime/processes/processes';

/** The command line as it is shipped; "npm test" builds it first. */
const program = path.resolve('dist/cli.js');

/** What runs the tests that a generator has of its own. */
const languages: Readonly<Record<string, readonly [string, ...string[]]>> = {
  python: ['python3', '-m', 'unittest'],
  javascript: ['node', '--test'],
  go: ['go', 'test', './...'],
};

describe('a scaffolded plugin generator', function () {
  this.timeout(180_000);
  const processes = new Processes();
  let place: string;
  let searchPath: string;

  before(async () => {
    place = await realpath(await mkdtemp(path.join(tmpdir(), 'generator scaffold ')));
    // The Go with which the template engine is built, which "npm test" has got where there was none.
    const engine = pathToFileURL(path.resolve('scripts/set-up/engine.mjs')).href;
    const { findGo } = (await import(engine)) as { findGo: () => Promise<string> };
    searchPath = [path.dirname(await findGo()), process.env['PATH']].join(path.delimiter);
  });
  after(async () => {
    await processes[Symbol.asyncDispose]();
    await rm(place, { recursive: true });
  });

  async function run(
    command: string,
    words: readonly string[],
    cwd = place,
  ): Promise<{ code: number | null; text: string }> {
    const lines: string[] = [];
    const started = await processes.start(command, words, {
      cwd,
      env: { PLUGIN_WORKBENCH_PYTHON: undefined, GOFLAGS: '-mod=mod', GOTOOLCHAIN: 'local', PATH: searchPath },
      onLine: (line) => lines.push(line),
    });
    const { code } = await started.exited;
    return { code, text: lines.join('\n') };
  }

  const workbench = (...words: string[]): Promise<{ code: number | null; text: string }> =>
    run(process.execPath, [program, ...words]);

  for (const [language, tests] of Object.entries(languages)) {
    it(`in ${language} passes its own tests, the check of its manifests and the contract as it is written`, async () => {
      const name = `games-${language}`;
      const written = await workbench(
        'scaffold',
        'argocd.generator',
        name,
        '--into',
        '.',
        '--set',
        `language=${language}`,
      );
      assert.equal(written.code, 0, written.text);
      const own = await run(tests[0], tests.slice(1), path.join(place, name));
      assert.equal(own.code, 0, own.text);
      const checked = await workbench('check', name);
      assert.deepEqual(checked, { code: 0, text: '0 errors, 0 warnings, 0 info in 4 manifests' });
      const held = await workbench('contract', name);
      assert.match(held.text, /^20 passed, 0 warned, 0 failed, 0 skipped$/m);
      const called = await workbench('call', name, 'getparams.execute');
      assert.match(
        called.text,
        /^\{"output":\{"parameters":\[\{"environment":"dev","revision":"HEAD","replicas":"1"\},/m,
      );
    });
  }

  it('has a token that was given in its Secret alone, encoded once, where git does not see it', async () => {
    await writeFile(path.join(place, 'token'), 'the-token-of-the-scaffold\n');
    const { text } = await workbench(
      'scaffold',
      'argocd.generator',
      'secretive',
      '--into',
      '.',
      '--set',
      'token=@token',
    );
    assert.equal(text.includes('the-token-of-the-scaffold'), false);
    const secret = await readFile(path.join(place, 'secretive/deploy/secret.yaml'), 'utf8');
    assert.equal(/^ {2}token: (\S+)$/m.exec(secret)?.[1], Buffer.from('the-token-of-the-scaffold').toString('base64'));
    assert.match(await readFile(path.join(place, 'secretive/.gitignore'), 'utf8'), /^\/deploy\/secret\.yaml$/m);
    assert.equal((await workbench('check', 'secretive')).code, 0);
  });

  it('takes no token as a word of the command line', async () => {
    const { code, text } = await workbench(
      'scaffold',
      'argocd.generator',
      'open',
      '--into',
      '.',
      '--set',
      'token=as-a-word-of-it',
    );
    assert.equal(code, 2);
    assert.match(text, /^--set token takes no secret as a word\. Write it into a file, and say --set token=@FILE\.$/m);
    assert.equal(text.includes('as-a-word-of-it'), false);
  });
});
