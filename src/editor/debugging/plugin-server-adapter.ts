import { l10n, type DebugAdapter, type DebugProtocolMessage, type Event } from 'vscode';
import type { Disposable } from '../../base/emitter';
import { WorkbenchError, isAbort } from '../../base/workbench-error';
import type { Redactor } from '../../runtime/secrets/redactor';
import type { ServerStart, TestServer } from '../../runtime/server/test-server';
import { DebugpyConversation } from './debugpy-conversation';

/** What a session asks of its server; read when the session starts, so that secrets never stand in a configuration. */
export interface ServerSession {
  readonly server: TestServer;
  /** Everything but the debugger's port. */
  prepare(): Promise<Omit<ServerStart, 'onDebugger'>>;
  readonly debug: boolean;
  /** What the debugger is told when it attaches: `justMyCode`, `subProcess`. */
  readonly attachArguments: object;
  /** Called with debugpy's port and its token, which sessions of child processes need as well. */
  onDebugger(port: number, token: string): void;
  /** Called with what starts the editor's own debugger for a program that debugpy knows nothing of. */
  onDelegate(attach: AttachBy): void;
  /** Called once with what made the start fail. */
  onFailure(error: unknown): void;
}

/** What another debugger of the editor is told to attach to a server. */
export type AttachBy = Readonly<Record<string, unknown>> & { readonly type: string };

/**
 * Speaks the Debug Adapter Protocol for a test server that the workbench owns: starts it, hands the conversation to the
 * debugpy inside it, shows what it prints, and ends its whole process tree when the session ends.
 */
export class PluginServerAdapter implements DebugAdapter {
  private readonly subscriptions: Disposable[] = [];
  private readonly conversation: DebugpyConversation;
  readonly onDidSendMessage: Event<DebugProtocolMessage>;

  constructor(
    private readonly session: ServerSession,
    redactor: Redactor,
  ) {
    const { attachArguments, server, debug } = session;
    this.conversation = new DebugpyConversation({ attachArguments, stop: () => server.stop() }, redactor, !debug);
    this.onDidSendMessage = this.conversation.onDidSendMessage;
    void this.run();
  }

  handleMessage(message: DebugProtocolMessage): void {
    this.conversation.handle(message);
  }

  dispose(): void {
    this.conversation.dispose();
    this.subscriptions.forEach((subscription) => subscription.dispose());
  }

  private async run(): Promise<void> {
    const { server } = this.session;
    try {
      // An earlier session of the same plugin gives way.
      await server.stop();
      this.subscriptions.push(
        server.onLine((line) => this.conversation.print(line)),
        server.onDidChange(({ is }) => {
          if (is === 'idle' || is === 'failed') {
            this.conversation.end();
          }
        }),
      );
      await server.start(() => this.prepare());
    } catch (error) {
      if (!isAbort(error)) {
        this.session.onFailure(error);
      }
      this.conversation.end();
    }
  }

  private async prepare(): Promise<ServerStart> {
    const start = await this.session.prepare();
    if (!this.session.debug) {
      return start;
    }
    const { recipe } = start;
    if (recipe.is === 'python-module') {
      return { ...start, onDebugger: (port, token) => void this.connect(port, token ?? '') };
    }
    const { debug } = recipe;
    if (debug.is === 'none') {
      throw new WorkbenchError({
        what: l10n.t('This plugin cannot be debugged from here.'),
        why: debug.why,
        next: { title: l10n.t('Start it without debugging') },
      });
    }
    this.conversation.standAlone();
    return { ...start, onDebugger: (port) => this.session.onDelegate({ ...debug.attach(port), type: debug.type }) };
  }

  private async connect(port: number, token: string): Promise<void> {
    this.session.onDebugger(port, token);
    await this.conversation.connect(port, token);
  }
}
