import { EventEmitter, l10n, type DebugAdapter, type DebugProtocolMessage, type Event } from 'vscode';
import type { Disposable } from '../../base/emitter';
import { visible } from '../../base/visible';
import { WorkbenchError, isAbort } from '../../base/workbench-error';
import type { Redactor } from '../../runtime/secrets/redactor';
import { DebuggerConnection, type DebugMessage } from '../../runtime/server/debugger-connection';
import type { ServerStart, TestServer } from '../../runtime/server/test-server';
import { shownMessage } from './shown-message';

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

/** Requests that debugpy needs not answer when nothing is debugged. */
const EMPTY_ANSWERS: Readonly<Record<string, object>> = {
  threads: { threads: [] },
  setBreakpoints: { breakpoints: [] },
  setExceptionBreakpoints: {},
  setFunctionBreakpoints: { breakpoints: [] },
  loadedSources: { sources: [] },
};

/**
 * Speaks the Debug Adapter Protocol for a test server that the workbench owns: starts it, hands the conversation to the
 * debugpy inside it, shows what it prints, and ends its whole process tree when the session ends.
 *
 * The server is ours and debugpy only listens in it, so that the editor's `launch` reaches debugpy as `attach`.
 */
export class PluginServerAdapter implements DebugAdapter {
  private readonly sent = new EventEmitter<DebugProtocolMessage>();
  private readonly waiting: DebugMessage[] = [];
  private readonly subscriptions: Disposable[] = [];
  private debugger: DebuggerConnection | undefined;
  /** The number of the editor's `launch`, under which debugpy's answer to `attach` goes back. */
  private launchNumber: number | undefined;
  private over = false;
  /** True while no debugpy takes part: nothing is debugged, or another debugger does it in a session of its own. */
  private isAlone: boolean;

  readonly onDidSendMessage: Event<DebugProtocolMessage> = this.sent.event;

  constructor(
    private readonly session: ServerSession,
    private readonly redactor: Redactor,
  ) {
    this.isAlone = !session.debug;
    void this.run();
  }

  handleMessage(message: DebugProtocolMessage): void {
    const request = message as DebugMessage;
    const command = String(request['command']);
    if (command === 'disconnect' || command === 'terminate') {
      void this.stop(request);
    } else if (this.isAlone || this.over) {
      this.answerAlone(request, command);
    } else {
      this.forward(request);
    }
  }

  dispose(): void {
    if (!this.over) {
      void this.session.server.stop();
    }
    this.end();
    this.subscriptions.forEach((subscription) => subscription.dispose());
    this.sent.dispose();
  }

  private async run(): Promise<void> {
    const { server } = this.session;
    try {
      // An earlier session of the same plugin gives way.
      await server.stop();
      this.subscriptions.push(
        server.onLine((line) => this.print(line)),
        server.onDidChange(({ is }) => {
          if (is === 'idle' || is === 'failed') {
            this.end();
          }
        }),
      );
      await server.start(() => this.prepare());
    } catch (error) {
      if (!isAbort(error)) {
        this.session.onFailure(error);
      }
      this.end();
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
    this.standAlone();
    return { ...start, onDebugger: (port) => this.session.onDelegate({ ...debug.attach(port), type: debug.type }) };
  }

  /** Answers what the editor has asked by now, and will ask, without a debugger of its own. */
  private standAlone(): void {
    this.isAlone = true;
    this.waiting.splice(0).forEach((request) => this.answerAlone(request, String(request['command'])));
  }

  private async connect(port: number, token: string): Promise<void> {
    this.session.onDebugger(port, token);
    const connection = await DebuggerConnection.open(port, token);
    this.debugger = connection;
    connection.onMessage((message) => this.receive(message));
    this.waiting.splice(0).forEach((message) => connection.send(this.forDebugpy(message)));
  }

  private forward(message: DebugMessage): void {
    if (this.debugger) {
      this.debugger.send(this.forDebugpy(message));
    } else {
      this.waiting.push(message);
    }
  }

  private forDebugpy(request: DebugMessage): DebugMessage {
    if (request['command'] !== 'launch') {
      return request;
    }
    this.launchNumber = request.seq;
    return { ...request, command: 'attach', arguments: this.session.attachArguments };
  }

  private receive(message: DebugMessage): void {
    if (message.type === 'event' && message['event'] === 'terminated') {
      // The end is ours to tell: when the whole process tree is gone.
      return;
    }
    const toLaunch = message.type === 'response' && message['request_seq'] === this.launchNumber;
    this.emit(toLaunch ? { ...message, command: 'launch' } : shownMessage(message, this.redactor));
  }

  private answerAlone(request: DebugMessage, command: string): void {
    this.respond(
      request,
      command === 'initialize' ? { supportsConfigurationDoneRequest: true } : (EMPTY_ANSWERS[command] ?? {}),
    );
    if (command === 'initialize') {
      this.emit({ type: 'event', event: 'initialized' });
    }
  }

  private async stop(request: DebugMessage): Promise<void> {
    this.debugger?.close();
    if (!this.over) {
      await this.session.server.stop();
    }
    this.respond(request, {});
    this.end();
  }

  private print(line: string): void {
    this.emit({
      type: 'event',
      event: 'output',
      body: { category: 'stdout', output: `${visible(this.redactor.redact(line))}\n` },
    });
  }

  private end(): void {
    if (!this.over) {
      this.over = true;
      this.debugger?.close();
      // Whoever still waits for the debugger gets an answer, or the session would never end.
      this.standAlone();
      this.emit({ type: 'event', event: 'terminated' });
    }
  }

  private respond(request: DebugMessage, body: object): void {
    this.emit({ type: 'response', request_seq: request.seq, success: true, command: request['command'], body });
  }

  private emit(message: object): void {
    this.sent.fire({ seq: 0, ...message });
  }
}
