import { parentPort, workerData } from 'node:worker_threads';
import { EngineProgram } from './engine-program';
import type { WebAssemblyModule } from './web-assembly';

/** A question to the engine, or the whole of one of its answers. */
export interface WorkerMessage {
  readonly id: number;
  /** JSON. */
  readonly text: string;
  /** It is no answer but what the engine broke down with. */
  readonly isFailure?: true;
}

const program = new EngineProgram(workerData as WebAssemblyModule);

parentPort?.on('message', ({ id, text }: WorkerMessage) => {
  let answer: WorkerMessage;
  try {
    answer = { id, text: program.answerTo(text) };
  } catch (error) {
    answer = { id, text: error instanceof Error ? error.message : String(error), isFailure: true };
  }
  parentPort?.postMessage(answer);
});

program.prepare();
