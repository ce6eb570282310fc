import type { Redactor } from '../runtime/redactor';

/** What is written to, such as `process`. */
export interface Streams {
  readonly stdout: { write(text: string): unknown };
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

  /** A result as JSON, on standard output. Secrets are taken out of its values, so that it stays JSON. */
  json(value: unknown, indent?: number): void {
    this.streams.stdout.write(`${JSON.stringify(this.redactor.redactValue(value), null, indent)}\n`);
  }

  /** A result that is a secret, for the person who asked for it by the command itself. */
  asked(text: string): void {
    this.streams.stdout.write(`${text}\n`);
  }

  /** What is said beside the result, on standard error. */
  note(text: string): void {
    this.streams.stderr.write(`${this.shown(text)}\n`);
  }

  /** The one place through which foreign text goes on its way to a terminal. */
  private shown(text: string): string {
    return this.redactor.redact(text);
  }
}
