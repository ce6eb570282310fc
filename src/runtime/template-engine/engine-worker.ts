import { Worker } from 'node:worker_threads';
import { readBytes } from '../files/read-file';
import type { WorkerMessage } from './template-worker';
import { webAssembly, type WebAssemblyModule } from './web-assembly';

/** The files that the engine is run from. */
export interface EngineFiles {
  /** The script of the worker thread. */
  readonly worker: string | URL;
  /** The engine as WebAssembly. */
  readonly program: string;
}

interface Waiting {
  readonly message: WorkerMessage;
  readonly milliseconds: number;
  readonly answered: (text: string) => void;
  readonly failed: (why: string) => void;
}

/** Templates in templates are recursion for the engine: the stack of a thread is ten times that of the editor. */
const STACK_MEGABYTES = 16;

/**
 * The template engine in a thread of its own, which answers one question after the other. It is started with the first
 * one; a question that takes too long ends it, one over which it breaks down does not, and the next one starts it again.
 */
export class EngineWorker {
  private module: Promise<WebAssemblyModule> | undefined;
  private worker: Worker | undefined;
  private readonly waiting: Waiting[] = [];
  private current: Waiting | undefined;
  private timer: NodeJS.Timeout | undefined;
  private lastId = 0;
  private isStarting = false;

  constructor(private readonly files: EngineFiles) {}

  /**
   * The answer to a question, both as JSON.
   * @param milliseconds How long the engine may take for it, from when it begins.
   * @throws Error with a part of a sentence when the engine cannot be started, breaks down or takes too long
   */
  answerTo(question: string, milliseconds: number): Promise<string> {
    return new Promise((resolve, reject) => {
      this.lastId += 1;
      this.waiting.push({
        message: { id: this.lastId, text: question },
        milliseconds,
        answered: resolve,
        failed: (why) => reject(new Error(why)),
      });
      void this.next();
    });
  }

  private async next(): Promise<void> {
    if (this.current || this.isStarting || this.waiting.length === 0) {
      return;
    }
    let worker: Worker;
    try {
      this.isStarting = true;
      worker = await this.started();
    } catch (error) {
      const why = `the template engine did not start: ${error instanceof Error ? error.message : String(error)}`;
      this.waiting.splice(0).forEach(({ failed }) => failed(why));
      return;
    } finally {
      this.isStarting = false;
    }
    const question = this.waiting.shift();
    if (!question) {
      worker.unref();
      return;
    }
    this.current = question;
    this.timer = setTimeout(() => this.end('it takes too long'), question.milliseconds);
    worker.ref();
    worker.postMessage(question.message);
  }

  private async started(): Promise<Worker> {
    this.module ??= compiled(this.files.program).catch((error: unknown) => {
      this.module = undefined;
      throw error;
    });
    const module = await this.module;
    if (!this.worker) {
      const worker = new Worker(this.files.worker, {
        workerData: module,
        env: {},
        resourceLimits: { stackSizeMb: STACK_MEGABYTES },
      });
      worker.on('message', (message: WorkerMessage) => this.hear(worker, message));
      worker.on('error', (error) => this.lose(worker, `the template engine broke down: ${error.message}`));
      worker.on('exit', () => this.lose(worker, 'the template engine ended'));
      this.worker = worker;
    }
    return this.worker;
  }

  private hear(worker: Worker, { id, text, isFailure }: WorkerMessage): void {
    const question = this.current;
    if (this.worker === worker && question?.message.id === id) {
      this.free();
      if (isFailure) {
        question.failed(`the template engine broke down: ${text}`);
      } else {
        question.answered(text);
      }
    }
  }

  private lose(worker: Worker, why: string): void {
    if (this.worker === worker) {
      this.end(why);
    }
  }

  private end(why: string): void {
    const { current, worker } = this;
    this.worker = undefined;
    void worker?.terminate();
    this.free();
    current?.failed(why);
  }

  private free(): void {
    clearTimeout(this.timer);
    this.current = undefined;
    if (this.waiting.length === 0) {
      this.worker?.unref();
    }
    void this.next();
  }

  /** Ends the thread; what was asked fails. */
  async [Symbol.asyncDispose](): Promise<void> {
    const { worker } = this;
    this.waiting.splice(0).forEach(({ failed }) => failed('it was not waited for'));
    this.end('it was not waited for');
    await worker?.terminate();
  }
}

async function compiled(file: string): Promise<WebAssemblyModule> {
  const bytes = await readBytes(file, { kind: 'program', within: 'anywhere' });
  if (!bytes) {
    throw new Error(`${file} is missing`);
  }
  return webAssembly.compile(bytes);
}
