import {
  Disposable,
  ProgressLocation,
  commands as editorCommands,
  l10n,
  window,
  workspace,
  type TextDocument,
  type Uri,
} from 'vscode';
import { WorkbenchError } from '../../base/workbench-error';
import type { Catalog } from '../../catalog/catalog';
import type { Plugin } from '../../catalog/plugin';
import { ids } from '../../ids';
import { AnswerText } from '../../manifest/requests/answer-text';
import {
  isRequestFile,
  readRequestFile,
  refersToProfile,
  type RequestFile,
} from '../../manifest/requests/request-file';
import { exchange, sampleMessage, type Answerer } from '../../platforms/exchange';
import { serverOf } from '../../platforms/platforms';
import type { Callers } from '../../runtime/calls/callers';
import { withProgress } from '../cancellation';
import type { Commands } from '../commands';
import type { CredentialProfiles } from '../credential-profiles';
import type { PluginServers } from '../debugging/plugin-servers';
import { pathOf } from '../editor-files';
import { chooseMethod, choosePlugin, type PluginArgument } from '../plugins/choose-plugin';
import { Answers } from './answers';
import { openRequestFile } from './request-files';
import { shownFailure } from './shown-failure';

/** Calling a plugin's methods with requests from files; the answers open beside them. */
export class Calls implements Disposable {
  private readonly answers = new Answers();
  private readonly underWay = new Set<AbortController>();

  constructor(
    private readonly catalog: Catalog,
    private readonly servers: PluginServers,
    private readonly callers: Callers,
    private readonly profiles: CredentialProfiles,
  ) {}

  register(commands: Commands): Disposable {
    return Disposable.from(
      this,
      commands.add(ids.command.call, (given: PluginArgument) => this.call(given, { debug: false })),
      commands.add(ids.command.debugCall, (given: PluginArgument) => this.call(given, { debug: true })),
      commands.add(ids.command.editRequest, (given: PluginArgument) => this.openRequest(given)),
      commands.add(ids.command.sendRequest, () => this.sendOpen()),
      commands.add(ids.command.cancelCall, () => this.underWay.forEach((call) => call.abort())),
      window.onDidChangeActiveTextEditor((editor) => tellRequestFile(editor?.document)),
      workspace.onDidChangeTextDocument(({ document }) => {
        if (document === window.activeTextEditor?.document) {
          tellRequestFile(document);
        }
      }),
    );
  }

  dispose(): void {
    this.underWay.forEach((call) => call.abort());
    this.answers.dispose();
  }

  private async call(given: PluginArgument, options: { debug: boolean }): Promise<void> {
    const { plugin, document } = await this.openRequest(given);
    await this.send(plugin, document, options);
  }

  private async openRequest(given: PluginArgument): Promise<{ plugin: Plugin; document: TextDocument }> {
    const plugin = await choosePlugin(this.catalog, given);
    const method = await chooseMethod(this.catalog, plugin, given);
    const side = serverOf(plugin);
    const message = async (): Promise<object> =>
      side.sample?.(method.name, plugin) ??
      (await this.withProgress(plugin, async (signal) =>
        sampleMessage(await this.answererOf(plugin, { debug: false }, signal), method.name, signal),
      ));
    return { plugin, document: await openRequestFile(plugin, method, message) };
  }

  /** The plugin's running server, started first when need be. */
  private async answererOf(plugin: Plugin, options: { debug: boolean }, signal: AbortSignal): Promise<Answerer> {
    const side = serverOf(plugin);
    const address = await this.servers.running(plugin, options, signal);
    return { plugin, sides: [side], caller: this.callers.to(address, { http: side.http }) };
  }

  private async sendOpen(): Promise<void> {
    const document = window.activeTextEditor?.document;
    if (!document || !isRequestFile(document.getText())) {
      throw new WorkbenchError({
        what: l10n.t('The open file is not a request.'),
        why: l10n.t('A request begins with "call" and has a "message".'),
      });
    }
    await this.catalog.ready();
    const plugin = this.catalog.pluginOf(pathOf(document.uri));
    await this.send(plugin ?? (await choosePlugin(this.catalog, undefined)), document, { debug: false });
  }

  private async send(plugin: Plugin, document: TextDocument, options: { debug: boolean }): Promise<void> {
    if (document.isDirty) {
      await document.save();
    }
    const request = readRequestFile(document.getText(), pathOf(document.uri));
    const values = request.profile ? await this.profiles.values(request.profile, plugin.folder) : undefined;
    const notes =
      !request.profile && refersToProfile(request.message)
        ? [l10n.t('No credential profile is named, so ${profile} is empty.')]
        : [];
    await this.withProgress(plugin, async (signal) => {
      const answerer = await this.answererOf(plugin, options, signal);
      await this.exchange(answerer, plugin, { ...request, values: values?.secretData }, notes, signal);
    });
  }

  private async exchange(
    answerer: Answerer,
    plugin: Plugin,
    request: Pick<RequestFile, 'call' | 'message'> & { readonly values: Readonly<Record<string, unknown>> | undefined },
    notes: readonly string[],
    signal: AbortSignal,
  ): Promise<void> {
    const name = this.catalog.nameOf(plugin.folder);
    const title = l10n.t('{0} of {1} at {2}', request.call, name, answerer.caller.endpoint);
    const opened: { answer?: AnswerText; uri?: Uri } = {};
    const ended = await exchange(answerer, request, {
      signal,
      onStart: async ({ streams }) => {
        opened.answer = new AnswerText(title, streams, notes);
        opened.uri = await this.answers.open(name, request.call, opened.answer);
      },
      onMessage: (item) => {
        if (opened.answer && opened.uri) {
          opened.answer.add(item);
          this.answers.update(opened.uri, opened.answer);
        }
      },
    });
    if (opened.answer && opened.uri) {
      opened.answer.close(ended.is === 'failed' ? { ...ended, error: shownFailure(ended) } : ended);
      this.answers.put(opened.uri, opened.answer);
    }
  }

  private async withProgress<T>(plugin: Plugin, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const controller = new AbortController();
    this.underWay.add(controller);
    this.tellCalling();
    try {
      return await withProgress(
        { location: ProgressLocation.Window, title: l10n.t('Calling {0}', this.catalog.nameOf(plugin.folder)) },
        (signal) => {
          return work(AbortSignal.any([signal, controller.signal]));
        },
      );
    } finally {
      this.underWay.delete(controller);
      this.tellCalling();
    }
  }

  private tellCalling(): void {
    void editorCommands.executeCommand('setContext', ids.context.calling, this.underWay.size > 0);
  }
}

function tellRequestFile(document: TextDocument | undefined): void {
  const is = document?.languageId === 'yaml' && isRequestFile(document.getText());
  void editorCommands.executeCommand('setContext', ids.context.requestFile, is);
}
