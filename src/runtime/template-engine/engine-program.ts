import { ProgramEnd, systemInterface } from './system-interface';
import { webAssembly, type WebAssemblyMemory, type WebAssemblyModule } from './web-assembly';

/** What `engine/main_wasm.go` exports. */
interface EngineExports {
  readonly memory: WebAssemblyMemory;
  _initialize(): void;
  room(length: number): number;
  ask(): number;
  said(): number;
}

/**
 * Memory that a program has taken is never given back: with more than this, the next question gets a new program. What
 * it can take at all is limited when it is built (`scripts/set-up/engine.mjs`).
 */
const MOST_BYTES = 256_000_000;

/** The template engine as a program in memory: made at the first question, and made anew once it has broken down. */
export class EngineProgram {
  private running: EngineExports | undefined;

  constructor(private readonly module: WebAssemblyModule) {}

  /**
   * The answer to a question, both as JSON.
   * @throws Error when the engine breaks down over it
   */
  answerTo(question: string): string {
    const engine = (this.running ??= this.start());
    try {
      const asked = Buffer.from(question);
      const address = engine.room(asked.length);
      new Uint8Array(engine.memory.buffer).set(asked, address);
      const length = engine.ask();
      const said = Buffer.from(engine.memory.buffer, engine.said(), length).toString();
      if (engine.memory.buffer.byteLength > MOST_BYTES) {
        this.running = undefined;
      }
      return said;
    } catch (error) {
      this.running = undefined;
      throw error instanceof ProgramEnd ? error : new Error(error instanceof Error ? error.message : String(error));
    }
  }

  /** Makes the program before the first question. */
  prepare(): void {
    this.running ??= this.start();
  }

  private start(): EngineExports {
    const memory = (): WebAssemblyMemory => engine.memory;
    const imports = { wasi_snapshot_preview1: systemInterface(memory) };
    const engine = new webAssembly.Instance(this.module, imports).exports as EngineExports;
    engine._initialize();
    return engine;
  }
}
