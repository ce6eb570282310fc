import { finishInTurns } from '../base/steps';
import { visible, visibleJson, visibleLines } from '../base/visible';
import type { Redactor } from '../runtime/secrets/redactor';

/** What is written to, such as `process`. */
export interface Streams {
  /** `write` gives false when no more should be written until `drain`. */
  readonly stdout: { write(text: string): unknown; once?(event: 'drain', drained: () => void): unknown };
  readonly stderr: { write(text: string): unknown };
}

/** The only way to the terminal, and to whatever reads the command line's output; no secret passes it. */
export class Output {
  constructor(
    private readonly redactor: Redactor,
    private readonly streams: Streams = process,
  ) {}

  /** A result, on standard output. */
  line(text: string): void {
    this.streams.stdout.write(`${this.shown(text)}\n`);
  }

  /** A result that is one line, whatever is foreign in it: what comes behind it is a line of ours again. */
  oneLine(text: string): void {
    this.streams.stdout.write(`${visible(this.redactor.redact(text))}\n`);
  }

  /** A result of ours with colours, on standard output; what is foreign in it was made visible, line by line. */
  painted(text: string): void {
    this.streams.stdout.write(`${this.redactor.redact(text)}\n`);
  }

  /**
   * A result as JSON, on standard output. Secrets are taken out of its values, so that it stays JSON.
   * Resolves when more can be printed, so that whoever sends is held back when nobody reads.
   */
  async json(value: unknown, indent?: number): Promise<void> {
    const { stdout } = this.streams;
    const shown = await finishInTurns(this.redactor.redactValueInSteps(value));
    if (stdout.write(`${visibleJson(shown, indent)}\n`) === false) {
      await new Promise<void>((resolve) => stdout.once?.('drain', resolve));
    }
  }

  /** A result that is a secret, for the person who asked for it by the command itself. */
  asked(text: string): void {
    this.streams.stdout.write(`${text}\n`);
  }

  /** What is said beside the result, on standard error. */
  note(text: string): void {
    this.streams.stderr.write(`${this.shown(text)}\n`);
  }

  /** The same in one line, whatever is foreign in it. */
  oneNote(text: string): void {
    this.streams.stderr.write(`${visible(this.redactor.redact(text))}\n`);
  }

  /** The one place through which foreign text goes on its way to a terminal. */
  private shown(text: string): string {
    return visibleLines(this.redactor.redact(text));
  }
}
