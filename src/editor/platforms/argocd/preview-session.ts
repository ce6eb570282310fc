import { EventEmitter, Uri, workspace, type Disposable, type TextDocument } from 'vscode';
import { isAbort, sentence, toFailure } from '../../../base/workbench-error';
import type { Catalog } from '../../../catalog/catalog';
import type { ConnectionInstead } from '../../../platforms/argocd/calls/connection';
import type { GeneratorPlugin } from '../../../platforms/argocd/generator/generator-finder';
import { AnswerMemory } from '../../../platforms/argocd/preview/answer-memory';
import { fixtureOf } from '../../../platforms/argocd/preview/fixtures';
import { baselineAt, baselineOf, type Baseline } from '../../../platforms/argocd/preview/baseline';
import { changesOf, type SetChanges } from '../../../platforms/argocd/preview/changes';
import { savedApplications } from '../../../platforms/argocd/preview/existing-applications';
import type { ManifestPreview } from '../../../platforms/argocd/preview/preview-manifest';
import {
  kubernetesYaml,
  previewsOf,
  type PreviewSettings,
  type PreviewedWorkspace,
} from '../../../platforms/argocd/preview/previews';
import type { GitCommand } from '../../../runtime/fetching/git-command';
import type { Runtime } from '../../../runtime/runtime';
import { pathOf, type EditorFiles } from '../../editor-files';
import { openDocument } from '../../language/open-document';
import { REST } from '../../language/while-typing';
import type { KeptChoices, PreviewChoices } from './preview-choices';
import type { WorkspaceObjects } from './workspace-objects';

/** What previews of all files share. */
export interface PreviewParts {
  readonly runtime: Runtime;
  readonly files: EditorFiles;
  readonly catalog: Catalog;
  readonly objects: WorkspaceObjects;
  readonly git: GitCommand;
  readonly choices: KeptChoices;
}

/** What a run has found. */
export interface PreviewResult {
  readonly previews: readonly ManifestPreview[];
  readonly changes: ReadonlyMap<ManifestPreview, SetChanges> | undefined;
  /** What keeps the comparison from being whole. */
  readonly notes: readonly string[];
  /** The text that it is of. */
  readonly version: number;
}

/** The previews of the sets in one document: made when it is asked for, and again while the text is edited. */
export class PreviewSession implements Disposable {
  private readonly changed = new EventEmitter<void>();
  private readonly memory = new AnswerMemory();
  private readonly listening: Disposable[];
  private running = new AbortController();
  private waiting: NodeJS.Timeout | undefined;
  private baseline: { readonly of: string; readonly found: Baseline } | undefined;
  private kept: readonly ManifestPreview[] | undefined;
  /** Fires when there is another result, or a run begins or ends. */
  readonly onDidChange = this.changed.event;
  result: PreviewResult | undefined;
  isRunning = false;

  constructor(
    readonly document: TextDocument,
    private readonly parts: PreviewParts,
  ) {
    this.listening = [
      workspace.onDidChangeTextDocument((event) => {
        const isOurs = event.document === document || pathOf(event.document.uri) === fixtureOfDocument(document);
        if (isOurs && event.contentChanges.length > 0) {
          this.soon();
        }
      }),
      workspace.onDidSaveTextDocument((saved) => {
        if (/\.(?:ya?ml|json)$/.test(saved.fileName)) {
          void this.ask();
        }
      }),
    ];
    const servers = parts.runtime.servers.onDidChange(({ state, before }) => {
      if (state.is === 'ready' || before.is === 'ready') {
        void this.ask();
      }
    });
    this.listening.push({ dispose: () => servers.dispose() });
  }

  get file(): string {
    return pathOf(this.document.uri);
  }

  get choices(): PreviewChoices {
    return this.parts.choices.of(this.file);
  }

  /** Generators of the workspace that a set of the document may ask, and whose code is here. */
  get generators(): readonly GeneratorPlugin[] {
    const asked = new Set(this.result?.previews.flatMap(({ calls }) => calls.map(({ configMap }) => configMap)));
    return this.parts.catalog.plugins
      .filter((plugin): plugin is GeneratorPlugin => plugin.platform === 'argocd')
      .filter(({ code, manifests }) => code && manifests.connections.some(({ name }) => asked.has(name)));
  }

  async choose(choices: Partial<PreviewChoices>): Promise<void> {
    await this.parts.choices.keep(this.file, { ...this.choices, ...choices });
    await this.ask();
  }

