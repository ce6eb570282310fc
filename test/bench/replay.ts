// npx tsx test/bench/replay.ts
// A call of requests over one connection to a recording, beside the same call to the bare cloud on loopback,
// in turns. The goal is 30 ms at most on top of the peer.
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Recordings } from '../../src/runtime/recording/recordings';
import { Redactor } from '../../src/runtime/secrets/redactor';
import { Cloud } from '../integration/runtime/recording/cloud';
import { testPython } from '../integration/test-python';

const CALLS = 300;
const GOAL = 30;

const script = `
import os, time, requests
session, times = requests.Session(), []
for page in range(${CALLS}):
    began = time.perf_counter()
    session.get(os.environ["CLOUD"] + f"/things?page={page}").json()
    times.append((time.perf_counter() - began) * 1000)
times.sort()
print(times[len(times) // 2], times[len(times) * 95 // 100])
`;

async function main(): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), 'replay-'));
  await using cloud = await new Cloud('unused').start();
  const recordings = new Recordings(new Redactor());
  const trust = { SSL_CERT_FILE: cloud.certificates, REQUESTS_CA_BUNDLE: cloud.certificates };
  const session = await recordings.record({ folder, variables: trust });
  await measured({ ...session.variables, CLOUD: cloud.address });
  await recordings.keep(folder, { name: 'cloud', calls: session.take().calls });
  await session[Symbol.asyncDispose]();
  await using replay = await recordings.replay({ folder, variables: {} });
  const bare: number[][] = [];
  const replayed: number[][] = [];
  for (let round = 0; round < 3; round += 1) {
    bare.push(await measured({ ...trust, CLOUD: cloud.address }));
    replayed.push(await measured({ ...replay.variables, CLOUD: cloud.address }));
  }
  const [one, other] = [bare, replayed].map((rounds) =>
    [0, 1].map((at) => Math.min(...rounds.map((each) => each[at]!))),
  );
  console.log(`bare      p50 ${one?.[0]?.toFixed(1)} ms, p95 ${one?.[1]?.toFixed(1)} ms`);
  console.log(`replayed  p50 ${other?.[0]?.toFixed(1)} ms, p95 ${other?.[1]?.toFixed(1)} ms`);
  const added = (other?.[1] ?? 0) - (one?.[1] ?? 0);
  console.log(`adds ${added.toFixed(1)} ms to a call at p95 (goal: ${GOAL} ms at most)`);
  process.exitCode = added <= GOAL ? 0 : 1;
  await rm(folder, { recursive: true, force: true });
}

function measured(variables: Readonly<Record<string, string>>): Promise<number[]> {
  return new Promise((resolve) => {
    const child = spawn(testPython(), ['-c', script], { env: { ...process.env, ...variables } });
    let text = '';
    child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()));
    child.stderr.pipe(process.stderr);
    child.once('close', () => resolve(text.trim().split(' ').map(Number)));
  });
}

void main();
