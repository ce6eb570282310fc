import { ProgressLocation, QuickPickItemKind, l10n, window, type QuickPickItem } from 'vscode';
import { WorkbenchError } from '../../base/workbench-error';
import type { Plugin } from '../../catalog/plugin';
import type { AnswerHistory } from '../../platforms/answer-history';
import { ADDRESSES, isAddressOfServer, knownElsewhere, reached } from '../../platforms/elsewhere';
import type { Answerer } from '../../platforms/exchange';
import { serverOf } from '../../platforms/platforms';
import { kubernetesTargetText } from '../../runtime/kubernetes/kubernetes-target';
import { reachablePorts } from '../../runtime/kubernetes/reachable-ports';
import type { Runtime } from '../../runtime/runtime';
import { withProgress } from '../cancellation';
import { picked } from '../plugins/choose-plugin';
import { shownText } from '../shown-text';

type Choice = QuickPickItem & { readonly choose?: () => Promise<string> };

/** An answerer elsewhere, with the way to it. */
export type AnswererElsewhere = Answerer & AsyncDisposable & { readonly notes: readonly string[] };

/** Servers that no test server of the window is: endpoints of the platforms' tools, clusters, and addresses. */
export class ServersElsewhere {
  /** What was typed in this window, and is kept nowhere. */
  private readonly tokens = new Map<string, string>();

  constructor(
    private readonly runtime: Runtime,
    private readonly history: Pick<AnswerHistory, 'keeping'>,
  ) {}

  /** The address of the server that the person picks. */
  async choose(): Promise<string> {
    const known = await Promise.all(
      knownElsewhere.map(async (each): Promise<Choice[]> => {
        const { scheme } = each;
        const found = (await each.names()).map((name): Choice => ({
          label: shownText(name),
          choose: () => Promise.resolve(`${scheme}://${encodeURI(name)}`),
        }));
        return found.length > 0 ? [{ label: scheme, kind: QuickPickItemKind.Separator }, ...found] : [];
      }),
    );
    const others: Choice[] = [
      { label: l10n.t('Elsewhere'), kind: QuickPickItemKind.Separator },
      { label: `$(globe) ${l10n.t('An address…')}`, choose: () => this.askAddress() },
      { label: `$(cloud) ${l10n.t('A Service or Pod in Kubernetes…')}`, choose: () => this.choosePort() },
    ];
    const choice = await picked(
      window.showQuickPick([...known.flat(), ...others], { placeHolder: l10n.t('Which server is to answer?') }),
    );
    return choice.choose?.() ?? this.choose();
  }

  /** Who answers at an address. What it answers is kept with the plugin's own; references are what it answers itself. */
  async answerer(plugin: Plugin, address: string, signal: AbortSignal): Promise<AnswererElsewhere> {
    const server = await reached(address, this.runtime, { token: this.tokens.get(address), signal });
    const kept = this.history.keeping(plugin);
    return {
      ...{ plugin, caller: server.caller, notes: server.notes, sides: [serverOf(plugin)] },
      kept: { keep: (told) => kept.keep({ ...told, endpoint: address }), last: () => Promise.resolve(undefined) },
      secretFile: (file) => this.runtime.credentialFiles.content(file, plugin.folder),
      [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
    };
  }

  private async askAddress(): Promise<string> {
    const address = (
      await picked(
        window.showInputBox({
          prompt: l10n.t('Where the server answers'),
          placeHolder: ADDRESSES[1] ?? '',
          ignoreFocusOut: true,
          validateInput: (text) =>
            isAddressOfServer(text.trim()) ? undefined : l10n.t('An address is one of {0}.', ADDRESSES.join(', ')),
        }),
      )
    ).trim();
    const token = await picked(
      window.showInputBox({
        prompt: l10n.t('The token that it takes, kept until the window closes; empty for none'),
        password: true,
        ignoreFocusOut: true,
      }),
    );
    this.tokens.delete(address);
    if (token.trim() !== '') {
      this.tokens.set(address, token.trim());
    }
    return address;
  }

  private async choosePort(): Promise<string> {
    const { kubectl } = this.runtime;
    const asking = { location: ProgressLocation.Notification, cancellable: true };
    const contexts = await withProgress({ ...asking, title: l10n.t('Asking kubectl for contexts') }, (signal) =>
      kubectl.contexts(signal),
    );
    const [only] = contexts;
    const context =
      contexts.length > 1
        ? await picked(window.showQuickPick([...contexts], { placeHolder: l10n.t('In which context?') }))
        : only;
    const ports = await withProgress({ ...asking, title: l10n.t('Asking kubectl for Services and Pods') }, (signal) =>
      reachablePorts(kubectl, context, signal),
    );
    if (ports.length === 0) {
      throw new WorkbenchError({
        what: l10n.t('There is no Service or Pod with a port in {0}.', context ?? l10n.t('the current context')),
        next: { title: l10n.t('Apply the manifests of the plugin first') },
      });
    }
    const items = ports.map((port) => ({
      label: shownText(`${port.sort} ${port.name}`),
      description: shownText(`${port.namespace ?? ''} :${port.port}`),
      port,
    }));
    const options = { placeHolder: l10n.t('Which port?'), matchOnDescription: true };
    return kubernetesTargetText((await picked(window.showQuickPick(items, options))).port);
  }
}
