import { window, type LogOutputChannel, type OutputChannel } from 'vscode';
import { visible, visibleLines } from '../base/visible';
import { ids } from '../ids';
import type { Redactor } from '../runtime/secrets/redactor';

/** Lines a second that a server's log shows; a plugin that prints more is summed up, so that the window stays usable. */
const LINES_A_SECOND = 2000;

/** The extension's own log; nothing secret passes it. */
export class Log {
  private readonly channel: LogOutputChannel = window.createOutputChannel('Plugin Workbench', { log: true });

  constructor(private readonly redactor: Redactor) {}

  info(message: string): void {
    this.channel.info(visibleLines(this.redactor.redact(message)));
  }

  error(message: string): void {
    this.channel.error(visibleLines(this.redactor.redact(message)));
  }

  show(): void {
    this.channel.show(true);
  }

  dispose(): void {
    this.channel.dispose();
  }
}

/** What a piece of work has told when it was over, in an output channel of its own; frames lead to their lines. */
export class ReportLog {
  private readonly channel: OutputChannel;

  constructor(
    name: string,
    private readonly redactor: Redactor,
  ) {
    this.channel = window.createOutputChannel(`Plugin Workbench: ${name}`, ids.serverLogLanguage);
  }

  /** All lines at once, so that they stay together in a view that sorts entries. */
  append(lines: readonly string[]): void {
    const seen = lines.map((line) => visible(this.redactor.redact(line)));
    this.channel.append(`${seen.join('\n')}\n`);
  }

  show(): void {
    this.channel.show(true);
  }

  dispose(): void {
    this.channel.dispose();
  }
}

/**
 * What a plugin's test server prints, in an output channel of its own. Its own colours are gone by then (they are cut off
 * where its lines are read): the grammar of the channel's language colours.
 */
export class ServerLog {
  private readonly channel: OutputChannel;
  private second = 0;
  private inSecond = 0;
  private leftOut = 0;

  constructor(
    name: string,
    private readonly redactor: Redactor,
  ) {
    this.channel = window.createOutputChannel(`Plugin Workbench: ${name}`, ids.serverLogLanguage);
  }

  append(line: string): void {
    const second = Math.floor(Date.now() / 1000);
    if (second !== this.second) {
      this.sayLeftOut();
      this.second = second;
      this.inSecond = 0;
    }
    this.inSecond += 1;
    if (this.inSecond > LINES_A_SECOND) {
      this.leftOut += 1;
    } else {
      this.channel.appendLine(visible(this.redactor.redact(line)));
    }
  }

  show(): void {
    this.channel.show(true);
  }

  dispose(): void {
    this.channel.dispose();
  }

  private sayLeftOut(): void {
    if (this.leftOut > 0) {
      this.channel.appendLine(`… ${this.leftOut} lines left out: more than ${LINES_A_SECOND} in a second …`);
      this.leftOut = 0;
    }
  }
}
