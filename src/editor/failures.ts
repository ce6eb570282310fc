import { Position, Range, Uri, commands, l10n, window, type Command, type TextDocumentShowOptions } from 'vscode';
import { basename } from '../base/paths';
import { isAbort, sentence, toFailure, type Failure, type FilePlace, type NextStep } from '../base/workbench-error';
import { ids } from '../ids';
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

/** The command that takes a step; undefined for one that is advice alone. */
export function commandOf({ title, intent, command, arguments: given = [] }: NextStep): Command | undefined {
  switch (intent?.is) {
    case 'set up the environment':
      return { title, command: ids.command.setUpEnvironment, arguments: [intent.folder, intent.python] };
    case 'choose an interpreter':
    case 'complete or replace the chosen interpreter':
      return { title, command: ids.command.chooseInterpreter, arguments: [intent.folder] };
    case 'give credentials':
      return { title, command: ids.command.editProfiles };
    // The editor calls plugins of its own alone, which take no token of the caller.
    case 'give a token':
      return undefined;
    case undefined:
      return command === undefined ? undefined : { title, command, arguments: [...given] };
  }
}

/** What a click on a failure does: its next step, or else it leads to its place. */
export function clickOn({ where, next }: Failure): Command | undefined {
  const step = next && commandOf(next);
  return (
    step ??
    (where && { command: ids.command.openPlugin, title: l10n.t('Open {0}', basename(where.file)), arguments: [where] })
  );
}

interface Button {
  readonly title: string;
  run(): unknown;
}

function buttonsOf({ where, next }: Failure, log: Log): Button[] {
  const buttons: Button[] = [];
  const step = next && commandOf(next);
  if (step) {
    buttons.push({
      title: step.title,
      run: () => commands.executeCommand(step.command, ...((step.arguments ?? []) as unknown[])),
    });
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
