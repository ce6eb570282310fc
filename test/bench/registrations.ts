// npx tsx test/bench/registrations.ts
// The client of a Repository against the figures that it is held to: a list of 5 000 plugins beside spacectl's in the
// same run (PLUGIN_WORKBENCH_SPACECTL names its program; spacectl 2.0.10), from our local Repository and from one on
// the real spaceone-core (PLUGIN_WORKBENCH_TEST_PYTHON); the time to learn a server's contract by reflection; a
// register round trip; memory over 10 000 requests.
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { localEndpoint } from '../../src/platforms/spaceone/registrations/endpoints';
import { filterPlugins, groupPlugins } from '../../src/platforms/spaceone/registrations/plugin-groups';
import type { Registration } from '../../src/platforms/spaceone/registrations/registration';
import { RepositoryClient } from '../../src/platforms/spaceone/registrations/repository-client';
import { LocalRepository } from '../../src/platforms/spaceone/repository/local-repository';
import { PythonRepository } from '../integration/platforms/spaceone/registrations/python-repository';
import { token as sampleToken } from '../unit/platforms/spaceone/registrations/tokens';

const PLUGINS = 5000;
const ROUNDS = 5;
const REQUESTS = 10_000;

interface Subject {
  readonly title: string;
  /** Host and port. */
  readonly place: string;
  readonly token: string;
}

async function main(): Promise<void> {
  await using local = await LocalRepository.start({ managed: managedPlugins() });
  const ours = { title: 'local Repository', place: local.address, token: local.token };
  await compareLists(ours);
  await roundTrips(ours);
  if (!process.env['PLUGIN_WORKBENCH_TEST_PYTHON']) {
    console.log('spaceone-core: PLUGIN_WORKBENCH_TEST_PYTHON names no Python');
    return;
  }
  const python = await PythonRepository.ofGeneration2({ plugins: PLUGINS });
  try {
    const place = python.address.replace('grpc://', '');
    await compareLists({ title: 'on spaceone-core', place, token: sampleToken() });
  } finally {
    await python.stop();
  }
}

/** Lists everything with a new client each time, beside spacectl in turns. */
async function compareLists(subject: Subject): Promise<void> {
  const ours: number[] = [];
  const contracts: number[] = [];
  const peer: number[] = [];
  let plugins: Registration[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const client = clientOf(subject);
    const started = performance.now();
    await client.contract();
    contracts.push(performance.now() - started);
    plugins = await listed(client);
    ours.push(performance.now() - started);
    client.close();
    const time = await spacectlTime(subject);
    if (time !== undefined) {
      peer.push(time);
    }
  }
  if (plugins.length < PLUGINS) {
    throw new Error(`Only ${plugins.length} plugins came.`);
  }
  const grouping = performance.now();
  groupPlugins(plugins, 'type');
  const typing = performance.now();
  filterPlugins(plugins, 'managed 77');
  const end = performance.now();
  console.log(`${subject.title}, ${plugins.length} plugins, each with a new connection`);
  console.log(`  contract by reflection: ${ms(median(contracts))} (goal 300 ms)`);
  console.log(`  whole list: ${ms(median(ours))}; spacectl ${peer.length > 0 ? ms(median(peer)) : 'not given'}`);
  console.log(`  grouped in ${ms(typing - grouping)}, filtered in ${ms(end - typing)} (goal 50 ms for the tree)`);
}

/** Registers, gets and deregisters on one connection. */
async function roundTrips(subject: Subject): Promise<void> {
  const client = clientOf(subject);
  const times: number[] = [];
  let before = 0;
  for (let request = 0; request < REQUESTS; request += 2) {
    const name = `plugin-bench-${request}`;
    const started = performance.now();
    await client.register({ name, resource_type: 'inventory.Collector', image: `spaceone/${name}` });
    times.push(performance.now() - started);
    await client.deregister(name);
    if (request === REQUESTS / 10) {
      before = heap();
    }
  }
  client.close();
  const after = heap();
  console.log(`register round trip: p50 ${ms(median(times))} (goal 5 ms)`);
  console.log(`heap after ${REQUESTS / 10} requests ${before.toFixed(1)} MB, after ${REQUESTS} ${after.toFixed(1)} MB`);
}

async function listed(client: RepositoryClient): Promise<Registration[]> {
  const all: Registration[] = [];
  for await (const { plugins } of client.plugins()) {
    all.push(...plugins);
  }
  return all;
}

function clientOf({ place, token }: Subject): RepositoryClient {
  return new RepositoryClient(localEndpoint(place, () => Promise.resolve(token)));
}

/** Milliseconds of `spacectl list repository.Plugin`; undefined when there is no spacectl. */
async function spacectlTime({ place, token }: Subject): Promise<number | undefined> {
  const program = process.env['PLUGIN_WORKBENCH_SPACECTL'];
  if (!program) {
    return undefined;
  }
  const home = await mkdtemp(path.join(tmpdir(), 'spacectl-'));
  try {
    await mkdir(path.join(home, '.spaceone/environments'), { recursive: true });
    await writeFile(path.join(home, '.spaceone/environment.yml'), 'environment: bench\n');
    await writeFile(
      path.join(home, '.spaceone/environments/bench.yml'),
      `api_key: ${token}\nendpoints:\n  repository: grpc://${place}\n`,
    );
    const started = performance.now();
    const { stdout } = await promisify(execFile)(program, ['list', 'repository.Plugin', '-a', '-o', 'json'], {
      env: { ...process.env, HOME: home },
      maxBuffer: 256 * 1024 * 1024,
    });
    const time = performance.now() - started;
    if (!stdout.includes('plugin_id')) {
      throw new Error(`spacectl listed nothing: ${stdout.slice(0, 200)}`);
    }
    return time;
  } finally {
    await rm(home, { recursive: true });
  }
}

function managedPlugins(): NonNullable<Parameters<typeof LocalRepository.start>[0]>['managed'] {
  return Array.from({ length: PLUGINS }, (_, index) => ({
    plugin_id: `plugin-managed-${index}`,
    name: `Managed ${index}`,
    image: `plugin-managed-${index}`,
    resource_type: `inventory.Collector`,
    provider: index % 3 === 0 ? 'aws' : 'azure',
    capability: { supported_schema: ['aws_access_key'] },
    labels: ['Sample', `Label ${index}`],
    tags: { icon: 'https://example.com/icon.svg', description: 'x'.repeat(200) },
  }));
}

function heap(): number {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed / 1024 / 1024;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}

function ms(value: number): string {
  return `${value.toFixed(1)} ms`;
}

void main();
