import { status } from '@grpc/grpc-js';
import { checkHealth } from './health';
import type { Transport } from './transport';

/** Milliseconds that a living server may take for a Health.Check. */
const CHECK_WITHIN = 2000;
const LONGEST_SILENCE = 120_000;
/** Made once: an AbortError of each call's own, with its stack, costs a quarter of a call. */
const OVER = new Error('The call is over.');

/**
 * Notices when a connection is dead although nothing says so: Node's HTTP/2 stops reading for good, without an event,
 * once a header block is larger than 64 KB, as an error's text can be. The sign is that a Health.Check gets no answer
 * on this connection but gets one on a new one. A server that stands at a breakpoint answers neither and is left alone.
 */
export class SilenceWatch {
  private isDead = false;
  private readonly stopped = new AbortController();
  private timer: NodeJS.Timeout | undefined;

  /**
   * @param silenceMs how long nothing may come before the first check; each further one waits twice as long
   * @param current the connection of the call
   * @param fresh makes another to the same server
   * @param onDead called when the connection is dead
   */
  constructor(
    private silenceMs: number,
    private readonly current: Transport,
    private readonly fresh: () => Transport,
    private readonly onDead: () => void,
  ) {
    this.heard();
  }

  get foundDead(): boolean {
    return this.isDead;
  }

  /** Something came: wait anew. */
  heard(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.check().catch(() => undefined), this.silenceMs);
  }

  stop(): void {
    clearTimeout(this.timer);
    this.stopped.abort(OVER);
  }

  private async check(): Promise<void> {
    if (await this.answers(this.current)) {
      this.silenceMs = Math.min(this.silenceMs * 2, LONGEST_SILENCE);
    } else {
      const other = this.fresh();
      try {
        if (await this.answers(other)) {
          this.isDead = true;
          this.onDead();
          return;
        }
      } finally {
        other.close();
      }
    }
    this.stopped.signal.throwIfAborted();
    this.heard();
  }

  private async answers(transport: Transport): Promise<boolean> {
    const { end } = await checkHealth(transport, CHECK_WITHIN, this.stopped.signal);
    return end.code !== (status.DEADLINE_EXCEEDED as number) && end.code !== (status.UNAVAILABLE as number);
  }
}
