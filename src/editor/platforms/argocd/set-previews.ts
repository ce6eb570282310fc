import {
  TabInputText,
  Uri,
  languages,
  window,
  type CodeLens,
  type Disposable,
  type ExtensionContext,
  type Position,
  type TextDocument,
  type WebviewPanel,
  type Hover,
  l10n,
} from 'vscode';
import { WorkbenchError } from '../../../base/workbench-error';
import { ids } from '../../../ids';
import { pluginsOf } from '../../../platforms/argocd/generators';
import { GitCommand } from '../../../runtime/fetching/git-command';
import type { Runtime } from '../../../runtime/runtime';
import type { CommandTable } from '../../commands';
import { workspacePaths } from '../../editor-files';
import type { Failures } from '../../failures';
import type { KnownWorkspace } from '../../known-workspace';
import { manifestSelector } from '../../language/checked-documents';
import { openDocument } from '../../language/open-document';
import { pageFiles } from '../../pages/show-page';
import { GeneratorCalls } from './generator-calls';
import { readPageState } from './page-messages';
import { PreviewActions } from './preview-actions';
import { KeptChoices } from './preview-choices';
import { PreviewDocuments } from './preview-documents';
import { PreviewFindings } from './preview-findings';
import { PreviewPanel, openPanel } from './preview-panel';
import { PreviewSession, type PreviewParts } from './preview-session';
import { pathOfGenerator, setLenses, type CallPlace } from './set-lenses';
import { templateHover } from './template-hover';
import { WorkspaceObjects } from './workspace-objects';

/** The previews of ApplicationSets, one a file, and the calls of their generators. */
export class SetPreviews implements Disposable {
  private readonly panels = new Map<string, PreviewPanel>();
  private readonly parts: PreviewParts;
  private readonly documents: PreviewDocuments;
  private readonly actions: PreviewActions;
  private readonly findings: PreviewFindings;
  private readonly calls: GeneratorCalls;
  private readonly disposables: readonly Disposable[];

  constructor(
    private readonly context: Pick<ExtensionContext, 'extensionUri' | 'workspaceState'>,
    runtime: Runtime,
    { files, catalog }: Pick<KnownWorkspace, 'files' | 'catalog'>,
    commands: CommandTable,
    private readonly failures: Failures,
  ) {
    const objects = new WorkspaceObjects(files, runtime.templateEngine);
    const git = new GitCommand(runtime.processes, workspacePaths);
    const choices = new KeptChoices(context.workspaceState);
    this.parts = { runtime, files, catalog, objects, git, choices };
    this.documents = new PreviewDocuments(this.redact);
    this.actions = new PreviewActions(this.parts, this.documents);
    this.findings = new PreviewFindings(this.actions, this.redact);
    this.calls = new GeneratorCalls(this.parts, this.actions, this.redact);
    this.disposables = [
      objects,
      this.documents,
      this.findings,
      this.calls,
      commands.add(ids.command.showSetPreview, (given?: Uri) => this.show(given)),
      commands.add(ids.command.callGenerator, (given?: CallPlace) => this.call(given)),
      languages.registerHoverProvider(manifestSelector, {
        provideHover: (document, position) => this.hover(document, position),
      }),
      window.tabGroups.onDidChangeTabs(({ closed }) => {
        for (const { input } of closed) {
          if (input instanceof TabInputText) {
            this.panels.get(input.uri.toString())?.close();
          }
        }
      }),
    ];
  }

  async lenses(document: TextDocument): Promise<CodeLens[]> {
    return setLenses(document, await this.actions.placed(document));
  }

  /** Takes over a panel that an earlier window has left. */
  async restore(panel: WebviewPanel, state: unknown): Promise<void> {
    const file = readPageState(state)?.file;
    if (file === undefined || this.panels.has(file)) {
      panel.dispose();
      return;
    }
    await this.own(panel, await openDocument(Uri.parse(file))).session.ask();
  }

  dispose(): void {
    this.panels.forEach((panel) => panel.close());
    this.disposables.forEach((each) => void each.dispose());
  }

  private readonly redact = (text: string): string => this.parts.runtime.redactor.redact(text);

  /**
   * Shows the previews of a document's sets, of that in front unless another is named.
   * @returns the panel, for whoever runs the command from code
   */
  private async show(given?: Uri): Promise<PreviewPanel> {
    const document = await documentOf(given);
    const placed = document && (await this.actions.placed(document));
    if (!document || placed?.some(({ kind }) => kind === 'ApplicationSet') !== true) {
      throw new WorkbenchError({ what: l10n.t('There is no ApplicationSet in the open file.') });
    }
    const known = this.panels.get(document.uri.toString());
    known?.reveal();
    const panel = known ?? this.own(openPanel(), document);
    await panel.session.ask();
    return panel;
  }

  /** Calls the generator of a lens, or the one at the cursor. */
  private async call(given?: CallPlace): Promise<Uri> {
    return this.calls.call(given?.uri === undefined ? await this.generatorInFront() : given);
  }

  private async generatorInFront(): Promise<CallPlace> {
    const { document, selection } = window.activeTextEditor ?? {};
    const placed = document ? await this.actions.placed(document) : [];
    const offset = document && selection ? document.offsetAt(selection.active) : 0;
    const object = placed.findLast(({ start }) => start <= offset) ?? placed[0];
    const plugins = object?.kind === 'ApplicationSet' ? pluginsOf(object.document.root) : [];
    const plugin = plugins.findLast(({ item }) => object && item.range.start + object.start <= offset) ?? plugins[0];
    if (!document || !object || (object.kind === 'ApplicationSet' && !plugin)) {
      throw new WorkbenchError({ what: l10n.t('There is no plugin generator in the open file.') });
    }
    const place = { uri: document.uri.toString(), name: object.name };
    return plugin ? { ...place, generator: pathOfGenerator(plugin) } : place;
  }

  private async hover(document: TextDocument, position: Position): Promise<Hover | undefined> {
    const session = this.panels.get(document.uri.toString())?.session;
    const { templateEngine } = this.parts.runtime;
    return session && templateHover(document, position, session, this.actions, templateEngine, this.redact);
  }

  private own(panel: WebviewPanel, document: TextDocument): PreviewPanel {
    const key = document.uri.toString();
    const session = new PreviewSession(document, this.parts);
    session.onDidChange(() => void this.findings.tell(session));
    const files = pageFiles(this.context.extensionUri);
    const made = new PreviewPanel(panel, session, this.actions, this.failures, this.redact, files);
    this.panels.set(key, made);
    panel.onDidDispose(() => {
      this.panels.delete(key);
      this.findings.forget(document.uri);
    });
    return made;
  }
}

async function documentOf(given: Uri | undefined): Promise<TextDocument | undefined> {
  return given instanceof Uri ? openDocument(given) : window.activeTextEditor?.document;
}
