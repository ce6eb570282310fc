import type { Readable } from 'node:stream';
import { finishInTurns, type Steps } from '../../base/steps';
import type { LineReader } from './lines';

/** Bytes that are taken out of a pipe before they can be read. */
const MOST_AHEAD = 65_536;
/** The same once the process has ended: more than its pipe and Node hold together. */
const MOST_AT_THE_END = 1_048_576;
/** How long output may wait to be read once the process is to stop, in milliseconds. */
const READ_WITHIN = 300;

/**
 * One output of a process, read in turns: whoever prints faster than lines can be looked through is held up by the pipe,
 * and nobody else is. Once the process is to stop, what cannot be read soon is dropped.
 */
export class Output {
  /** Resolves when all is read, or the rest is dropped. */
  readonly ended: Promise<void>;
  private readonly chunks: { readonly bytes: Buffer; readonly came: number }[] = [];
  private waiting = 0;
  private received = 0;
  private most = MOST_AHEAD;
  private reading: Promise<void> | undefined;
  private stopped: number | undefined;
  private readonly dropped = new AbortController();

  constructor(
    private readonly stream: Readable,
    private readonly lines: LineReader,
  ) {
    stream.on('data', (bytes: Buffer) => this.take(bytes));
    this.ended = new Promise<void>((resolve) => stream.once('close', resolve)).then(() => this.end());
  }

  /** Takes what is left of a process that has ended, and closes the output after so long, whoever holds it open. */
  close(within: number): void {
    this.most = MOST_AT_THE_END;
    this.stream.resume();
    // What has come by then is taken first, also when the event loop was held up.
    setTimeout(() => setImmediate(() => this.stream.destroy()), within).unref();
  }

  /** To be called when the process is asked to end; what it says to that is read all the same. */
  stop(): void {
    this.stopped ??= performance.now();
  }

  /** Reads nothing of it any more. */
  drop(): void {
    this.dropped.abort();
    this.chunks.length = 0;
    this.stream.resume();
  }

  /** Resolves when all is read that the process has written by now. */
  async caughtUp(): Promise<void> {
    const enough = this.received + MOST_AT_THE_END;
    for (let before = -1; before < this.received && this.received < enough;) {
      before = this.received;
      await this.reading;
      // In the first turn the stream flows again, in the next comes what was held up.
      for (let turn = 0; turn < 3; turn++) {
        await new Promise((resolve) => setImmediate(resolve));
      }
    }
    await this.reading;
  }

  private take(bytes: Buffer): void {
    this.received += bytes.length;
    if (this.dropped.signal.aborted) {
      return;
    }
    this.chunks.push({ bytes, came: performance.now() });
    this.waiting += bytes.length;
    if (this.waiting >= this.most) {
      this.stream.pause();
    }
    this.reading ??= this.read();
  }

  private async read(): Promise<void> {
    for (let next = this.chunks.shift(); next; next = this.chunks.shift()) {
      await finishInTurns(this.inTime(this.lines.push(next.bytes), next.came), this.dropped.signal);
      this.waiting -= next.bytes.length;
      this.stream.resume();
    }
    this.reading = undefined;
  }

  private *inTime(steps: Steps<void>, came: number): Steps<void> {
    while (steps.next().done !== true) {
      if (this.stopped !== undefined && performance.now() - Math.max(came, this.stopped) > READ_WITHIN) {
        this.drop();
      }
      yield;
    }
  }

  private async end(): Promise<void> {
    await this.reading;
    await finishInTurns(this.lines.end(), this.dropped.signal);
  }
}
