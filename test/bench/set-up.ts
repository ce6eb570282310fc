// npx tsx test/bench/set-up.ts
// A first set-up of the example's environment by uv and by pip alone, ours, beside bare pip given the same requirements
// by hand; nobody has a cache. Each is a whole environment with pip in it. uv itself is there, as after the first set-up
// of a person's life. The goal is a fifth of bare pip's time.
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readPlugin } from '../../src/platforms/spaceone/plugin-finder';
import { environmentPlan } from '../../src/platforms/spaceone/requirements';
import { NodeFiles } from '../../src/runtime/files/node-files';
import { Processes } from '../../src/runtime/processes/processes';
import { EnvironmentSetup } from '../../src/runtime/python/environment-setup';
import { PythonInterpreters } from '../../src/runtime/python/interpreters';
import { Uv } from '../../src/runtime/python/uv';

const GOAL = 0.2;
const example = path.resolve('examples/plugin-example-inven-collector');

async function main(): Promise<void> {
  const root = await mkdtemp(path.join(tmpdir(), 'plugin-workbench-set-up-'));
  await using processes = new Processes();
  const run = processes.run.bind(processes);
  const interpreters = new PythonInterpreters(run);
  const uv = new Uv(run, interpreters, path.resolve('.test-env/tools'));
  process.env['UV_CACHE_DIR'] = path.join(root, 'uv cache');
  process.env['PIP_NO_CACHE_DIR'] = '1';
  const ours = (help: ConstructorParameters<typeof EnvironmentSetup>[2]) => async (folder: string) => {
    const files = new NodeFiles(() => [folder]);
    const plugin = await readPlugin(folder, files);
    if (!plugin) {
      throw new Error(`There is no plugin in ${folder}.`);
    }
    await new EnvironmentSetup(run, interpreters, help).setUp({ folder, plan: await environmentPlan(plugin, files) });
  };
  const byHand = async (folder: string): Promise<void> => {
    const plugin = await readPlugin(folder, new NodeFiles(() => [folder]));
    const plan = plugin && (await environmentPlan(plugin, new NodeFiles(() => [folder])));
    const base = await interpreters.base(folder);
    const python = path.join(folder, '.venv/bin/python');
    await must(base.interpreter, ['-m', 'venv', path.join(folder, '.venv')]);
    await must(python, [
      '-m',
      'pip',
      'install',
      '--quiet',
      ...(plan?.requires.filter((line) => !line.startsWith('spaceone-tester')) ?? []),
    ]);
  };
  const must = async (command: string, words: readonly string[]): Promise<void> => {
    const { code, lines } = await run(command, words, {});
    if (code !== 0) {
      throw new Error(lines.join('\n'));
    }
  };
  const constraints = path.resolve('dist/constraints');
  const seconds: Record<string, number> = {};
  try {
    for (const [name, setUp] of Object.entries({
      'bare pip': byHand,
      'ours, uv': ours({ uv, constraints }),
      'ours, pip': ours({ constraints }),
    })) {
      const folder = path.join(root, name);
      await cp(example, folder, { recursive: true, filter: (file) => path.basename(file) !== '.venv' });
      const began = performance.now();
      await setUp(folder);
      seconds[name] = (performance.now() - began) / 1000;
      console.log(`  ${name}: ${seconds[name].toFixed(1)} s`);
    }
  } finally {
    await rm(root, { recursive: true, force: true });
  }
  const peer = seconds['bare pip'] ?? 0;
  console.log(`a first set-up without any cache, s, and as a part of bare pip's (goal for uv ${GOAL})`);
  for (const [name, each] of Object.entries(seconds)) {
    console.log(`  ${name.padEnd(9)} ${each.toFixed(1).padStart(6)}   ${(each / peer).toFixed(2)}`);
  }
}

void main();
