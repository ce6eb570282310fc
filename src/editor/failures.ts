import { Position, Range, Uri, commands, l10n, window, type TextDocumentShowOptions } from 'vscode';
import { basename } from '../base/paths';
import { isAbort, sentence, toFailure, type Failure, type FilePlace } from '../base/workbench-error';
import type { Redactor } from '../runtime/secrets/redactor';
import type { Log } from './log';
import { noticeText } from './notice-text';
import { openDocument } from './language/open-document';

/** Shows what went wrong, once, with its place and its next step as buttons. */
export class Failures {
  constructor(
    private readonly log: Log,
    private readonly redactor: Redactor,
  ) {}

  /** Logs and shows any thrown value; a cancel passes in silence. Resolves when the person has answered or closed it. */
  async show(error: unknown): Promise<void> {
    if (isAbort(error)) {
      return;
    }
    const failure = toFailure(error);
    this.log.error(describe(failure));
    if (failure.cause instanceof Error && failure.cause.stack) {
      this.log.error(failure.cause.stack);
    }
    const buttons = buttonsOf(failure, this.log);
    const picked = await window.showErrorMessage(
      noticeText(this.redactor.redact(sentence(failure))),
      ...buttons.map(({ title }) => title),
    );
    try {
      await buttons.find(({ title }) => title === picked)?.run();
    } catch (refused) {
      await this.show(refused);
    }
  }
}

function describe(failure: Failure): string {
  const place = failure.where && `  at ${failure.where.file}${failure.where.line ? `:${failure.where.line}` : ''}`;
  return [sentence(failure), place].filter(Boolean).join('\n');
}

interface Button {
  readonly title: string;
  run(): unknown;
}

function buttonsOf({ where, next }: Failure, log: Log): Button[] {
  const buttons: Button[] = [];
  if (next?.command) {
    const { command, arguments: given = [] } = next;
    buttons.push({ title: next.title, run: () => commands.executeCommand(command, ...given) });
  }
  if (where) {
    const line = where.line ? `:${where.line}` : '';
    buttons.push({ title: l10n.t('Open {0}', basename(where.file) + line), run: () => openPlace(where) });
  }
  buttons.push({ title: l10n.t('Show Log'), run: () => log.show() });
  return buttons;
}

/** Opens a file at its line. */
export async function openPlace({ file, line }: FilePlace, options: TextDocumentShowOptions = {}): Promise<void> {
  const at = new Position(Math.max(0, (line ?? 1) - 1), 0);
  await window.showTextDocument(await openDocument(Uri.file(file)), { ...options, selection: new Range(at, at) });
}
