// npx tsx test/bench/load-sources.ts   after a build
// From nothing until the fates of 50 modules are told, beside a Python script that does with bamboo-pipeline the least
// that SOPS does. Held to 1.5 times of that, each pair measured in turn.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Processes } from '../../src/runtime/processes/processes';
import { component, folderSource, loadFiles, manifestOf, sopsLoader, sopsPython } from '../sops-loader';
import { writeTree } from '../source-servers';

const GOAL = 1.5;
const MODULES = 50;
const ROUNDS = 7;

const names = Array.from({ length: MODULES }, (_, index) => `module_${index}`);
const modules = names.map((name) => `team.${name}`);

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? NaN;
}

async function timed(work: () => Promise<void>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

async function main(): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), 'bench-load-'));
  const processes = new Processes();
  const files = {
    'team/__init__.py': '',
    'sources.yaml': manifestOf([folderSource(modules)]),
    ...Object.fromEntries(names.map((name) => [`team/${name}.py`, component(name)])),
  };
  await writeTree(folder, files);
  const bare = async (): Promise<void> => {
    const words = ['-B', '-P', path.resolve('test/bench/bare_load.py'), `${folder}/`, ...modules];
    const { lines } = await processes.run(sopsPython(), words, { cwd: folder });
    if (!lines.includes(`${MODULES} components`)) {
      throw new Error(`The bare driver has loaded something else: ${lines.join(' ')}`);
    }
  };
  const own = async (): Promise<void> => {
    await using loader = sopsLoader(processes);
    const { sources } = await loadFiles(folder, files, loader, processes);
    const loaded = sources.flatMap((source) => source.modules).filter(({ fate }) => fate === 'loaded').length;
    if (loaded !== MODULES) {
      throw new Error(`${loaded} modules are loaded.`);
    }
  };
  const times: { bare: number; own: number }[] = [];
  try {
    await bare();
    await own();
    for (let round = 0; round < ROUNDS; round += 1) {
      times.push({ bare: await timed(bare), own: await timed(own) });
    }
  } finally {
    await processes[Symbol.asyncDispose]();
    await rm(folder, { recursive: true });
  }
  const told = (values: readonly number[]): string =>
    `minimum ${Math.min(...values).toFixed(0)} ms, median ${median(values).toFixed(0)} ms`;
  const [bares, owns] = [times.map((each) => each.bare), times.map((each) => each.own)];
  const ratio = median(times.map((each) => each.own / each.bare));
  console.log(`${MODULES} modules of a file system source, ${ROUNDS} rounds:`);
  console.log(`  the bare driver: ${told(bares)}`);
  console.log(`  a load: ${told(owns)}`);
  console.log(`  ratio ${ratio.toFixed(2)} (median of the pairs), at most ${GOAL}`);
  process.exitCode = ratio > GOAL ? 1 : 0;
}

void main();
