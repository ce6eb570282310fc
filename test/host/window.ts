import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { until } from './until';

/** The workspace folder. */
export function folder(): vscode.WorkspaceFolder {
  const [first] = vscode.workspace.workspaceFolders ?? [];
  assert.ok(first, 'a folder is open');
  return first;
}

/** A file of the workspace. */
export function file(...path: string[]): vscode.Uri {
  return vscode.Uri.joinPath(folder().uri, ...path);
}

export async function open(uri: vscode.Uri): Promise<vscode.TextEditor> {
  return vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri), { preview: false });
}

/** Replaces the first occurrence of a text in an open document, as one edit of the person. */
export async function replace(editor: vscode.TextEditor, from: string, to: string): Promise<void> {
  const at = editor.document.getText().indexOf(from);
  assert.ok(at >= 0, `"${from}" is in the document`);
  const range = new vscode.Range(editor.document.positionAt(at), editor.document.positionAt(at + from.length));
  assert.ok(await editor.edit((edit) => edit.replace(range, to)));
}

/** Our findings on a document, each as `line: code`. */
export function findings(uri: vscode.Uri): string[] {
  return vscode.languages
    .getDiagnostics(uri)
    .filter(({ source }) => source === 'Plugin Workbench')
    .map(({ range, code }) => `${range.start.line + 1}: ${typeof code === 'object' ? code.value : code}`);
}

/** The lenses over a document, as the editor would draw them. */
export async function lenses(uri: vscode.Uri): Promise<vscode.CodeLens[]> {
  const found = await vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', uri, 100);
  return found.filter(({ command }) => command?.command.startsWith('pluginWorkbench.'));
}

/** Presses the lens with the title over the first line that has the text in it. Resolves when its command is done. */
export async function pressLens(uri: vscode.Uri, title: string, lineWith: string): Promise<void> {
  const document = await vscode.workspace.openTextDocument(uri);
  const command = await until(`the lens "${title}" over "${lineWith}"`, async () => {
    const all = await lenses(uri);
    return all.find(
      ({ range, command: found }) =>
        found?.title.endsWith(title) && document.lineAt(range.start.line).text.includes(lineWith),
    )?.command;
  });
  await vscode.commands.executeCommand(command.command, ...((command.arguments ?? []) as unknown[]));
}

/** The text of the open answer that matches. */
export async function answer(call: string, wanted: RegExp, milliseconds = 30_000): Promise<string> {
  return until(
    `an answer of ${call} that matches ${String(wanted)}`,
    () => {
      const document = vscode.workspace.textDocuments.find(
        ({ uri }) => uri.scheme === 'plugin-workbench-answer' && uri.path.includes(call),
      );
      const text = document?.getText() ?? '';
      return wanted.test(text) && text;
    },
    milliseconds,
  );
}

/**
 * The sessions that run. They are counted by their events: `activeDebugSession` may go on naming one that has ended,
 * when two end at the same moment.
 */
const sessions = new Set<vscode.DebugSession>();
vscode.debug.onDidStartDebugSession((session) => void sessions.add(session));
vscode.debug.onDidTerminateDebugSession((session) => void sessions.delete(session));

/** Waits until no session runs. */
export async function noSession(): Promise<void> {
  const running = (): string => [...sessions].map(({ name }) => name).join(', ');
  await until('the end of every session', () => {
    assert.equal(running(), '', `still running: ${running()}`);
    return true;
  });
}

/** Stops the servers of the plugins and every session, and waits until none is left. */
export async function stopSessions(...plugins: vscode.Uri[]): Promise<void> {
  for (const plugin of plugins.length > 0 ? plugins : [file('plugin-example-inven-collector')]) {
    await vscode.commands.executeCommand('pluginWorkbench.stopServer', plugin.fsPath);
  }
  await vscode.debug.stopDebugging();
  await noSession();
}

/** Everything that debug adapters of a type send while the test runs. */
export class Conversation implements vscode.Disposable {
  readonly messages: { type: string; event?: string; body?: Record<string, unknown> }[] = [];
  private readonly registration: vscode.Disposable;

  constructor(type: string) {
    this.registration = vscode.debug.registerDebugAdapterTrackerFactory(type, {
      createDebugAdapterTracker: () => ({
        onDidSendMessage: (message: (typeof this.messages)[number]) => void this.messages.push(message),
      }),
    });
  }

  /** What the program printed so far. */
  get output(): string {
    return this.messages.flatMap(({ event, body }) => (event === 'output' ? [String(body?.['output'])] : [])).join('');
  }

  /** The first event of a name; where none comes, what came instead is told before the test's own time is over. */
  async event(name: string, milliseconds = 45_000): Promise<Record<string, unknown>> {
    const message = await until(
      `the event "${name}"`,
      () => {
        const found = this.messages.find(({ event }) => event === name);
        assert.ok(found, `came: ${this.messages.map(({ type, event }) => event ?? type).join(', ')}\n${this.output}`);
        return found;
      },
      milliseconds,
    );
    return message.body ?? {};
  }

  dispose(): void {
    this.registration.dispose();
  }
}

/** True when something answers on the loopback port. */
export async function answers(port: number): Promise<boolean> {
  const { connect } = await import('node:net');
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' });
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}

/** A loopback port that is free now. */
export async function freePort(): Promise<number> {
  const { createServer } = await import('node:net');
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  assert.ok(typeof address === 'object' && address);
  return address.port;
}

/** True when somebody listens on the loopback port; asked of the system, because a debugger takes the first who connects. */
export async function listens(port: number): Promise<boolean> {
  const { readFile } = await import('node:fs/promises');
  const ending = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  const rows = (await readFile('/proc/net/tcp', 'utf8')).split('\n').map((row) => row.trim().split(/\s+/));
  return rows.some((row) => row[1]?.endsWith(ending) && row[3] === '0A');
}
