import { randomBytes } from 'node:crypto';
import type { DebugAdapter, DebugConfiguration, DebugProtocolMessage, Event } from 'vscode';
import type { Redactor } from '../../runtime/secrets/redactor';
import { DebugpyConversation } from './debugpy-conversation';

/** How work follows the session in which it is done. */
export interface DebuggedWork {
  /** Aborts when the session is ended. */
  readonly signal: AbortSignal;
  readonly print: (line: string) => void;
  /** Hears where debugpy listens, for those who know the token; undefined in a session without debugging. */
  readonly debugger: { readonly token: string; readonly onListening: (port: number) => void } | undefined;
}

/** Speaks the Debug Adapter Protocol for work in Python that the workbench does itself: it begins and ends with its session. */
export class PythonWorkAdapter implements DebugAdapter {
  private readonly stopped = new AbortController();
  private readonly conversation: DebugpyConversation;
  readonly onDidSendMessage: Event<DebugProtocolMessage>;
  private readonly done: Promise<void>;

  /**
   * @param work Rejects with nothing that nobody has told.
   * @param onFailure Hears why the debugger could not be reached.
   */
  constructor(
    work: (how: DebuggedWork) => Promise<void>,
    { noDebug, justMyCode = true }: DebugConfiguration & { readonly justMyCode?: boolean },
    redactor: Redactor,
    onFailure: (error: unknown) => void,
  ) {
    const isAlone = noDebug === true;
    const debuggee = { attachArguments: { justMyCode }, stop: () => this.stop() };
    this.conversation = new DebugpyConversation(debuggee, redactor, isAlone);
    this.onDidSendMessage = this.conversation.onDidSendMessage;
    const token = randomBytes(16).toString('hex');
    const onListening = (port: number): void => void this.conversation.connect(port, token).catch(onFailure);
    this.done = work({
      signal: this.stopped.signal,
      print: (line) => this.conversation.print(line),
      debugger: isAlone ? undefined : { token, onListening },
    }).finally(() => this.conversation.end());
  }

  handleMessage(message: DebugProtocolMessage): void {
    this.conversation.handle(message);
  }

  dispose(): void {
    this.conversation.dispose();
  }

  private async stop(): Promise<void> {
    this.stopped.abort();
    await this.done;
  }
}
