import { Disposable, ViewColumn, commands as editorCommands, l10n, window, type Uri, type WebviewPanel } from 'vscode';
import { basename } from '../../../base/paths';
import type { PluginIdentity } from '../../../base/plugin-identity';
import { ids } from '../../../ids';
import type { Failures } from '../../failures';
import { showPage } from '../../pages/show-page';
import { shownText } from '../../shown-text';
import { readPageMessage, type PageMessage, type Parts, type Setting, type ShowMessage } from './page-messages';
import type { PreviewChoices } from './preview-choices';
import { PreviewHtml } from './preview-html';
import { previewPage } from './preview-page';
import type { PreviewSession } from './preview-session';
import type { PreviewActions } from './preview-actions';
import { changedParts } from '../../pages/changed-parts';

/** The page of one document's previews. */
export class PreviewPanel implements Disposable {
  private html: PreviewHtml | undefined;
  private sent: Partial<Parts> = {};
  private idle: readonly PluginIdentity[] = [];
  private shown = 0;
  private isClosed = false;
  private readonly parts: Disposable;

  /** @param files The folder of the page's own files. */
  constructor(
    private readonly panel: WebviewPanel,
    readonly session: PreviewSession,
    private readonly actions: PreviewActions,
    private readonly failures: Failures,
    private readonly redact: (text: string) => string,
    files: Uri,
  ) {
    panel.title = l10n.t('Preview {0}', shownText(basename(session.file)));
    this.parts = Disposable.from(
      session,
      session.onDidChange(() => this.show()),
      panel.webview.onDidReceiveMessage((message: unknown) => {
        this.hear(readPageMessage(message)).catch((error: unknown) => this.failures.show(error));
      }),
      panel.onDidDispose(() => this.dispose()),
    );
    showPage(panel.webview, files, 'set-preview', previewPage);
    this.show();
  }

  /** What the page shows, as HTML by part. */
  get content(): Partial<Parts> {
    return this.sent;
  }

  reveal(): void {
    this.panel.reveal(undefined, true);
  }

  close(): void {
    this.panel.dispose();
  }

  dispose(): void {
    this.isClosed = true;
    this.parts.dispose();
  }

  /** Does what a person chooses in the page; public for whoever drives it from code. */
  async choose(setting: Setting, value: string): Promise<void> {
    const chosen = await this.actions.chosen(setting, value, this.session.choices);
    if (chosen) {
      await this.session.choose(chosen);
    } else {
      // The page shows what is chosen still.
      this.sent = {};
      this.show();
    }
  }

  /** Sends what has changed; the rest stays in the page as it is. */
  private show(): void {
    if (this.isClosed) {
      return;
    }
    const { session, redact } = this;
    const { previews, changes, notes = [] } = session.result ?? {};
    const idle = this.actions.idleServers(session);
    this.idle = idle.map(({ plugin }) => plugin);
    const html = new PreviewHtml({
      ...{ file: session.file, choices: session.choices, isRunning: session.isRunning },
      ...{ previews, changes, notes, idle: idle.map(({ name }) => name), redact },
    });
    const parts = html.parts();
    const changed = changedParts<Parts>(this.sent, parts);
    if (Object.keys(changed).length === 0) {
      return;
    }
    this.html = html;
    this.sent = parts;
    this.shown += 1;
    void this.panel.webview.postMessage({
      is: 'show',
      shown: this.shown,
      parts: changed,
      file: session.document.uri.toString(),
    } satisfies ShowMessage);
  }

  private async hear(message: PageMessage | undefined): Promise<void> {
    const { session, actions } = this;
    switch (message?.is) {
      case undefined:
        return;
      case 'ready':
        this.sent = {};
        this.show();
        return;
      case 'ask':
        return session.ask();
      case 'keep':
        session.keep();
        return;
      case 'yaml':
        return actions.openYaml(session, ViewColumn.Beside);
      case 'fixture':
        return actions.writeFixture(session);
      case 'choose':
        return this.choose(message.setting, message.value);
      case 'open': {
        // The places of an older page may be others.
        const place = message.shown === this.shown ? this.html?.places[message.index] : undefined;
        return place && actions.openPlace(session, place);
      }
      case 'start': {
        const plugin = message.shown === this.shown ? this.idle[message.index] : undefined;
        await (plugin && editorCommands.executeCommand(ids.command.startServer, plugin));
      }
    }
  }
}

/** What stands in the place of a choice that a person changes. */
export type ChosenPart = Partial<PreviewChoices>;

/** Opens an empty panel beside the editor. */
export function openPanel(): WebviewPanel {
  const column = { viewColumn: ViewColumn.Beside, preserveFocus: true };
  return window.createWebviewPanel(ids.webview.setPreview, l10n.t('Preview'), column, { enableFindWidget: true });
}
