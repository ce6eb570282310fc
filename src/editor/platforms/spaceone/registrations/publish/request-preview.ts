import { EventEmitter, TabInputText, Uri, ViewColumn, l10n, window, workspace, type Disposable } from 'vscode';
import type { Endpoint } from '../../../../../platforms/spaceone/registrations/endpoints';
import { messageYaml } from '../../../../../platforms/spaceone/registrations/registered-text';
import type { JsonObject } from '../../../../../runtime/calls/grpc-api';
import { openDocument } from '../../../../language/open-document';
import { picked } from '../../../../plugins/choose-plugin';

const SCHEME = 'plugin-workbench-request';

/** A request that waits for a person's word. */
export interface ProposedRequest {
  /** Such as `Register plugin-example at Local`. */
  readonly title: string;
  /** The words of the answer that sends it, such as `Register at Local`. */
  readonly accept: string;
  /** Such as `Plugin.register`. */
  readonly method: string;
  readonly request: JsonObject;
  /** What else is to be known before it is sent, in sentences. */
  readonly remarks?: readonly string[];
}

/** Requests to endpoints, shown as read-only documents before they are sent. */
export class RequestPreviews implements Disposable {
  private readonly texts = new Map<string, string>();
  private readonly changed = new EventEmitter<Uri>();
  private readonly registration = workspace.registerTextDocumentContentProvider(SCHEME, {
    onDidChange: this.changed.event,
    provideTextDocumentContent: (uri) => this.texts.get(uri.toString()) ?? '',
  });

  /**
   * Shows a request beside its manifest and asks whether to send it.
   * @throws an AbortError when it is not to be sent
   */
  async confirm(proposed: ProposedRequest, endpoint: Endpoint): Promise<void> {
    const uri = await this.show(proposed, endpoint);
    try {
      const accept = { label: `$(cloud-upload) ${proposed.accept}`, description: endpoint.address, isAccepted: true };
      const cancel = { label: `$(close) ${l10n.t('Cancel')}`, isAccepted: false };
      const { isAccepted } = await picked(
        window.showQuickPick([accept, cancel], {
          title: proposed.title,
          placeHolder: l10n.t('The request is shown beside this.'),
          // A person may look at the request first.
          ignoreFocusOut: true,
        }),
      );
      if (!isAccepted) {
        throw new DOMException('The request is not to be sent.', 'AbortError');
      }
    } finally {
      await this.close(uri);
    }
  }

  dispose(): void {
    this.registration.dispose();
    this.changed.dispose();
  }

  private async show(proposed: ProposedRequest, endpoint: Endpoint): Promise<Uri> {
    const uri = Uri.from({ scheme: SCHEME, path: `/${proposed.title.replaceAll('/', ' ')}.yaml` });
    this.texts.set(uri.toString(), textOf(proposed, endpoint));
    this.changed.fire(uri);
    await window.showTextDocument(await openDocument(uri), {
      preview: true,
      preserveFocus: true,
      viewColumn: ViewColumn.Beside,
    });
    return uri;
  }

  private async close(uri: Uri): Promise<void> {
    this.texts.delete(uri.toString());
    const tabs = window.tabGroups.all
      .flatMap((group) => group.tabs)
      .filter(({ input }) => input instanceof TabInputText && input.uri.toString() === uri.toString());
    await window.tabGroups.close(tabs, true);
  }
}

function textOf({ method, request, remarks = [] }: ProposedRequest, { name, address }: Endpoint): string {
  const head = [l10n.t('{0} at {1}, {2}', method, name, address), ...remarks];
  return `${head.map((line) => `# ${line}\n`).join('')}${messageYaml(request)}`;
}
