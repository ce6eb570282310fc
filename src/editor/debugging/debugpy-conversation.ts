import { EventEmitter, type DebugProtocolMessage, type Event } from 'vscode';
import { visible } from '../../base/visible';
import type { Redactor } from '../../runtime/secrets/redactor';
import { DebuggerConnection, type DebugMessage } from '../../runtime/server/debugger-connection';
import { shownMessage } from './shown-message';

/** Requests that debugpy needs not answer when nothing is debugged. */
const EMPTY_ANSWERS: Readonly<Record<string, object>> = {
  threads: { threads: [] },
  setBreakpoints: { breakpoints: [] },
  setExceptionBreakpoints: {},
  setFunctionBreakpoints: { breakpoints: [] },
  loadedSources: { sources: [] },
};

/** What a conversation is about. */
export interface Debuggee {
  /** What the debugger is told when it attaches: `justMyCode`, `subProcess`. */
  readonly attachArguments: object;
  /** Ends the program; resolves when nothing of it is left. */
  stop(): Promise<void>;
}

/**
 * The editor's side of the Debug Adapter Protocol for a program that the workbench owns: the conversation is handed to the
 * debugpy inside it as soon as that listens. The program is ours and debugpy only listens in it, so that the editor's
 * `launch` reaches debugpy as `attach`.
 */
export class DebugpyConversation {
  private readonly sent = new EventEmitter<DebugProtocolMessage>();
  private readonly waiting: DebugMessage[] = [];
  private debugger: DebuggerConnection | undefined;
  /** The number of the editor's `launch`, under which debugpy's answer to `attach` goes back. */
  private launchNumber: number | undefined;
  private over = false;

  readonly onDidSendMessage: Event<DebugProtocolMessage> = this.sent.event;

  /** @param isAlone True while no debugpy takes part: nothing is debugged, or another debugger does it in a session of its own. */
  constructor(
    private readonly debuggee: Debuggee,
    private readonly redactor: Redactor,
    private isAlone: boolean,
  ) {}

  /** True once the editor was told that the program has ended. */
  get isOver(): boolean {
    return this.over;
  }

  handle(message: DebugProtocolMessage): void {
    const request = message as DebugMessage;
    const command = String(request['command']);
    if (command === 'disconnect' || command === 'terminate') {
      void this.stop(request);
    } else if (this.isAlone || this.over) {
      this.answerAlone(request, command);
    } else if (this.debugger) {
      this.debugger.send(this.forDebugpy(request));
    } else {
      this.waiting.push(request);
    }
  }

  /** Hands the conversation to the debugpy that listens on a port, with what was said by now. */
  async connect(port: number, token: string): Promise<void> {
    const connection = await DebuggerConnection.open(port, token);
    this.debugger = connection;
    connection.onMessage((message) => this.receive(message));
    this.waiting.splice(0).forEach((message) => connection.send(this.forDebugpy(message)));
  }

  /** Answers what the editor has asked by now, and will ask, without a debugger. */
  standAlone(): void {
    this.isAlone = true;
    this.waiting.splice(0).forEach((request) => this.answerAlone(request, String(request['command'])));
  }

  print(line: string): void {
    this.emit({
      type: 'event',
      event: 'output',
      body: { category: 'stdout', output: `${visible(this.redactor.redact(line))}\n` },
    });
  }

  /** Tells the editor that the program has ended. */
  end(): void {
    if (!this.over) {
      this.over = true;
      this.debugger?.close();
      // Whoever still waits for the debugger gets an answer, or the session would never end.
      this.standAlone();
      this.emit({ type: 'event', event: 'terminated' });
    }
  }

  dispose(): void {
    if (!this.over) {
      void this.debuggee.stop();
    }
    this.end();
    this.sent.dispose();
  }

  private forDebugpy(request: DebugMessage): DebugMessage {
    if (request['command'] !== 'launch') {
      return request;
    }
    this.launchNumber = request.seq;
    return { ...request, command: 'attach', arguments: this.debuggee.attachArguments };
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
      await this.debuggee.stop();
    }
    this.respond(request, {});
    this.end();
  }

  private respond(request: DebugMessage, body: object): void {
    this.emit({ type: 'response', request_seq: request.seq, success: true, command: request['command'], body });
  }

  private emit(message: object): void {
    this.sent.fire({ seq: 0, ...message });
  }
}
