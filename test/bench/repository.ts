// npx tsx test/bench/repository.ts
// The local Repository with its plugins in a folder: register (goal: p50 of 5 ms at most), a list of 5,000 plugins
// beside what spacectl needs for it (goal: no more), the descriptors of its services (goal: 300 ms at most), and memory
// over 10,000 requests (goal: flat). spacectl is the one that "npm test" installs beside PLUGIN_WORKBENCH_TEST_PYTHON.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { LocalRepository } from '../../src/platforms/spaceone/repository/local-repository';
import { GrpcConnection } from '../../src/runtime/grpc/connection';
import { sample, Client } from '../unit/platforms/spaceone/repository/client';
import { Spacectl } from '../integration/platforms/spaceone/repository/spacectl';

const REGISTERED = 5000;
const REQUESTS = 10_000;

async function main(): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), 'bench repository '));
  const repository = await LocalRepository.start({ folder });
  const client = new Client(repository.address, repository.token);
  await register(client);
  await list(client, repository);
  await reflection(repository);
  await memory(client);
  client.close();
  await repository[Symbol.asyncDispose]();
  await reopen(folder);
  await rm(folder, { recursive: true });
}

async function register(client: Client): Promise<void> {
  const times: number[] = [];
  for (let number = 0; number < REGISTERED; number++) {
    const request = {
      ...sample,
      name: `Plugin ${number}`,
      image: `cloudforet/plugin-${number}`,
      tags: { description: 'x'.repeat(200) },
    };
    times.push(await timed(() => client.call('Plugin.register', request)));
  }
  console.log(`register: p50 ${at(times, 0.5)} ms, p95 ${at(times, 0.95)} ms; goal for p50: 5 ms`);
  const [first, last] = [times.slice(0, 500), times.slice(-500)];
  console.log(`register: p50 ${at(first, 0.5)} ms of the first 500 plugins, ${at(last, 0.5)} ms of the last`);
}

async function list(client: Client, repository: LocalRepository): Promise<void> {
  const ours: number[] = [];
  for (let round = 0; round < 10; round++) {
    ours.push(await timed(() => client.call('Plugin.list')));
  }
  if (!process.env['PLUGIN_WORKBENCH_TEST_PYTHON']) {
    console.log(`list of ${REGISTERED}: p50 ${at(ours, 0.5)} ms; PLUGIN_WORKBENCH_TEST_PYTHON names no Python`);
    return;
  }
  const spacectl = new Spacectl();
  await spacectl.setUp(repository.spacectlEnvironment);
  const theirs: number[] = [];
  for (let round = 0; round < 3; round++) {
    theirs.push(await timed(() => spacectl.run('list repository.Plugin -o json')));
  }
  await spacectl.tearDown();
  const ratio = Number(at(ours, 0.5)) / Number(at(theirs, 0.5));
  console.log(
    `list of ${REGISTERED}: p50 ${at(ours, 0.5)} ms, spacectl ${at(theirs, 0.5)} ms, ratio ${ratio.toFixed(2)}; goal: 1`,
  );
}

async function reflection(repository: LocalRepository): Promise<void> {
  const times: number[] = [];
  for (let round = 0; round < 20; round++) {
    const connection = new GrpcConnection(`grpc://${repository.address}`);
    times.push(await timed(() => connection.services()));
    connection.close();
  }
  console.log(`descriptors of all services: p50 ${at(times, 0.5)} ms; goal: 300 ms`);
}

/** Of this process, which is client and server; without plugins that come to stay. */
async function memory(client: Client): Promise<void> {
  const used: number[] = [];
  for (let request = 0; request <= REQUESTS; request++) {
    if (request % (REQUESTS / 5) === 0) {
      globalThis.gc?.();
      used.push(process.memoryUsage().heapUsed / 1024 / 1024);
    }
    const id = { plugin_id: `plugin-${request % REGISTERED}` };
    await (request % 10 === 0 ? client.call('Plugin.disable', id) : client.call('Plugin.get', id));
  }
  const figures = used.map((megabytes) => megabytes.toFixed(1)).join(', ');
  console.log(
    `memory over ${REQUESTS} requests: ${figures} MB${globalThis.gc ? '' : ' (without --expose-gc)'}; goal: flat`,
  );
}

async function reopen(folder: string): Promise<void> {
  const time = await timed(async () => (await LocalRepository.start({ folder }))[Symbol.asyncDispose]());
  console.log(`start and stop with ${REGISTERED} plugins: ${time.toFixed(0)} ms`);
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

function at(times: readonly number[], share: number): string {
  return ([...times].sort((a, b) => a - b)[Math.floor(times.length * share)] ?? NaN).toFixed(2);
}

void main();
