import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Processes } from '../../../src/runtime/processes';
import { testPython } from '../test-python';

/** The command line as it is shipped; "npm test" builds it first. */
const program = path.resolve('dist/cli.js');

describe('the command line', () => {
  const processes = new Processes();
  let folder: string;

  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'command line prüfen '));
  });
  after(async () => {
    await processes[Symbol.asyncDispose]();
    await rm(folder, { recursive: true });
  });

  async function run(...words: string[]): Promise<{ code: number; out: string[]; err: string[] }> {
    const lines: Record<'stdout' | 'stderr', string[]> = { stdout: [], stderr: [] };
    const started = await processes.start(process.execPath, [program, ...words], {
      cwd: folder,
      env: { PLUGIN_WORKBENCH_PYTHON: testPython() },
      onLine: (line, stream) => lines[stream].push(line),
    });
    const { code } = await started.exited;
    return { code: code ?? -1, out: lines.stdout, err: lines.stderr };
  }

  it('tells its commands', async () => {
    const { code, out } = await run('--help');
    assert.equal(code, 0);
    assert.deepEqual(
      out.flatMap((line) => /^ {2}(\w+) /.exec(line)?.[1] ?? []),
      ['check', 'scaffold', 'env', 'serve', 'call', 'repository'],
    );
  });

  for (const words of [
    ['nothing'],
    ['check', '--format', 'xml'],
    ['check', '--fast'],
    ['serve'],
    ['repository', 'extra'],
    ['repository', '--port', 'http'],
    ['repository', '--tags', 'image'],
    ['call', 'x'],
    ['scaffold', 'spaceone.collector', 'x'],
  ]) {
    it(`is used wrongly as "${words.join(' ')}" and says how, with exit code 2`, async () => {
      const { code, err } = await run(...words);
      assert.equal(code, 2);
      assert.match(err.join('\n'), /usage: plugin-workbench/);
    });
  }

  it('writes a plugin, which then answers with a JSON line a message', async () => {
    const written = await run(
      'scaffold',
      'spaceone.collector',
      'plugin-line-inven-collector',
      '--into',
      '.',
      '--set',
      'provider=line',
    );
    assert.equal(written.code, 0, written.err.join('\n'));
    assert.ok(written.out.includes('plugin-line-inven-collector/src/plugin/main.py'));
    const called = await run('call', 'plugin-line-inven-collector', 'Collector.collect');
    const items = called.out.map((line) => JSON.parse(line) as { state: string; resource_type: string });
    assert.deepEqual([called.code, items.length, items[0]?.resource_type], [0, 9, 'inventory.Region']);
  });

  it('refuses a name that leaves the folder and writes nothing', async () => {
    const before = await readdir(folder);
    const { code, err } = await run('scaffold', 'spaceone.collector', '../plugin-x', '--into', '.');
    assert.deepEqual([code, await readdir(folder)], [1, before]);
    assert.match(err.join('\n'), /must not lead into another folder/);
  });

  it('refuses to write over files that are there, unless it is told to', async () => {
    const words = ['scaffold', 'spaceone.collector', 'plugin-twice', '--into', '.'];
    assert.equal((await run(...words)).code, 0);
    const again = await run(...words);
    assert.equal(again.code, 1);
    assert.match(again.err.join('\n'), /already/);
    assert.equal((await run(...words, '--existing', 'overwrite')).code, 0);
  });

  it('serves until it is stopped, and prints one line when the server answers', async () => {
    await run('scaffold', 'spaceone.collector', 'plugin-served', '--into', '.');
    let serving: Awaited<ReturnType<Processes['start']>> | undefined;
    const address = await new Promise<string>((resolve, reject) => {
      void processes
        .start(process.execPath, [program, 'serve', 'plugin-served', '--env', 'A=1'], {
          cwd: folder,
          env: { PLUGIN_WORKBENCH_PYTHON: testPython() },
          onLine: (line, stream) => (stream === 'stdout' ? resolve(line.replace('ready ', '')) : undefined),
        })
        .then((started) => {
          serving = started;
          void started.exited.then(() => reject(new Error('It ended.')));
        });
    });
    const called = await run('call', `grpc://${address}`, 'Collector.init', '--data', '{"options": {}}');
    assert.deepEqual([called.code, called.out.length], [0, 1]);
    await serving?.stop();
    assert.equal((await run('call', `grpc://${address}`, 'Collector.init', '--data', '{}')).code, 1);
  });

  it('says what a plugin refused, with exit code 1', async () => {
    await run('scaffold', 'spaceone.collector', 'plugin-refusing', '--into', '.');
    const { code, err } = await run('call', 'plugin-refusing', 'Collector.verify', '--data', '{"options": {}}');
    assert.equal(code, 1);
    assert.match(err.at(-1) ?? '', /ERROR_REQUIRED_PARAMETER|secret_data/);
  });

  it('checks manifests: places count from 1, errors make exit code 1', async () => {
    await writeFile(
      path.join(folder, 'bad.yaml'),
      'name: demo\nresource_typ: inventory.Collector\nimage: a/b\ncapability: {}\n',
    );
    const { code, out } = await run('check', 'bad.yaml', '--format', 'json');
    const findings = JSON.parse(out.join('\n')) as { file: string; line: number; column: number; severity: string }[];
    assert.equal(code, 1);
    assert.deepEqual(
      findings.map(({ file, line, column, severity }) => [file, line, column, severity]),
      [['bad.yaml', 2, 1, 'error']],
    );
    assert.match(
      (await run('check', 'bad.yaml')).out.join('\n'),
      /^bad\.yaml:2:1: error manifest\/unknown-key: .*\n1 error, 0 warnings, 0 info$/,
    );
  });

  it('says that there is no plugin in an empty folder', async () => {
    const empty = await mkdtemp(path.join(folder, 'empty-'));
    const { code, err } = await run('serve', empty);
    assert.equal(code, 1);
    assert.match(err.join('\n'), /There is no plugin in/);
  });
});
