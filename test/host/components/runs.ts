import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { until } from '../until';
import { Conversation, noSession } from '../window';

/** The result of a run that is open and matches. */
export function result(wanted: RegExp): Promise<vscode.TextDocument> {
  return until(`a result that matches ${String(wanted)}`, () =>
    vscode.workspace.textDocuments.find(
      (document) => document.uri.scheme === 'plugin-workbench-run' && wanted.test(document.getText()),
    ),
  );
}

/** Starts a run that has to stop at a breakpoint in a 1-based line, and lets it go on to its end. */
export async function stopsAt(uri: vscode.Uri, line: number, start: () => Thenable<unknown>): Promise<void> {
  const conversation = new Conversation('sops-component');
  const breakpoint = new vscode.SourceBreakpoint(new vscode.Location(uri, new vscode.Position(line - 1, 0)));
  vscode.debug.addBreakpoints([breakpoint]);
  try {
    await start();
    await conversation.event('stopped');
    const frame = await until('the frame', async () => {
      const item = vscode.debug.activeStackItem;
      const session = vscode.debug.activeDebugSession;
      if (!session || !(item instanceof vscode.DebugStackFrame || item instanceof vscode.DebugThread)) {
        return undefined;
      }
      const { stackFrames } = (await session.customRequest('stackTrace', { threadId: item.threadId })) as {
        stackFrames: { line: number; source: { path: string } }[];
      };
      return stackFrames[0];
    });
    // The editor names a file by its address where it is not on its own machine.
    assert.ok(decodeURIComponent(frame.source.path).endsWith(uri.fsPath), frame.source.path);
    assert.equal(frame.line, line);
    const { activeDebugSession: session, activeStackItem: item } = vscode.debug;
    // A run that is over before it could answer has gone on as well.
    const goesOn = Promise.allSettled([session?.customRequest('continue', { threadId: item?.threadId })]);
    await noSession();
    await goesOn;
  } finally {
    conversation.dispose();
    vscode.debug.removeBreakpoints([breakpoint]);
  }
}
