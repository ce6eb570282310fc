// npx tsx test/bench/preview.ts
// From a plugin's answer until its Applications are there: 100 of them with 20 template strings each, in the worker, beside
// the same engine as a native program of Go; and how long the thread that asks is held up meanwhile.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { previewAll } from '../preview-manifests';
import { newEngine, sharedEngine } from '../template-engine';

const APPLICATIONS = 100;
const STRINGS = 20;
const ROUNDS = 10;
const GOAL = 300;
const LOAD_GOAL = 400;
const BLOCK_GOAL = 50;
const TIMES_NATIVE = 3;

const strings = Array.from(
  { length: STRINGS },
  (_, index) => `{{ .name | upper }}-{{ .x${index % 5} | default "none" }}-${index}`,
);
const elements = Array.from({ length: APPLICATIONS }, (_, index) => ({
  name: `app-${index}`,
  x0: 'a',
  x1: 'b',
  x2: 'c',
}));
const set = JSON.stringify({
  apiVersion: 'argoproj.io/v1alpha1',
  kind: 'ApplicationSet',
  metadata: { name: 'bench', namespace: 'argocd' },
  spec: {
    goTemplate: true,
    generators: [{ list: { elements } }],
    template: {
      metadata: {
        name: '{{ .name }}',
        annotations: Object.fromEntries(strings.map((text, index) => [`a${index}`, text])),
      },
      spec: { project: 'default', source: { repoURL: 'r', path: 'p' }, destination: { name: 'here' } },
    },
  },
});

function median(values: readonly number[]): number {
  return [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)] ?? 0;
}

async function load(): Promise<number> {
  const engine = newEngine();
  const began = performance.now();
  await engine.render({ texts: ['{{ .a }}'], parameters: { a: 1 }, goTemplate: true });
  const all = performance.now() - began;
  await engine[Symbol.asyncDispose]();
  return all;
}

async function previewOnce(): Promise<number> {
  const began = performance.now();
  const [preview] = await previewAll({ '/work/set.yaml': set });
  if (preview?.applications.length !== APPLICATIONS) {
    throw new Error(preview?.error ?? 'There is no preview.');
  }
  return performance.now() - began;
}

/** The same renderings by the engine as a native program, which reads questions from its input, a line each. */
function native(program: string): number {
  const questions = elements.map((parameters) =>
    JSON.stringify({ ask: 'render', texts: ['{{ .name }}', ...strings], parameters, goTemplate: true }),
  );
  const began = performance.now();
  execFileSync(program, { input: `${questions.join('\n')}\n` });
  return performance.now() - began;
}

async function bench(): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), 'engine-'));
  try {
    const program = path.join(folder, 'engine');
    // The set-up is JavaScript, which the types of the tests do not know.
    const setUp = (await import(path.resolve('scripts/set-up/engine.mjs'))) as { findGo(): Promise<string> };
    execFileSync(await setUp.findGo(), ['build', '-o', program, '.'], { cwd: path.resolve('engine') });
    const loads: number[] = [];
    for (let round = 0; round < 3; round += 1) {
      loads.push(await load());
    }
    await previewOnce();
    const delay = monitorEventLoopDelay({ resolution: 1 });
    delay.enable();
    const ours: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      ours.push(await previewOnce());
    }
    delay.disable();
    const peers = Array.from({ length: ROUNDS }, () => native(program));
    const [mine, theirs] = [median(ours), median(peers)];
    console.log(`engine loaded: ${median(loads).toFixed(0)} ms (goal ${LOAD_GOAL})`);
    console.log(`preview of ${APPLICATIONS} Applications: ${mine.toFixed(0)} ms (goal ${GOAL})`);
    console.log(
      `native, with its start: ${theirs.toFixed(0)} ms; ${(mine / theirs).toFixed(1)} times (goal ${TIMES_NATIVE})`,
    );
    console.log(`longest hold of the thread that asks: ${(delay.max / 1e6).toFixed(0)} ms (goal ${BLOCK_GOAL})`);
  } finally {
    rmSync(folder, { recursive: true });
    await sharedEngine()[Symbol.asyncDispose]();
  }
}

void bench();
