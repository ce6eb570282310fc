import { ProgressLocation, commands as editorCommands, l10n, window, type Disposable } from 'vscode';
import { WorkbenchError, sentence, type Failure } from '../../base/workbench-error';
import { ids } from '../../ids';
import type { EndpointRegistrations } from '../../platforms/spaceone/registrations/endpoint-registrations';
import { writeKnowing, type Write, type WriteEnd } from '../../platforms/spaceone/registrations/known-write';
import { keyOf, type Registration } from '../../platforms/spaceone/registrations/registration';
import { withProgress } from '../cancellation';

/** Milliseconds for which the status bar says what was done. */
const SHOWN = 8000;
/** What is quicker than this many milliseconds shows no progress. */
const QUICK = 300;

/** A write and what to say of it. */
export interface WorkedWrite extends Write {
  /** While it goes on, such as `Registering plugin-example at Local`. */
  readonly title: string;
  /** When it took effect, such as `Registered plugin-example at Local.` */
  readonly done: string;
  /** What holds when it did not, such as `plugin-example is not registered at Local.` */
  readonly undone: string;
  /** What was there before; it leaves the list when it is gone. */
  readonly before?: Registration;
}

/** Requests that change what endpoints have: with progress, a cancel whose outcome is said, and one message at the end. */
export class EndpointWrites implements Disposable {
  private readonly underWay = new Set<AbortController>();

  /** Rejects with what the endpoint refuses. Resolves with what it has then; undefined when that is nothing or unknown. */
  async run(registrations: EndpointRegistrations, write: WorkedWrite): Promise<Registration | undefined> {
    const end = await this.cancellable(write.title, (signal) => writeKnowing(registrations.client, write, signal));
    const found = end.is === 'answered' ? end.registration : end.is === 'interrupted' ? end.found : undefined;
    if (end.is !== 'unknown') {
      follow(registrations, write, found);
    }
    tell(end, write);
    return found;
  }

  /** Asks an endpoint something, with progress and a cancel. */
  async cancellable<T>(title: string, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const controller = new AbortController();
    let timer: NodeJS.Timeout | undefined;
    this.underWay.add(controller);
    this.tellWriting();
    try {
      const working = work(controller.signal);
      timer = setTimeout(() => void showUntil(working, title, controller), QUICK);
      return await working;
    } finally {
      clearTimeout(timer);
      this.underWay.delete(controller);
      this.tellWriting();
    }
  }

  /** Cancels all that is under way. */
  cancel(): void {
    this.underWay.forEach((controller) => controller.abort());
  }

  dispose(): void {
    this.cancel();
  }

  private tellWriting(): void {
    void editorCommands.executeCommand('setContext', ids.context.askingEndpoint, this.underWay.size > 0);
  }
}

async function showUntil(working: Promise<unknown>, title: string, controller: AbortController): Promise<void> {
  await withProgress({ location: ProgressLocation.Notification, title }, async (signal) => {
    signal.addEventListener('abort', () => controller.abort());
    await working.catch(() => undefined);
  });
}

/** Lets the list know, and fetches it where there was none. */
function follow(registrations: EndpointRegistrations, { before }: WorkedWrite, found: Registration | undefined): void {
  if (before && (!found || keyOf(found) !== keyOf(before))) {
    registrations.left(before);
  }
  if (found) {
    registrations.took(found);
  }
  void registrations.load();
}

function tell(end: WriteEnd, { done, undone }: WorkedWrite): void {
  switch (end.is) {
    case 'answered':
      window.setStatusBarMessage(done, SHOWN);
      return;
    case 'interrupted':
      void window.showInformationMessage(
        end.failure
          ? [end.failure.what, end.isDone ? done : undone].join(' ')
          : end.isDone
            ? l10n.t('Cancelled too late: {0}', done)
            : l10n.t('Cancelled: {0}', undone),
      );
      return;
    case 'unknown':
      throw new WorkbenchError(unknownEnd(end));
  }
}

function unknownEnd({ failure, why }: Extract<WriteEnd, { is: 'unknown' }>): Failure {
  return {
    what: failure?.what ?? l10n.t('Cancelled, and nobody can tell what came of it.'),
    why: sentence({ ...why, next: undefined }),
    next: { title: l10n.t('Refresh Registered Plugins'), command: ids.command.refreshRegistrations },
  };
}
