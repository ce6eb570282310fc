// npx tsx test/bench/start-and-stop.ts [CYCLES]
// Starts the example's test server and stops it again, 100 times unless told otherwise. The goal is that nothing of them
// is left: no process that carries the mark of this one, and no port that still answers.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { GrpcConnections } from '../../src/runtime/calls/grpc-connections';
import { isListening } from '../../src/runtime/processes/ports';
import { Processes } from '../../src/runtime/processes/processes';
import { PROCESS_MARK } from '../../src/runtime/processes/process-tree';
import { readyProbe } from '../../src/runtime/server/ready-probe';
import { testPython } from '../integration/test-python';
import { pluginServerRecipe, pythonServer } from '../python-recipes';

const cycles = Number(process.argv[2] ?? 100);
const folder = path.resolve('examples/plugin-example-inven-collector');

async function main(): Promise<void> {
  // What is started here, and by nobody else.
  process.env[PROCESS_MARK] = `/bench-${process.pid}`;
  const processes = new Processes();
  const connections = new GrpcConnections();
  const server = pythonServer(folder, processes, readyProbe(connections));
  const recipe = pluginServerRecipe(path.join(folder, 'src'));
  const ports: number[] = [];
  for (let cycle = 0; cycle < cycles; cycle += 1) {
    const address = await server.start(() => Promise.resolve({ interpreter: testPython(), recipe, environment: {} }));
    ports.push(Number(address.split(':')[1]));
    await connections.drop(address);
    await server.stop();
  }
  const answering = (await Promise.all(ports.map(isListening))).filter(Boolean).length;
  const orphans = marked(process.env[PROCESS_MARK]).length;
  console.log(`${cycles} starts and stops: ${orphans} orphans, ${answering} leaked ports (goal: none)`);
  process.exitCode = orphans + answering === 0 ? 0 : 1;
  connections.dispose();
}

/** The processes with a mark in their environment; only Linux tells. */
function marked(mark: string): string[] {
  return readdirSync('/proc').filter((pid) => {
    try {
      return /^\d+$/.test(pid) && readFileSync(`/proc/${pid}/environ`, 'latin1').includes(`${PROCESS_MARK}=${mark}/`);
    } catch {
      return false;
    }
  });
}

void main();
