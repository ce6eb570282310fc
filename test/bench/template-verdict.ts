// npx tsx test/bench/template-verdict.ts
// From the first template that is seen until its verdict is there, in a fresh engine each time: its program is read and
// compiled, its thread is started, and Go answers. Beside it the bare program in a thread of nothing else, and what a
// further template takes.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { EngineProgram } from '../../src/runtime/template-engine/engine-program';
import { webAssembly } from '../../src/runtime/template-engine/web-assembly';
import { newEngine } from '../template-engine';

const GOAL = 600;
const ROUNDS = 10;
const template = '{{ range $name, $value := .values }}{{ $name | lower }}-{{ $value.port }}{{ end }}';
const program = path.resolve(__dirname, '../../.engine/engine.wasm');

async function timed(work: () => Promise<unknown> | undefined): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

async function bare(): Promise<number> {
  return timed(async () => {
    const engine = new EngineProgram(await webAssembly.compile(readFileSync(program)));
    engine.answerTo(JSON.stringify({ ask: 'judge', text: template }));
  });
}

function median(times: readonly number[]): number {
  return times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? NaN;
}

async function run(): Promise<void> {
  const [first, further, alone]: [number[], number[], number[]] = [[], [], []];
  // The worker is bundled once, which the product has done when it is built.
  await newEngine()[Symbol.asyncDispose]();
  for (let round = 0; round < ROUNDS; round += 1) {
    const engine = newEngine();
    first.push(await timed(() => engine.ask([template])));
    further.push(await timed(() => engine.ask([`${template}${round}`])));
    if (!engine.verdictOn(template) || engine.verdictOn(template)?.notJudged !== undefined) {
      throw new Error('The template was not judged.');
    }
    await engine[Symbol.asyncDispose]();
    alone.push(await bare());
  }
  const isMet = median(first) <= GOAL;
  console.log(
    [
      `first verdict: ${median(first).toFixed(0)} ms (goal ${GOAL} ms, ${isMet ? 'met' : 'missed'}), slowest ${Math.max(...first).toFixed(0)} ms`,
      `the bare program: ${median(alone).toFixed(0)} ms`,
      `a further verdict: ${median(further).toFixed(1)} ms`,
    ].join('\n'),
  );
  process.exitCode = isMet ? 0 : 1;
}

void run();
