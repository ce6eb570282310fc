import {
  Disposable,
  Position,
  ProgressLocation,
  Uri,
  commands as editorCommands,
  l10n,
  window,
  type TextDocument,
} from 'vscode';
import type { Files } from '../../base/files';
import type { Json, JsonObject } from '../../base/json';
import { WorkbenchError } from '../../base/workbench-error';
import type { Catalog } from '../../catalog/catalog';
import type { Method, Plugin } from '../../catalog/plugin';
import { ids } from '../../ids';
import { AnswerText } from '../../manifest/requests/answer-text';
import { cutDocuments } from '../../manifest/parse/document-cuts';
import { readRequest, type RequestFile } from '../../manifest/requests/request-file';
import { refersToProfile } from '../../manifest/requests/references';
import type { AnswerHistory } from '../../platforms/answer-history';
import { exchange, sampleMessage, type Answerer } from '../../platforms/exchange';
import { serverOf } from '../../platforms/platforms';
import { messageAtHand } from '../../platforms/requests-at-hand';
import { withProgress } from '../cancellation';
import type { Commands } from '../commands';
import type { CredentialProfiles } from '../credential-profiles';
import type { PluginServers } from '../debugging/plugin-servers';
import { pathOf } from '../editor-files';
import { openPlace } from '../failures';
import type { CheckedDocuments } from '../language/checked-documents';
import { openDocument } from '../language/open-document';
import { chooseMethod, choosePlugin, type PluginArgument } from '../plugins/choose-plugin';
import type { PluginNode } from '../plugins/plugin-nodes';
import { answerLinks } from './answer-links';
import { Answers } from './answers';
import type { LastRequests, SentRequest } from './last-requests';
import { requestAt, requestsIn, requestsOf, type OpenRequest } from './open-requests';
import { openRequestFile } from './request-files';
import type { ServersElsewhere } from './servers-elsewhere';
import { shownFailure } from '../../platforms/shown-failure';

/** Where a request stands: in which document, and a 0-based line of it. */
export interface RequestPlace {
  readonly uri: string;
  readonly line: number;
}

const SCHEME = 'plugin-workbench-answer';

/** What *Send* may be given: a lens's place, a row of the tree, the file of the title's button, or nothing. */
type RequestArgument = RequestPlace | PluginNode | Uri | undefined;

/** Calling a plugin's methods with requests from files; the answers open beside them, one a method of a plugin. */
export class Calls implements Disposable {
  private readonly answers = new Answers(SCHEME);
  private readonly underWay = new Set<AbortController>();

  constructor(
    private readonly catalog: Catalog,
    private readonly servers: PluginServers,
    private readonly profiles: CredentialProfiles,
    private readonly documents: CheckedDocuments,
    private readonly sent: LastRequests,
    private readonly files: Pick<Files, 'read'>,
    private readonly history: AnswerHistory,
    private readonly elsewhere: ServersElsewhere,
  ) {}

  register(commands: Commands): Disposable {
    void this.tellRequestFile();
    return Disposable.from(
      this,
      answerLinks(SCHEME),
      commands.add(ids.command.call, (given: PluginArgument) => this.call(given, { debug: false })),
      commands.add(ids.command.debugCall, (given: PluginArgument) => this.call(given, { debug: true })),
      commands.add(ids.command.editRequest, (given: PluginArgument) => this.openRequest(given)),
      commands.add(ids.command.sendRequest, (given: RequestArgument) => this.sendGiven(given)),
      commands.add(ids.command.sendRequestTo, async (given: RequestArgument) =>
        this.sendGiven(given, await this.elsewhere.choose()),
      ),
      commands.add(ids.command.callAgain, (given: PluginArgument) => this.callAgain(given)),
      commands.add(ids.command.cancelCall, () => this.underWay.forEach((call) => call.abort())),
      window.onDidChangeActiveTextEditor(() => void this.tellRequestFile()),
      this.documents.onDidCheck(({ document, checked }) => {
        if (document === window.activeTextEditor?.document) {
          tell(ids.context.requestFile, requestsOf(checked).length > 0);
        }
      }),
      this.sent.onDidChange(() => tell(ids.context.called, true)),
    );
  }