  /** Takes the preview as it is now for what later ones are compared with. */
  keep(): void {
    this.kept = this.result?.previews;
    this.baseline = undefined;
    void this.ask();
  }

  /** Makes the previews anew, and asks each server. */
  async ask(): Promise<void> {
    this.baseline = undefined;
    await this.run(this.memory.anew);
  }

  dispose(): void {
    clearTimeout(this.waiting);
    this.running.abort();
    this.listening.forEach((each) => void each.dispose());
    this.changed.dispose();
  }

  private soon(): void {
    this.running.abort();
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => void this.run(this.memory.whileTyping), REST);
  }

  private async run(ask: NonNullable<PreviewSettings['ask']>): Promise<void> {
    clearTimeout(this.waiting);
    this.running.abort();
    const running = new AbortController();
    this.running = running;
    this.isRunning = true;
    this.changed.fire();
    try {
      const found = await this.found(ask, running.signal);
      if (!running.signal.aborted) {
        this.result = found;
      }
    } catch (error) {
      if (!isAbort(error) && !running.signal.aborted) {
        const notes = [sentence(toFailure(error))];
        this.result = { previews: [], changes: undefined, version: this.document.version, ...this.result, notes };
      }
    } finally {
      if (this.running === running) {
        this.isRunning = false;
        this.changed.fire();
      }
    }
  }

  private async found(ask: NonNullable<PreviewSettings['ask']>, signal: AbortSignal): Promise<PreviewResult> {
    const { runtime, objects, catalog } = this.parts;
    await catalog.ready();
    const around = await objects.around(signal);
    const { version } = this.document;
    const named = [{ file: this.file, text: this.document.getText() }];
    const here = { ...around, objects: around.objects.with(named) };
    const settings: PreviewSettings = {
      engine: runtime.templateEngine,
      version: this.choices.version,
      instead: (configMap) => this.insteadOf(configMap),
      ask,
      onSecret: (secret) => {
        runtime.redactor.hide([secret]);
      },
      signal,
    };
    const previews = await previewsOf(named, here, settings);
    this.kept ??= previews.every(({ error }) => error === undefined) ? previews : undefined;
    try {
      const baseline = await this.comparedWith(here, settings);
      const changes = baseline && changesOf(baseline.existing, previews);
      return { previews, changes, notes: baseline?.notes ?? [], version };
    } catch (error) {
      signal.throwIfAborted();
      return { previews, changes: undefined, notes: [sentence(toFailure(error))], version };
    }
  }

  /** What is asked in the place of what the manifests say. */
  private insteadOf(configMap: string): ConnectionInstead {
    const { server } = this.choices;
    if (server.is === 'address') {
      return { baseUrl: server.url };
    }
    for (const plugin of server.is === 'running' ? this.parts.catalog.plugins : []) {
      const { platform, manifests } = plugin as Partial<GeneratorPlugin>;
      const isMeant = platform === 'argocd' && manifests?.connections.some(({ name }) => name === configMap);
      const running = isMeant === true ? this.parts.runtime.servers.of(plugin) : undefined;
      if (running?.state.is === 'ready') {
        const { address, debugged } = running.state;
        return { baseUrl: address, token: running.place?.token, isPatient: debugged };
      }
    }
    return {};
  }

  private async comparedWith(around: PreviewedWorkspace, settings: PreviewSettings): Promise<Baseline | undefined> {
    const { against } = this.choices;
    const key = JSON.stringify([against, this.choices.server, this.choices.version]);
    if (against.is === 'nothing') {
      return undefined;
    }
    if (against.is === 'kept') {
      return this.kept && baselineOf(this.kept, 'in the preview that was kept');
    }
    if (this.baseline?.of !== key) {
      this.baseline = { of: key, found: await this.readBaseline(against, around, settings) };
    }
    return this.baseline.found;
  }

  private async readBaseline(
    against: Extract<PreviewChoices['against'], { is: 'revision' | 'saved' }>,
    around: PreviewedWorkspace,
    settings: PreviewSettings,
  ): Promise<Baseline> {
    if (against.is === 'revision') {
      const named = [{ file: this.file, text: '' }];
      return baselineAt(against.revision, named, around, settings, this.parts.git);
    }
    const text = (await openDocument(Uri.file(against.file))).getText();
    return { existing: await savedApplications(against.file, text, kubernetesYaml(settings.engine)), notes: [] };
  }
}

function fixtureOfDocument({ uri }: TextDocument): string {
  return fixtureOf(pathOf(uri));
}
