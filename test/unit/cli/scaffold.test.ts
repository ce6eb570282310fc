import assert from 'node:assert/strict';
import { cp, mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { sentence } from '../../../src/base/workbench-error';
import { UsageError } from '../../../src/cli/command';
import { helpOf } from '../../../src/cli/help';
import { Output } from '../../../src/cli/output';
import { scaffoldCommand } from '../../../src/cli/scaffold';
import { Runtime } from '../../../src/runtime/runtime';
import { standIn } from '../../stand-in/platform';

describe('the command scaffold', () => {
  const command = scaffoldCommand([standIn]);
  const runtime = new Runtime(path.resolve('test/fixtures/stand-in'));
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'scaffold-command-'));
    await cp('test/stand-in/package', path.join(folder, 'bundle'), { recursive: true });
    await cp('test/stand-in/echo', path.join(folder, 'echo'), { recursive: true });
  });
  afterEach(() => rm(folder, { recursive: true }));
  after(() => runtime[Symbol.asyncDispose]());

  /** What the command prints, the folder left out. */
  async function run(...words: string[]): Promise<{ out: string[]; err: string[] }> {
    const shown: Record<'stdout' | 'stderr', string[]> = { stdout: [], stderr: [] };
    const stream = (name: keyof typeof shown): { write(text: string): void } => ({
      write: (text) => void shown[name].push(text.trimEnd().replaceAll(`${folder}/`, '')),
    });
    const output = new Output(runtime.redactor, { stdout: stream('stdout'), stderr: stream('stderr') });
    assert.equal(await command.run(words, { runtime, output, signal: new AbortController().signal }), 0);
    return { out: shown.stdout, err: shown.stderr };
  }

  async function refused(...words: string[]): Promise<string> {
    const error = await run(...words).then(
      () => assert.fail('It was done.'),
      (reason: unknown) => reason as UsageError & { what: string },
    );
    return `${error instanceof UsageError ? 'usage: ' : ''}${'what' in error ? sentence(error) : (error as Error).message}`.replaceAll(
      `${folder}/`,
      '',
    );
  }

  it('writes a folder as the choices say', async () => {
    const told = await run(
      'stand-in.package',
      'mine',
      '--into',
      folder,
      '--set',
      'style=greeting',
      '--set',
      'readme=yes',
    );
    assert.deepEqual(told, {
      out: ['mine/README.md', 'mine/greeting.txt', 'mine/stand-in.json'],
      err: [
        'What comes next:\n  plugin-workbench contract mine\n  plugin-workbench scaffold stand-in.part NAME --into mine',
      ],
    });
    assert.equal(await readFile(path.join(folder, 'mine/greeting.txt'), 'utf8'), 'Hello from mine\n');
    await run('stand-in.package', 'still', '--into', folder, '--set', 'style=quiet');
    assert.deepEqual(await readdir(path.join(folder, 'still')), ['stand-in.json']);
  });

  it('adds to a plugin, and says which of its files it has edited', async () => {
    const told = await run('stand-in.part', 'third', '--into', path.join(folder, 'bundle'), '--set', 'place=first');
    assert.deepEqual(told, {
      out: ['bundle/parts/third.txt', 'bundle/stand-in.json'],
      err: ['Added to bundle. Edited: stand-in.json.'],
    });
    assert.equal(
      await readFile(path.join(folder, 'bundle/stand-in.json'), 'utf8'),
      '{ "name": "bundle", "parts": ["third",\n"first", "second"] }\n',
    );
  });

  for (const [words, said] of [
    [
      ['stand-in.pakage', 'x'],
      'usage: There is no kind "stand-in.pakage". Did you mean "stand-in.package"? KIND is one of stand-in.package, stand-in.part.',
    ],
    [[], 'usage: KIND is one of stand-in.package, stand-in.part.'],
    [
      ['stand-in.package', 'x', '--set', 'style=qiet'],
      'usage: Style "qiet" is refused. Did you mean "quiet"? It is one of quiet, greeting. Give another.',
    ],
    [
      ['stand-in.package', 'x', '--set', 'stile=quiet'],
      'usage: There is no question "stile". Did you mean "style"? Answer name, style, greeting, readme.',
    ],
    [['stand-in.package', 'x'], 'usage: Style has no answer. It is one of quiet, greeting. Say --set style=VALUE.'],
    [
      ['stand-in.package', 'x', '--set', 'style=quiet', '--set', 'greeting=a'],
      'usage: Greeting is not asked beside the other answers. Leave "greeting" out.',
    ],
    [['stand-in.part', 'first'], 'usage: Name "first" is refused. The package has a part of this name. Give another.'],
    [
      ['stand-in.part', 'x', '--existing', 'overwrite'],
      'usage: --existing is for a plugin of its own; stand-in.part writes over no file of the one it adds to.',
    ],
  ] as const) {
    it(`says to "${words.join(' ')}": ${said}`, async () => {
      const before = await readdir(folder, { recursive: true });
      assert.equal(await refused(...words, '--into', path.join(folder, 'bundle')), said);
      assert.deepEqual(await readdir(folder, { recursive: true }), before);
    });
  }

  it('refuses to add to a plugin that the kind does not fit, and to a folder without one', async () => {
    assert.equal(
      await refused('stand-in.part', 'x', '--into', path.join(folder, 'echo')),
      'stand-in.part does not fit echo, server of Stand-in. Name another plugin.',
    );
    assert.match(
      await refused('stand-in.part', 'x', '--into', path.join(folder, 'nothing')),
      /^usage: There is no folder ".*nothing"\.$/,
    );
  });

  it('tells in its help where a kind writes, its keys, their choices, and what holds unless another is given', () => {
    assert.deepEqual(command.details, [
      'KIND stand-in.package: Package. Its keys for --set:',
      '  style     How it behaves.',
      '            quiet     says nothing',
      '            greeting  greets whoever loads it',
      '  greeting  What it says.',
      '  readme    Write a README.md, too?',
      '            yes',
      '            no   (unless given)',
      'KIND stand-in.part: Part, added to the plugin in DIR. Its keys for --set:',
      '  place  Where it stands in the list.',
      '         first  before all others',
      '         last   behind all others (unless given)',
    ]);
    assert.ok(helpOf(command).includes('Write a new plugin, or add to one.'));
  });
});
