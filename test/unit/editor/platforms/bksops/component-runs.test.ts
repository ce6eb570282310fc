import assert from 'node:assert/strict';
import { Emitter } from '../../../../../src/base/emitter';
import { WorkbenchError } from '../../../../../src/base/workbench-error';
import type * as runsModule from '../../../../../src/editor/platforms/bksops/runs/component-runs';
import type { EnvironmentSetup } from '../../../../../src/runtime/python/environment-setup';
import type { Runtime } from '../../../../../src/runtime/runtime';
import { Redactor } from '../../../../../src/runtime/secrets/redactor';
import { standInForEditor } from '../../../../editor-stand-in';
import { MemoryFiles } from '../../../../memory-files';
import { packageOf } from '../../../platforms/bksops/packages/packages';

const nothing = { dispose: () => undefined };
const editor = {
  EventEmitter: Emitter,
  ViewColumn: { Beside: -2 },
  Uri: { from: (parts: { path: string }) => parts, file: (path: string) => ({ path }) },
  l10n: {
    t: (text: string, ...given: unknown[]) => text.replace(/\{(\d)\}/g, (_all, at: string) => String(given[+at])),
  },
  languages: { registerDocumentLinkProvider: () => nothing },
  window: { visibleTextEditors: [], showTextDocument: () => Promise.resolve() },
  workspace: {
    isTrusted: true,
    textDocuments: [],
    asRelativePath: ({ path }: { path: string }) => path,
    getConfiguration: () => ({ get: () => '' }),
    getWorkspaceFolder: () => undefined,
    openTextDocument: () => Promise.resolve({}),
    registerTextDocumentContentProvider: () => nothing,
  },
};

/** A machine without a Python for it, on which one is being made and then is not. */
function machine(): Runtime {
  const setUp: EnvironmentSetup['setUp'] = ({ onProgress }) => {
    onProgress?.({ step: 1, steps: 2, title: 'Python 3.11' });
    onProgress?.({ step: 2, steps: 2, title: 'bamboo-pipeline', long: { seconds: 12, at: 'installing' } });
    return Promise.reject(new WorkbenchError({ what: 'The disk is full.' }));
  };
  const forPlugin = (): Promise<string> => Promise.reject(new Error('none'));
  return { redactor: new Redactor(), python: { forPlugin }, environments: { setUp } } as unknown as Runtime;
}

describe('the run of a component (with a stand-in for the editor)', () => {
  const loaded = standInForEditor(editor);

  it('tells how far the Python is that it waits for', async () => {
    const { ComponentRuns } = loaded('platforms/bksops/runs/component-runs') as typeof runsModule;
    type Given = ConstructorParameters<typeof runsModule.ComponentRuns>;
    const files = new MemoryFiles(packageOf()) as unknown as Given[1];
    const runs = new ComponentRuns(machine(), files, {} as Given[2]);
    const told: string[] = [];
    const run = {
      component: 'hello',
      version: undefined,
      sources: undefined,
      source: undefined,
      parent: {},
      inputs: {},
    };
    const wanted = { run, file: '/w/pk/components/collections/hello.py' };
    const onSetUp = (progress: string): unknown => told.push(progress);
    await assert.rejects(runs.follow(wanted, { signal: new AbortController().signal, onSetUp }), {
      what: 'Nothing was loaded. The disk is full.',
    });
    runs.dispose();
    assert.deepEqual(told, [
      'making its environment: Python 3.11 (1 of 2)',
      'making its environment: bamboo-pipeline (2 of 2, 12 s)',
    ]);
  });
});
