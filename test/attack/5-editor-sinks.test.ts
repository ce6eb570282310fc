import assert from 'node:assert/strict';
import path from 'node:path';
import { WorkbenchError } from '../../src/base/workbench-error';
import { CredentialFiles } from '../../src/runtime/secrets/credential-files';
import { Redactor } from '../../src/runtime/secrets/redactor';
import type * as credentialProfiles from '../../src/editor/credential-profiles';
import type * as debugAdapter from '../../src/editor/debugging/plugin-server-adapter';
import type * as failures from '../../src/editor/failures';
import type * as log from '../../src/editor/log';
import type { TestServer } from '../../src/runtime/server/test-server';
import { standInForEditor } from '../editor-stand-in';

const CANARY = `c4nary "Zürich"`;
const WRITTEN = [
  CANARY,
  JSON.stringify(CANARY),
  encodeURIComponent(CANARY),
  Buffer.from(`u:${CANARY}`).toString('base64'),
];

/** All that the stand-in for the editor was given to show. */
const shown: string[] = [];

/** The editor's channels and notifications, as far as these classes use them; the host suites have the real ones. */
const editor = {
  l10n: { t: (text: string) => text },
  Uri: { file: (text: string) => text },
  workspace: {
    isTrusted: true,
    getConfiguration: () => ({ get: () => ({ mine: { secrets: ['LOGIN'] } }) }),
  },
  window: {
    createOutputChannel: () => ({
      info: (text: string) => shown.push(text),
      error: (text: string) => shown.push(text),
      appendLine: (text: string) => shown.push(text),
    }),
    showErrorMessage: (...words: string[]) => {
      shown.push(...words);
      return Promise.resolve(undefined);
    },
  },
  EventEmitter: class {
    readonly event = (): void => undefined;
    fire(message: unknown): void {
      shown.push(JSON.stringify(message));
    }
    dispose(): void {
      shown.length += 0;
    }
  },
};

describe("a canary in the editor's sinks (with a stand-in for the editor's own part)", () => {
  const loaded = standInForEditor(editor);
  const redactor = new Redactor();

  before(() => {
    redactor.hide([{ name: 'KEY', value: CANARY }]);
  });
  beforeEach(() => {
    shown.length = 0;
  });

  function assertClean(): void {
    assert.ok(shown.length > 0);
    assert.deepEqual(
      shown.filter((text) => /c4nary|YzRuYXJ5|M0bmFye|jRuYXJ5/.test(text)),
      [],
    );
  }

  it('5.90 is in no line of the log and of a server log', () => {
    const { Log, ServerLog } = loaded('log') as typeof log;
    for (const text of WRITTEN) {
      new Log(redactor).info(text);
      new Log(redactor).error(text);
      new ServerLog('x', redactor).append(text);
    }
    assert.equal(shown.length, 3 * WRITTEN.length);
    assertClean();
  });

  it('5.91 is in no notification, and not in the stack of its cause', async () => {
    const { Log } = loaded('log') as typeof log;
    const { Failures } = loaded('failures') as typeof failures;
    for (const text of WRITTEN) {
      const cause = new Error(`cause ${text}`);
      const error = new WorkbenchError({ what: `what ${text}`, why: `why ${text}`, next: { title: text }, cause });
      await new Failures(new Log(redactor), redactor).show(error);
    }
    assertClean();
  });

  it('5.92 is in no line of the debug console', () => {
    const { PluginServerAdapter } = loaded('debugging/plugin-server-adapter') as typeof debugAdapter;
    let tell: (line: string) => void = () => undefined;
    const server = {
      stop: () => ({ then: (go: () => void) => go() }),
      onLine: (listener: (line: string) => void) => {
        tell = listener;
        return { dispose: () => undefined };
      },
      onDidChange: () => ({ dispose: () => undefined }),
      start: () => new Promise(() => undefined),
    } as unknown as TestServer;
    const session = { server, debug: false, attachArguments: {} } as never;
    new PluginServerAdapter(session, redactor);
    return new Promise<void>((resolve) => setImmediate(resolve)).then(() => {
      WRITTEN.forEach((line) => tell(line));
      assertClean();
    });
  });

  it('5.94 of a credential profile is hidden before anyone is given its value', async () => {
    const { CredentialProfiles } = loaded('credential-profiles') as typeof credentialProfiles;
    const own = new Redactor();
    const storage = { get: () => Promise.resolve(CANARY) } as never;
    const { variables } = await new CredentialProfiles(storage, new CredentialFiles(own), own).values('mine', '/');
    assert.deepEqual(variables, { LOGIN: CANARY });
    shown.push(...WRITTEN.map((text) => own.redact(text)));
    assertClean();
  });

  it('5.93 is in no source but the redacting ones: no other file of src writes to a terminal or a console', async () => {
    const { ESLint } = await import('eslint');
    const linter = new ESLint({ cwd: path.resolve('.') });
    for (const file of ['src/cli/made-up.ts', 'src/runtime/made-up.ts', 'src/platforms/made-up.ts']) {
      const rules = ((await linter.calculateConfigForFile(file)) as { rules: Record<string, [number]> }).rules;
      assert.deepEqual([rules['no-console']?.[0], rules['no-restricted-syntax']?.[0]], [2, 2], file);
    }
  });
});