  dispose(): void {
    this.underWay.forEach((call) => call.abort());
    this.answers.dispose();
  }

  private async call(given: PluginArgument, options: { debug: boolean }): Promise<void> {
    const { plugin, method, document } = await this.openRequest(given);
    const requests = await requestsIn(document, this.documents);
    const shown = window.activeTextEditor;
    const cursor = shown?.document === document ? document.offsetAt(shown.selection.active) : 0;
    const request = requests.find(({ call }) => call === method.name) ?? requestAt(requests, cursor);
    await this.send(plugin, document, request, options);
  }

  private async openRequest(
    given: PluginArgument,
  ): Promise<{ plugin: Plugin; method: Method; document: TextDocument }> {
    const plugin = await choosePlugin(this.catalog, given);
    const method = await chooseMethod(this.catalog, plugin, given);
    const side = serverOf(plugin);
    const sample = async (): Promise<object> =>
      side.sample?.(method.name, plugin) ??
      (await this.withProgress(plugin, async (signal) =>
        sampleMessage(await this.servers.answerer(plugin, { debug: false }, signal), method.name, signal),
      ));
    const answered = async (call: string): Promise<Json | undefined> =>
      (await this.history.last(plugin, call))?.messages[0];
    const message = async (): Promise<object> => {
      const begun = { ...(await sample()) };
      return side.prefilled?.(begun, method.name, plugin, answered) ?? begun;
    };
    return { plugin, method, document: await openRequestFile(plugin, method, message) };
  }

  /** @param to The address of a server elsewhere; the plugin's own test server unless given. */
  private async sendGiven(given: RequestArgument, to?: string): Promise<void> {
    const { document, line } = await placeOf(given);
    const requests = await requestsIn(document, this.documents);
    const request = requestAt(requests, document.offsetAt(new Position(line, 0)));
    if (!request) {
      throw new WorkbenchError(
        requests.length > 0
          ? { what: l10n.t('The file has several requests, and the cursor is in none of them.') }
          : {
              what: l10n.t('The open file is not a request.'),
              why: l10n.t('A request has a "call", such as Collector.init, and a "message".'),
            },
      );
    }
    await this.catalog.ready();
    const plugin = this.catalog.pluginOf(pathOf(document.uri));
    await this.send(plugin ?? (await choosePlugin(this.catalog, undefined)), document, request, { debug: false, to });
  }

  /** Sends what was sent last: to the given plugin, or else at all. It goes out as its file has it by now. */
  private async callAgain(given: PluginArgument): Promise<void> {
    const of = typeof given === 'object' && 'plugin' in given ? given.plugin : undefined;
    const last = of ? this.sent.of(of) : this.sent.last;
    if (!last) {
      throw new WorkbenchError({
        what: l10n.t('Nothing has been called yet in this window.'),
        next: { title: l10n.t('Call Method…'), command: ids.command.call },
      });
    }
    await this.catalog.ready();
    const { platform, folder } = last.plugin;
    const plugin = this.catalog.plugins.find((each) => each.folder === folder && each.platform === platform);
    const document = await openDocument(Uri.parse(last.uri));
    const request = sameRequest(await requestsIn(document, this.documents), last);
    if (!plugin || !request) {
      throw new WorkbenchError({
        what: plugin
          ? l10n.t('The request for {0} is no longer in its file.', last.call)
          : l10n.t('The plugin that was called last is no longer there.'),
        where: { file: pathOf(document.uri) },
      });
    }
    await this.send(plugin, document, request, last);
  }

