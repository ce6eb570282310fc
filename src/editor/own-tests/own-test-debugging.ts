import { randomBytes } from 'node:crypto';
import { DebugAdapterInlineImplementation, debug, l10n, workspace, Uri, type Disposable, type TestRun } from 'vscode';
import { WorkbenchError } from '../../base/workbench-error';
import { ids } from '../../ids';
import type { Redactor } from '../../runtime/secrets/redactor';
import { PythonWorkAdapter, type DebuggedWork } from '../debugging/python-work-adapter';
import type { Failures } from '../failures';

/** Sessions in which tests run under the debugger. Nothing but the Testing view starts one. */
export class OwnTestDebugging implements Disposable {
  /** Work that waits for its session, by a word in the configuration that nobody else knows. */
  private readonly waiting = new Map<string, (how: DebuggedWork) => Promise<void>>();
  private readonly registered: Disposable;

  constructor(redactor: Redactor, failures: Failures) {
    this.registered = debug.registerDebugAdapterDescriptorFactory(ids.testDebugType, {
      createDebugAdapterDescriptor: ({ configuration }) => {
        const work = this.waiting.get(String(configuration['run']));
        if (!work) {
          throw new WorkbenchError({ what: l10n.t('Tests are debugged from the Testing view.') });
        }
        return new DebugAdapterInlineImplementation(
          new PythonWorkAdapter(work, configuration, redactor, (error) => void failures.show(error)),
        );
      },
    });
  }

  /** Does work in a session of its own, which ends with it. Resolves with the work, and rejects as it does. */
  async run(
    name: string,
    folder: string,
    testRun: TestRun,
    work: (debugged: NonNullable<DebuggedWork['debugger']>, signal: AbortSignal) => Promise<void>,
  ): Promise<void> {
    const run = randomBytes(16).toString('hex');
    const done = new Promise<void>((resolve, reject) => {
      this.waiting.set(run, ({ debugger: asked, signal }) => {
        const working = asked ? work(asked, signal) : Promise.resolve();
        return working.then(resolve, reject);
      });
    });
    try {
      const configuration = { type: ids.testDebugType, request: 'launch', name, run };
      const begun = await debug.startDebugging(workspace.getWorkspaceFolder(Uri.file(folder)), configuration, {
        testRun,
      });
      if (begun) {
        await done;
      }
    } finally {
      this.waiting.delete(run);
    }
  }

  dispose(): void {
    this.registered.dispose();
  }
}
