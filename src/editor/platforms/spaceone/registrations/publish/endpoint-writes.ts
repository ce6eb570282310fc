import { ProgressLocation, commands as editorCommands, l10n, window, type Disposable } from 'vscode';
import { WorkbenchError, sentence, type Failure } from '../../../../../base/workbench-error';
import { ids } from '../../../../../ids';
import { EndpointFailure } from '../../../../../platforms/spaceone/registrations/endpoint-failure';
import type { EndpointRegistrations } from '../../../../../platforms/spaceone/registrations/endpoint-registrations';
import type { Endpoint } from '../../../../../platforms/spaceone/registrations/endpoints';
import { writeKnowing, type Write, type WriteEnd } from '../../../../../platforms/spaceone/registrations/known-write';
import { keyOf, type Registration } from '../../../../../platforms/spaceone/registrations/registration';
import type { RepositoryContract } from '../../../../../platforms/spaceone/registrations/repository-contract';
import { withProgress } from '../../../../cancellation';
import { noticeText } from '../../../../notice-text';

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
    const { client, endpoint } = registrations;
    const end = await this.cancellable(endpoint, write.title, (signal) => writeKnowing(client, write, signal));
    const found = end.is === 'answered' ? end.registration : end.is === 'interrupted' ? end.found : undefined;
    if (end.is !== 'unknown') {
      follow(registrations, write, found);
    }
    tell(end, write);
    return found;
  }

  /**
   * What an endpoint takes, once all that it has is known.
   * @throws the failure of its list, or an AbortError
   */
  async load(registrations: EndpointRegistrations): Promise<RepositoryContract> {
    const { endpoint } = registrations;
    return this.cancellable(endpoint, l10n.t('Asking {0}', endpoint.name), async (signal) => {
      signal.addEventListener('abort', () => registrations.cancel());
      await registrations.load();
      signal.throwIfAborted();
      const { state, contract } = registrations;
      if (state.is === 'failed') {
        throw state.failure instanceof Error ? state.failure : new WorkbenchError(state.failure);
      }
      if (!contract) {
        throw new DOMException('The endpoint was not asked.', 'AbortError');
      }
      return contract;
    });
  }

  /** Asks an endpoint something, with progress and a cancel. */
  async cancellable<T>(endpoint: Endpoint, title: string, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const controller = new AbortController();
    let timer: NodeJS.Timeout | undefined;
    this.underWay.add(controller);
    this.tellWriting();
    try {
      const working = work(controller.signal);
      timer = setTimeout(() => void showUntil(working, title, controller), QUICK);
      return await working;
    } catch (error) {
      throw withTokenStep(error, endpoint);
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

/** The token of an endpoint that was added here is set here; that of an environment is spacectl's. */
function withTokenStep(error: unknown, { id, origin }: Endpoint): unknown {
  const isToken = error instanceof EndpointFailure && error.kind === 'unauthenticated' && origin === 'setting';
  return isToken
    ? new WorkbenchError({
        what: error.what,
        why: error.why,
        next: { title: l10n.t('Set Token'), command: ids.command.editEndpointToken, arguments: [id] },
      })
    : error;
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
        noticeText(
          end.failure
            ? [end.failure.what, end.isDone ? done : undone].join(' ')
            : end.isDone
              ? l10n.t('Cancelled too late: {0}', done)
              : l10n.t('Cancelled: {0}', undone),
        ),
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
