// node --expose-gc --import tsx test/bench/large-answer.ts
// A collector that streams 10,000 servers to a call as the editor and the command line make it, redacted, beside the same
// messages counted by the bare client of grpc-js. The goal: no block of the event loop over 50 ms, and a heap that does
// not grow with the answer.
import { Client, credentials } from '@grpc/grpc-js';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Runtime } from '../../src/runtime/runtime';
import { testPython } from '../integration/test-python';
import { pluginServerRecipe } from '../python-recipes';

const ITEMS = 10_000;
const LONGEST_BLOCK = 50;
const MOST_GROWTH = 20;
const MEGABYTE = 1024 * 1024;

async function main(): Promise<void> {
  const place = await mkdtemp(path.join(tmpdir(), 'large-'));
  await cp(path.resolve('examples/plugin-example-inven-collector'), place, { recursive: true });
  const sample = path.join(place, 'src/plugin/connector/sample.json');
  const resources = JSON.parse(await readFile(sample, 'utf8')) as { servers: { id: string }[] };
  const [server] = resources.servers;
  const servers = Array.from({ length: ITEMS }, (_, number) => ({ ...server, id: `srv-${number}` }));
  await writeFile(sample, JSON.stringify({ ...resources, servers }));
  await using runtime = new Runtime(path.resolve('dist'));
  const recipe = pluginServerRecipe(path.join(place, 'src'));
  const test = runtime.servers.of({ platform: 'spaceone', folder: place });
  const address = await test.start(() => Promise.resolve({ interpreter: testPython(), recipe, environment: {} }));
  const secret_data = { api_key: 'a-secret-of-a-request-0123456789' };
  const caller = runtime.callers.to(address);
  // What is made once, such as descriptors, is no part of the figures.
  await caller.call('Collector.init', { options: {} }, { onMessage: () => undefined });

  const turns = new Turns();
  const heaps: number[] = [];
  let items = 0;
  const began = performance.now();
  await caller.call(
    'Collector.collect',
    { options: {}, secret_data },
    {
      onMessage: () => {
        items += 1;
        if (items % 2000 === 0) {
          globalThis.gc?.();
          heaps.push(process.memoryUsage().heapUsed / MEGABYTE);
          turns.skip();
        }
      },
    },
  );
  const took = performance.now() - began;
  const block = turns.end();
  const growth = Math.max(...heaps) - (heaps[0] ?? 0);
  console.log(`${items} messages in ${took.toFixed(0)} ms; bare client ${(await bare(address)).toFixed(0)} ms`);
  console.log(`longest turn of the event loop ${block.toFixed(0)} ms of work (goal: ${LONGEST_BLOCK} ms at most)`);
  console.log(`heap ${heaps.map((heap) => heap.toFixed(0)).join(', ')} MB each 2000 messages (goal: flat)`);
  process.exitCode = items > ITEMS && block <= LONGEST_BLOCK && growth <= MOST_GROWTH ? 0 : 1;
  await test.stop();
  await rm(place, { recursive: true, force: true });
}

/**
 * Measures how much this process works between two ticks of a timer, the most that others have to wait for it. It is
 * not the time that passes: on a busy machine that is for the most part the work of others.
 */
class Turns {
  private longest = 0;
  private before = process.cpuUsage();
  private readonly timer = setInterval(() => this.tick(), 1);

  /** Leaves out what was done since the last tick. */
  skip(): void {
    this.before = process.cpuUsage();
  }

  /** Milliseconds of the longest. */
  end(): number {
    clearInterval(this.timer);
    return this.longest;
  }

  private tick(): void {
    const { user, system } = process.cpuUsage(this.before);
    this.longest = Math.max(this.longest, (user + system) / 1000);
    this.before = process.cpuUsage();
  }
}

/** How long the same stream takes of which nobody reads a message. */
async function bare(address: string): Promise<number> {
  const client = new Client(address, credentials.createInsecure());
  const began = performance.now();
  const path = '/spaceone.api.inventory.plugin.Collector/collect';
  // An empty Struct each: options, secret_data.
  const request = Buffer.from([0x0a, 0x00, 0x12, 0x00]);
  const call = client.makeServerStreamRequest(
    path,
    (sent: Buffer) => sent,
    (come: Buffer) => come,
    request,
  );
  await new Promise((resolve) =>
    call
      .on('data', () => undefined)
      .once('error', resolve)
      .once('end', () => resolve(undefined)),
  );
  client.close();
  return performance.now() - began;
}

void main();
