import { commands, l10n, workspace, type Disposable } from 'vscode';
import { isAbort, WorkbenchError } from '../base/workbench-error';
import { asksForTrust } from './command-effects';
import type { Failures } from './failures';
import type { Log } from './log';

/** Where a feature says what its commands do. */
export interface CommandTable {
  /** @param run Gets what the menu, the lens or another command gives; nothing from the palette. */
  add(id: string, run: (...given: never[]) => unknown): Disposable;
}

/** The one way in which a command is registered: logged, silent on cancel, refused without trust, its failure shown once. */
export class Commands implements CommandTable {
  constructor(
    private readonly log: Log,
    private readonly failures: Failures,
  ) {}

  add(id: string, run: (...given: never[]) => unknown): Disposable {
    return commands.registerCommand(id, async (...given: never[]) => {
      const started = Date.now();
      try {
        if (asksForTrust(id)) {
          requireTrust();
        }
        const result = await run(...given);
        this.log.info(`${id}: done in ${Date.now() - started} ms`);
        return result;
      } catch (error) {
        this.log.info(`${id}: ${isAbort(error) ? 'cancelled' : 'failed'} after ${Date.now() - started} ms`);
        void this.failures.show(error);
        return undefined;
      }
    });
  }
}

/** @throws WorkbenchError in a workspace that is not trusted. */
export function requireTrust(): void {
  if (!workspace.isTrusted) {
    throw new WorkbenchError({
      what: l10n.t('This workspace is not trusted, so nothing in it is started or written.'),
      next: { title: l10n.t('Manage Workspace Trust'), command: 'workbench.trust.manage' },
    });
  }
}
