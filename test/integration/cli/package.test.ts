import assert from 'node:assert/strict';
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Processes } from '../../../src/runtime/processes/processes';

/** "npm test" builds before: what is packed is what is tested. */
describe('the command line as an npm package', function () {
  this.timeout(180_000);
  const processes = new Processes();
  let folder: string;
  let tarball: string;

  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'npm package '));
    const { code, lines } = await processes.run('npm', ['pack', '--silent', '--pack-destination', folder]);
    assert.equal(code, 0, lines.join('\n'));
    tarball = path.join(folder, (await readdir(folder))[0] ?? '');
  });
  after(async () => {
    await processes[Symbol.asyncDispose]();
    await rm(folder, { recursive: true });
  });

  /** As a person runs it who has the file alone: nothing else may be fetched. */
  async function npx(...words: string[]): Promise<{ code: number; lines: string[] }> {
    return processes.run('npx', ['--yes', '--offline', '--package', tarball, 'plugin-workbench', ...words], {
      cwd: folder,
      env: { npm_config_cache: path.join(folder, 'cache'), npm_config_update_notifier: 'false' },
    });
  }

  it('holds what is built and no more', async () => {
    const { lines } = await processes.run('tar', ['-tzf', tarball]);
    const folders = new Set(lines.map((line) => line.split('/').slice(1, -1)[0] ?? line.split('/')[1]));
    assert.deepEqual([...folders].sort(), ['CHANGELOG.md', 'LICENSE', 'README.md', 'dist', 'package.json']);
    assert.deepEqual(
      lines.filter((line) => line.endsWith('.map')),
      [],
    );
  });

  it('runs by npx from its file, with all that its commands need', async () => {
    const { version } = JSON.parse(await readFile('package.json', 'utf8')) as { version: string };
    assert.deepEqual(await npx('--version'), { code: 0, lines: [version] });
    await writeFile(path.join(folder, 'bad.yaml'), 'name: demo\nresource_typ: inventory.Collector\nimage: a/b\n');
    const checked = await npx('check', 'bad.yaml');
    assert.equal(checked.code, 1);
    assert.match(checked.lines[0] ?? '', /^bad\.yaml:2:1: error manifest\/unknown-key: /);
    const written = await npx('scaffold', 'spaceone.collector', 'plugin-packed', '--into', '.');
    assert.equal(written.code, 0, written.lines.join('\n'));
    assert.ok(written.lines.includes('plugin-packed/src/plugin/main.py'));
  });
});
