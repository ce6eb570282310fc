// npx tsx test/bench/hostile-folder.ts
// A folder of a thousand files that are made to multiply: how long the search for plugins and the index of manifests stop
// the thread at most (goal: 50 ms), and how long and in how much memory `check` of it runs (goals: 2 s, 300 MB).
// test/attack/2-*.test.ts say what becomes of each of them.
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { monitorEventLoopDelay, performance } from 'node:perf_hooks';
import { promisify } from 'node:util';
import { Catalog } from '../../src/catalog/catalog';
import { Manifests } from '../../src/catalog/manifests';
import { manifestReader, pluginFinders } from '../../src/platforms/platforms';
import { IGNORE_FILE } from '../../src/runtime/files/ignore-rules';
import { NodeFiles } from '../../src/runtime/files/node-files';
import { worstDockerfiles, worstIgnoreFile, worstManifests, worstModules } from '../attack/worst-files';

const FILES = 1000;
/** Characters of one file: of a manifest fewer, for each of its documents is checked on its own. */
const SIZE = 20_000;
const SIZE_OF_A_MANIFEST = 1000;

async function main(): Promise<void> {
  const folder = await realpath(await mkdtemp(path.join(tmpdir(), 'hostile-')));
  try {
    await write(folder);
    await measured('search for plugins', async () => {
      const catalog = new Catalog(pluginFinders, new NodeFiles(() => [folder]));
      catalog.setFolders([folder]);
      const plugins = await catalog.ready();
      return `${plugins.length} plugins, ${catalog.unreadable.length} that cannot be read`;
    });
    await measured('index of manifests', async () => {
      const manifests = new Manifests(manifestReader(), new NodeFiles(() => [folder]));
      manifests.setFolders([folder]);
      return `${(await manifests.in(folder)).length} manifests`;
    });
    await check(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function write(folder: string): Promise<void> {
  const makers = [
    ...Object.values(worstDockerfiles).map((make) => ({ name: 'Dockerfile', make })),
    ...Object.values(worstModules).map((make) => ({ name: 'src/plugin/main.py', make })),
    ...Object.values(worstManifests).map((make) => ({ name: 'a.yaml', make: () => make(SIZE_OF_A_MANIFEST) })),
    { name: IGNORE_FILE, make: worstIgnoreFile },
  ];
  for (let index = 0; index < FILES; index++) {
    const { name, make } = makers[index % makers.length] ?? { name: 'none', make: () => '' };
    const file = path.join(folder, `f${Math.floor(index / makers.length)}`, `g${index % makers.length}`, name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, make(SIZE));
  }
}

async function measured(what: string, work: () => Promise<string>): Promise<void> {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  const started = performance.now();
  delay.enable();
  const found = await work();
  delay.disable();
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(`${what}: longest stop ${(delay.max / 1e6).toFixed(0)} ms (goal 50), ${seconds} s; ${found}`);
}

const TELL_MEMORY = `process.on('exit', () => console.error('memory ' + process.resourceUsage().maxRSS));
process.argv.splice(1, 0, 'plugin-workbench');
require(${JSON.stringify(path.resolve('dist/cli.js'))});`;

async function check(folder: string): Promise<void> {
  const started = performance.now();
  const words = ['-e', TELL_MEMORY, '--', 'check', folder, '--format', 'json'];
  const told = await promisify(execFile)(process.execPath, words, { maxBuffer: 1e9, timeout: 60_000 }).catch(
    (error: unknown) => error as { stdout: string; stderr: string },
  );
  const seconds = ((performance.now() - started) / 1000).toFixed(2);
  const memory = Number(/memory (\d+)/.exec(told.stderr)?.[1]) / 1024;
  const findings = (JSON.parse(told.stdout) as unknown[]).length;
  console.log(`check: ${seconds} s (goal 2), ${memory.toFixed(0)} MB (goal 300), ${findings} findings`);
}

void main();
