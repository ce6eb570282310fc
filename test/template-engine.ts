import { buildSync } from 'esbuild';
import path from 'node:path';
import { TemplateEngine } from '../src/runtime/template-engine/template-engine';

const root = path.join(__dirname, '..');

let worker: URL | undefined;

/** The engine that `node scripts/set-up.mjs engine` has built, with the worker as its source is now. */
export function newEngine(program = path.join(root, '.engine/engine.wasm')): TemplateEngine {
  worker ??= bundledWorker();
  return new TemplateEngine({ worker, program });
}

let shared: TemplateEngine | undefined;

/** One for all tests of a process, which does not wait for its end. */
export function sharedEngine(): TemplateEngine {
  return (shared ??= newEngine());
}

/** A thread does not get the loader of TypeScript that tests run under. */
function bundledWorker(): URL {
  const { outputFiles } = buildSync({
    entryPoints: [path.join(root, 'src/runtime/template-engine/template-worker.ts')],
    bundle: true,
    platform: 'node',
    format: 'esm',
    write: false,
  });
  return new URL(`data:text/javascript,${encodeURIComponent(outputFiles[0]?.text ?? '')}`);
}
