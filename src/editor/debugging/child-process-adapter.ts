import { EventEmitter, type DebugAdapter, type DebugProtocolMessage } from 'vscode';
import type { Redactor } from '../../runtime/secrets/redactor';
import type { DebuggerConnection } from '../../runtime/server/debugger-connection';
import { shownMessage } from './shown-message';

/** Hands the conversation about a child process of a test server on to the server's debugpy, which asks for its token. */
export class ChildProcessAdapter implements DebugAdapter {
  private readonly sent = new EventEmitter<DebugProtocolMessage>();
  readonly onDidSendMessage = this.sent.event;

  constructor(
    private readonly connection: DebuggerConnection,
    redactor: Redactor,
  ) {
    connection.onMessage((message) => this.sent.fire(shownMessage(message, redactor)));
    connection.onEnd(() => this.sent.fire({ seq: 0, type: 'event', event: 'terminated' }));
  }

  handleMessage(message: DebugProtocolMessage): void {
    this.connection.send(message);
  }

  dispose(): void {
    this.connection.close();
    this.sent.dispose();
  }
}
