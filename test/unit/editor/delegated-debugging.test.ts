import assert from 'node:assert/strict';
import path from 'node:path';
import { Emitter } from '../../../src/base/emitter';
import type { Failure } from '../../../src/base/workbench-error';
import type * as debugAdapter from '../../../src/editor/debugging/plugin-server-adapter';
import type { AttachBy, ServerSession } from '../../../src/editor/debugging/plugin-server-adapter';
import { NodeFiles } from '../../../src/runtime/files/node-files';
import { isListening } from '../../../src/runtime/processes/ports';
import { Runtime } from '../../../src/runtime/runtime';
import type { LaunchRecipe, ProgramDebugging } from '../../../src/runtime/server/launch-recipe';
import { standInForEditor } from '../../editor-stand-in';
import { standIn } from '../../stand-in/platform';

const folder = path.resolve('test/stand-in/echo');

/** The editor's part, as far as a debug adapter uses it; the host suites have the real one. */
const editor = {
  l10n: { t: (text: string) => text },
  EventEmitter: class extends Emitter<unknown> {},
};

interface Message {
  readonly type: string;
  readonly command?: string;
  readonly event?: string;
}

describe('F5 on a program that the editor debugs itself (with a stand-in for the editor)', () => {
  const loaded = standInForEditor(editor);
  const runtime = new Runtime(path.resolve('dist'));

  after(() => runtime[Symbol.asyncDispose]());

  interface Session {
    readonly attached: Promise<AttachBy>;
    readonly failed: Promise<Failure>;
    readonly messages: Message[];
    readonly adapter: debugAdapter.PluginServerAdapter;
  }

  async function start(debugging?: ProgramDebugging): Promise<Session> {
    const { PluginServerAdapter } = loaded('debugging/plugin-server-adapter') as typeof debugAdapter;
    const files = new NodeFiles(() => [folder]);
    const plugin = (await standIn.finder!.read(folder, files))!;
    const made = await standIn.server!.recipe(plugin, files);
    assert.ok(made.is === 'program');
    const recipe: LaunchRecipe = { ...made, debug: debugging ?? made.debug };
    const waiting: { attach?: (by: AttachBy) => void; fail?: (failure: Failure) => void } = {};
    const attached = new Promise<AttachBy>((resolve) => (waiting.attach = resolve));
    const failed = new Promise<Failure>((resolve) => (waiting.fail = resolve));
    const session: ServerSession = {
      server: runtime.servers.of({ platform: 'spaceone', folder }),
      prepare: () => Promise.resolve({ recipe, environment: {} }),
      debug: true,
      attachArguments: {},
      onDebugger: () => assert.fail('there is no debugpy'),
      onDelegate: (by) => waiting.attach?.(by),
      onFailure: (error) => waiting.fail?.(error as Failure),
    };
    const messages: Message[] = [];
    const adapter = new PluginServerAdapter(session, runtime.redactor);
    adapter.onDidSendMessage((message) => messages.push(message as unknown as Message));
    adapter.handleMessage({ seq: 1, type: 'request', command: 'initialize' });
    adapter.handleMessage({ seq: 2, type: 'request', command: 'launch' });
    return { attached, failed, messages, adapter };
  }

  it('starts its server with a debugger waiting, and tells the editor how to attach', async () => {
    const { attached, messages, adapter } = await start();
    const by = await attached;
    assert.equal(by.type, 'node');
    // The editor's debugger tries again too: a port that is only looked at may be taken for a debugger that has left.
    while (!(await isListening(Number(by['port'])))) {
      await new Promise((resolve) => setImmediate(resolve));
    }
    const answered = messages.flatMap(({ type, command }) => (type === 'response' ? [command] : []));
    assert.deepEqual(answered, ['initialize', 'launch']);
    adapter.dispose();
    await runtime.servers.of({ platform: 'spaceone', folder }).stop();
  });

  it('says why where there is no debugger for it, and ends the session', async () => {
    const { failed, messages, adapter } = await start({ is: 'none', why: 'Its language has none.' });
    const { what, why, next } = await failed;
    assert.deepEqual(
      [what, why, next],
      ['This plugin cannot be debugged from here.', 'Its language has none.', { title: 'Start it without debugging' }],
    );
    assert.equal(messages.at(-1)?.event, 'terminated');
    adapter.dispose();
  });
});