  /** @param found As the file was checked; undefined where no request was recognized, and reading it says why. */
  private async send(
    plugin: Plugin,
    document: TextDocument,
    found: OpenRequest | undefined,
    options: { debug: boolean; to?: string | undefined },
  ): Promise<void> {
    if (document.isDirty && !document.isUntitled) {
      await document.save();
    }
    // Saving may have changed it.
    const index = found?.index ?? 0;
    const cut = (await requestsIn(document, this.documents))[index]?.cut ?? cutDocuments(document.getText())[0];
    const request = readRequest(document.getText(), pathOf(document.uri), cut);
    this.sent.remember({
      plugin,
      uri: document.uri.toString(),
      call: request.call,
      index,
      debug: options.debug,
      to: options.to,
    });
    const values = request.profile ? await this.profiles.values(request.profile, plugin.folder) : undefined;
    const notes =
      !request.profile && refersToProfile(request.message)
        ? [l10n.t('No credential profile is named, so ${profile} is empty.')]
        : [];
    await this.withProgress(plugin, async (signal) => {
      await using there =
        options.to === undefined ? undefined : await this.elsewhere.answerer(plugin, options.to, signal);
      const plain = there ?? (await this.servers.answerer(plugin, options, signal));
      const profileValues = async (profile: string): Promise<Readonly<Record<string, unknown>> | undefined> =>
        (await this.profiles.values(profile, plugin.folder)).secretData;
      const messageFor = (call: string): Promise<JsonObject> =>
        messageAtHand(plain, call, { files: this.files, values: profileValues });
      const answerer = { ...plain, messageFor };
      await this.exchange(
        answerer,
        plugin,
        { ...request, values: values?.secretData },
        [...notes, ...(there?.notes ?? [])],
        signal,
      );
    });
  }

  private async exchange(
    answerer: Answerer,
    plugin: Plugin,
    request: Pick<RequestFile, 'call' | 'message'> & { readonly values: Readonly<Record<string, unknown>> | undefined },
    notes: readonly string[],
    signal: AbortSignal,
  ): Promise<void> {
    const name = this.catalog.nameOf(plugin);
    const title = l10n.t('{0} of {1} at {2}', request.call, name, answerer.caller.endpoint);
    const opened: { answer?: AnswerText; uri?: Uri } = {};
    const ended = await exchange(answerer, request, {
      signal,
      onStart: async ({ streams }) => {
        opened.answer = new AnswerText(title, streams, notes);
        opened.uri = await this.answers.open(`/${name}/${request.call}.answer.yaml`, opened.answer);
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
        { location: ProgressLocation.Window, title: l10n.t('Calling {0}', this.catalog.nameOf(plugin)) },
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
    tell(ids.context.calling, this.underWay.size > 0);
  }

  private async tellRequestFile(): Promise<void> {
    const document = window.activeTextEditor?.document;
    const requests = document ? await requestsIn(document, this.documents) : [];
    if (document === window.activeTextEditor?.document) {
      tell(ids.context.requestFile, requests.length > 0);
    }
  }
}

function tell(context: string, is: boolean): void {
  void editorCommands.executeCommand('setContext', context, is);
}

/** The document that holds a request and a line of it; a row's is shown, so that its answer opens beside it. */
async function placeOf(given: RequestArgument): Promise<{ document: TextDocument; line: number }> {
  if (given && 'is' in given && given.is === 'request') {
    const { file, line } = given.request;
    await openPlace({ file, line }, { preview: false });
    return { document: await openDocument(Uri.file(file)), line: line - 1 };
  }
  if (given && 'line' in given) {
    return { document: await openDocument(Uri.parse(given.uri)), line: given.line };
  }
  const editor = window.activeTextEditor;
  if (!editor) {
    throw new WorkbenchError({ what: l10n.t('No request is open.') });
  }
  return { document: editor.document, line: editor.selection.active.line };
}

/** The request that was sent, wherever it has gone in its file. */
function sameRequest(requests: readonly OpenRequest[], { call, index }: SentRequest): OpenRequest | undefined {
  const there = requests[index];
  return there?.call === call ? there : requests.find((each) => each.call === call);
}
