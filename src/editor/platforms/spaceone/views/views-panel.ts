import { Disposable, ViewColumn, commands as editorCommands, l10n, window, type Uri, type WebviewPanel } from 'vscode';
import { identityKey } from '../../../../base/plugin-identity';
import type { Plugin } from '../../../../catalog/plugin';
import { ids } from '../../../../ids';
import type { AnswerHistory } from '../../../../platforms/answer-history';
import { viewedTypes } from '../../../../platforms/spaceone/views/collected-views';
import { pageFiles, showPage } from '../../../pages/show-page';
import { shownText } from '../../../shown-text';
import { readPageMessage, type PageMessage, type Parts, type ShowMessage } from './page-messages';
import { viewsHtml, type CollectedPage, type Looked } from './views-html';
import { viewsPage } from './views-page';
import { changedParts } from '../../../pages/changed-parts';

/** The method whose answer is shown. */
export const COLLECT = 'Collector.collect';

/** The dynamic views of one collector: of what collect has answered last, and anew with each answer. */
export class ViewsPanel implements Disposable {
  private readonly panel: WebviewPanel;
  private readonly parts: Disposable;
  private page: CollectedPage | undefined;
  private looked: Looked = { type: 0, resource: 0, tab: 0 };
  private sent: Partial<Parts> = {};

  /** @param extension The folder of the extension. */
  constructor(
    private readonly plugin: Plugin,
    private readonly name: string,
    private readonly history: AnswerHistory,
    extension: Uri,
    onClosed: () => void,
  ) {
    const column = { viewColumn: ViewColumn.Beside, preserveFocus: true };
    const title = l10n.t('Views: {0}', shownText(name));
    this.panel = window.createWebviewPanel(ids.webview.dynamicViews, title, column, { enableFindWidget: true });
    this.parts = Disposable.from(
      this.panel.webview.onDidReceiveMessage((message: unknown) => this.hear(readPageMessage(message))),
      history.onDidChange((group) => {
        if (group === identityKey(plugin)) {
          void this.read();
        }
      }),
    );
    this.panel.onDidDispose(() => {
      this.parts.dispose();
      onClosed();
    });
    showPage(this.panel.webview, pageFiles(extension), 'views', viewsPage);
  }

  /** What the page shows, as HTML by part. */
  get content(): Partial<Parts> {
    return this.sent;
  }

  async show(): Promise<void> {
    this.panel.reveal(undefined, true);
    await this.read();
  }

  dispose(): void {
    this.panel.dispose();
  }

  /** Reads the last answer of collect; without one, what was shown stays. */
  private async read(): Promise<void> {
    const answer = await this.history.last(this.plugin, COLLECT);
    if (answer) {
      const { messages, count } = answer;
      const note =
        messages.length < count ? `Only the first ${messages.length} of its ${count} messages are kept.` : undefined;
      this.page = { plugin: this.name, when: `at ${answer.endpoint}`, note, types: viewedTypes(messages) };
      this.send();
    }
  }

  private send(): void {
    if (!this.page) {
      return;
    }
    const parts = viewsHtml(this.page, this.looked);
    const changed = changedParts<Parts>(this.sent, parts);
    this.sent = parts;
    const message: ShowMessage = { is: 'show', parts: changed };
    void this.panel.webview.postMessage(message);
  }

  private hear(message: PageMessage | undefined): void {
    switch (message?.is) {
      case undefined:
        return;
      case 'ready':
        this.sent = {};
        break;
      case 'collect':
        void editorCommands.executeCommand(ids.command.call, {
          ...{ is: 'method', plugin: this.plugin },
          method: this.plugin.methods.find(({ name }) => name === COLLECT),
        });
        return;
      case 'type':
        this.looked = { type: message.index, resource: 0, tab: 0 };
        break;
      case 'resource':
        this.looked = { ...this.looked, resource: message.index };
        break;
      case 'tab':
        this.looked = { ...this.looked, tab: message.index };
    }
    this.send();
  }
}
