// npx tsx test/bench/start-server.ts [ROUNDS]
// From the wish to start the example's test server until Health.Check answers, run and debugged, beside the framework's
// own command started by hand and polled in the same way, bare and under debugpy, which listens and waits for nobody; in
// turns, so that noise hits all alike. The goal is 150 ms at most on top of the peer.
import path from 'node:path';
import { Catalog } from '../../src/catalog/catalog';
import { serverOf, pluginFinders } from '../../src/platforms/platforms';
import { GrpcConnections } from '../../src/runtime/calls/grpc-connections';
import { NodeFiles } from '../../src/runtime/files/node-files';
import { freePort } from '../../src/runtime/processes/ports';
import { Processes } from '../../src/runtime/processes/processes';
import { PythonInterpreters } from '../../src/runtime/python/interpreters';
import { DebuggerConnection } from '../../src/runtime/server/debugger-connection';
import { pythonServer } from '../python-recipes';
import { readyProbe } from '../../src/runtime/server/ready-probe';
import { testPython } from '../integration/test-python';

const ROUNDS = Number(process.argv[2] ?? 12);
const GOAL = 150;
const folder = path.resolve('examples/plugin-example-inven-collector');

type Start = () => Promise<() => Promise<void>>;

async function main(): Promise<void> {
  const processes = new Processes();
  const connections = new GrpcConnections();
  const files = new NodeFiles(() => [folder]);
  const catalog = new Catalog(pluginFinders, files);
  catalog.setFolders([folder]);
  const [plugin] = await catalog.ready();
  if (!plugin) {
    throw new Error(`There is no plugin in ${folder}.`);
  }
  const probe = readyProbe(connections);
  const interpreters = new PythonInterpreters(processes.run.bind(processes));

  const byHand =
    (isDebugged: boolean): Start =>
    async () => {
      const port = await freePort();
      const debugpy = isDebugged ? ['-m', 'debugpy', '--listen', `127.0.0.1:${await freePort()}`] : [];
      const words = [...debugpy, '-m', 'spaceone.core.command', 'run', 'plugin-server', 'plugin', '-p', String(port)];
      const started = await processes.start(testPython(), words, { cwd: path.join(folder, 'src') });
      await connections.becomesHealthy(`127.0.0.1:${port}`, AbortSignal.timeout(60_000));
      await connections.drop(`127.0.0.1:${port}`);
      return () => started.stop();
    };
  const ours = (debug: boolean): Start => {
    return async () => {
      const server = pythonServer(folder, processes, probe);
      const address = await server.start(async () => ({
        interpreter: await interpreters.forPlugin(folder, testPython()),
        recipe: await serverOf(plugin).recipe(plugin, files),
        environment: {},
        ...(debug && { onDebugger: (port: number, token?: string) => void attach(port, token ?? '') }),
      }));
      await connections.drop(address);
      return () => server.stop();
    };
  };

  const candidates = { 'by hand': byHand(false), run: ours(false), 'by debugpy': byHand(true), debugged: ours(true) };
  const times: Record<string, number[]> = { 'by hand': [], run: [], 'by debugpy': [], debugged: [] };
  for (let round = 0; round <= ROUNDS; round += 1) {
    for (const [name, start] of Object.entries(candidates)) {
      const began = performance.now();
      const stop = await start();
      // The first round warms the file cache.
      if (round > 0) {
        times[name]?.push(performance.now() - began);
      }
      await stop();
    }
  }
  report(times);
  connections.dispose();
  await processes[Symbol.asyncDispose]();
}

/** Says to debugpy what an editor says until the program runs. */
async function attach(port: number, token: string): Promise<void> {
  const connection = await DebuggerConnection.open(port, token);
  connection.onMessage(({ event }) => {
    if (event === 'initialized') {
      connection.send({ seq: 3, type: 'request', command: 'configurationDone' });
    }
  });
  connection.send({
    seq: 1,
    type: 'request',
    command: 'initialize',
    arguments: { adapterID: 'plugin-server', linesStartAt1: true },
  });
  connection.send({ seq: 2, type: 'request', command: 'attach', arguments: { justMyCode: true, subProcess: true } });
}

function report(times: Readonly<Record<string, readonly number[]>>): void {
  console.log(`start to ready, ${ROUNDS} rounds, ms: min / median / max, median on top of the peer (goal ${GOAL})`);
  for (const [name, all] of Object.entries(times)) {
    const sorted = [...all].sort((a, b) => a - b);
    const [min = 0, max = 0] = [sorted[0], sorted.at(-1)];
    const peer = median(times[name === 'debugged' ? 'by debugpy' : 'by hand'] ?? []);
    const more = median(all) - peer;
    console.log(
      `  ${name.padEnd(10)} ${[min, median(all), max].map((value) => value.toFixed(0)).join(' / ')}   ${more >= 0 ? '+' : ''}${more.toFixed(0)}`,
    );
  }
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return ((sorted[(sorted.length - 1) >> 1] ?? 0) + (sorted[sorted.length >> 1] ?? 0)) / 2;
}

void main();
