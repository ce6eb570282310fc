import {
  Disposable,
  ProgressLocation,
  commands as editorCommands,
  l10n,
  window,
  workspace,
  type TextDocument,
} from 'vscode';
import { WorkbenchError, isAbort } from '../../base/workbench-error';
import type { Catalog } from '../../catalog/catalog';
import type { Plugin } from '../../catalog/plugin';
import { ids } from '../../ids';
import { AnswerText, type AnswerEnd } from '../../manifest/requests/answer-text';
import {
  fillIn,
  isRequestFile,
  readRequestFile,
  refersToProfile,
  type RequestFile,
} from '../../manifest/requests/request-file';
import { platformOf } from '../../platforms/platforms';
import type { GrpcConnection, MethodDescription, Json, JsonObject } from '../../runtime/calls/grpc-api';
import type { GrpcConnections } from '../../runtime/calls/grpc-connections';
import { withProgress } from '../cancellation';
import type { Commands } from '../commands';
import type { CredentialProfiles } from '../credential-profiles';
import type { PluginServers } from '../debugging/plugin-servers';
import { pathOf } from '../editor-files';
import { chooseHandler, choosePlugin, type PluginArgument } from '../plugins/choose-plugin';
import { Answers } from './answers';
import { describeFailure } from './call-failure';
import { openRequestFile } from './request-files';

/** Calling a plugin's methods with requests from files; the answers open beside them. */
export class Calls implements Disposable {
  private readonly answers = new Answers();
  private readonly underWay = new Set<AbortController>();

  constructor(
    private readonly catalog: Catalog,
    private readonly servers: PluginServers,
    private readonly connections: GrpcConnections,
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
    const handler = await chooseHandler(this.catalog, plugin, given);
    const fallback = async (): Promise<Json> => {
      const address = await this.withProgress(plugin, (signal) =>
        this.servers.running(plugin, { debug: false }, signal),
      );
      return (await this.connections.to(address)).prefill(handler.service, handler.method);
    };
    return { plugin, document: await openRequestFile(plugin, handler, fallback) };
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
    const message = fillIn(request.message, values?.secretData ?? {}) as JsonObject;
    await this.withProgress(plugin, async (signal) => {
      const address = await this.servers.running(plugin, options, signal);
      const connection = await this.connections.to(address);
      const method = await connection.resolve(request.call, signal);
      await this.exchange(plugin, request, method, message, connection, notes, signal);
    });
  }

  private async exchange(
    plugin: Plugin,
    request: RequestFile,
    method: MethodDescription,
    message: JsonObject,
    connection: GrpcConnection,
    notes: readonly string[],
    signal: AbortSignal,
  ): Promise<void> {
    const name = this.catalog.nameOf(plugin.folder);
    const answer = new AnswerText(
      l10n.t('{0} of {1} at {2}', request.call, name, connection.address),
      method.serverStreaming,
      notes,
    );
    const uri = await this.answers.open(name, request.call, answer);
    const started = performance.now();
    const end = (rest: AnswerEnd): void => {
      answer.close(rest);
      this.answers.put(uri, answer);
    };
    try {
      await connection.call(method, message, {
        signal,
        onMessage: (item) => {
          answer.add(item);
          this.answers.update(uri, answer);
        },
      });
      end({ is: 'answered', milliseconds: Math.round(performance.now() - started) });
    } catch (error) {
      const milliseconds = Math.round(performance.now() - started);
      if (isAbort(error)) {
        end({ is: 'cancelled', milliseconds });
      } else {
        end({
          is: 'failed',
          milliseconds,
          error: describeFailure(error, (failure) => platformOf(plugin).advice(plugin, failure)),
        });
      }
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
