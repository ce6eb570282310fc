import { ProgressLocation, ViewColumn, commands as editorCommands, l10n, window } from 'vscode';
import type { Disposable, Memento, Uri, WebviewPanel } from 'vscode';
import { basename } from '../../../../base/paths';
import { finishInTurns } from '../../../../base/steps';
import type { Sources } from '../../../../catalog/sources';
import { ids } from '../../../../ids';
import { assess } from '../../../../platforms/bksops/deploy/assess';
import type { Readiness, Step } from '../../../../platforms/bksops/deploy/readiness';
import type { Redactor } from '../../../../runtime/secrets/redactor';
import { withProgress } from '../../../cancellation';
import type { CommandTable } from '../../../commands';
import { noticeText } from '../../../notice-text';
import { pageFiles } from '../../../pages/show-page';
import { picked } from '../../../plugins/choose-plugin';
import { chooseManifest, type SourceArgument } from '../sources/choose-source';
import { addressOf } from '../sources/source-items';
import type { SourceLoads } from '../sources/source-loads';
import type { SourceSecrets } from '../sources/source-secrets';
import type { SourceSyncs } from '../sources/source-syncs';
import { KeptReadiness } from './kept-readiness';
import { readPageState } from './page-messages';
import { ReadinessPanel } from './readiness-panel';

/** What the checks of manifests are made with. */
export interface DeployParts {
  readonly sources: Pick<Sources, 'all'>;
  readonly files: { read(path: string): Promise<string | undefined> };
  readonly syncs: Pick<SourceSyncs, 'sync'>;
  readonly loads: Pick<SourceLoads, 'load'>;
  readonly secrets: SourceSecrets;
  readonly redactor: Redactor;
  readonly memory: Memento;
  /** The folder of the extension. */
  readonly extension: Uri;
}

/** The caches that a person has let checks fill, by manifest and address. */
const FILLED = 'pluginWorkbench.filledByChecks';

const STEP_WORDS: Readonly<Record<Step, string>> = { sync: 'Sync', load: 'Load', check: 'Check' };

/** *Ready to Deploy?*: a page for each manifest. */
export class ReadyToDeploy implements Disposable {
  private readonly panels = new Map<string, ReadinessPanel>();
  private readonly kept: KeptReadiness;
  private readonly command: Disposable;

  constructor(
    private readonly parts: DeployParts,
    commands: CommandTable,
  ) {
    this.kept = new KeptReadiness(parts.memory);
    this.command = commands.add(ids.command.readyToDeploy, (given: SourceArgument) => this.check(given));
  }

  /** Takes over a panel that an earlier window has left, with what was known then; closes it where nothing was. */
  restore(panel: WebviewPanel, state: unknown): void {
    const manifest = readPageState(state)?.manifest;
    if (manifest === undefined || this.panels.has(manifest) || !this.kept.last(manifest)) {
      panel.dispose();
      return;
    }
    this.own(panel, manifest);
  }

  dispose(): void {
    this.command.dispose();
    this.panels.forEach((panel) => panel.close());
  }

  /** @returns the panel, for whoever runs the command from code */
  private async check(given: SourceArgument): Promise<ReadinessPanel> {
    const manifest = await chooseManifest(this.parts.sources, given);
    await this.mayFill(manifest);
    const panel = this.panels.get(manifest) ?? this.open(manifest);
    panel.reveal();
    await panel.follow((cancelled, tell) =>
      withProgress(
        { location: ProgressLocation.Notification, title: l10n.t('Checking {0}', basename(manifest)) },
        (signal, progress) =>
          this.assess(manifest, AbortSignal.any([signal, cancelled]), (step, words) => {
            const shown = this.parts.redactor.redact(words);
            progress.report({ message: noticeText([STEP_WORDS[step], shown].filter(Boolean).join(': ')) });
            tell(step, shown);
          }),
      ),
    );
    return panel;
  }

  private async assess(
    manifest: string,
    signal: AbortSignal,
    tell: (step: Step, progress: string) => void,
  ): Promise<Readiness> {
    const { files, syncs, loads, secrets, redactor } = this.parts;
    const text = (await files.read(manifest)) ?? '';
    const found = await assess(
      { file: manifest, text },
      {
        sync: (stop, say) => syncs.sync(manifest, undefined, stop, say),
        load: (from, stop, say) => loads.load(manifest, undefined, from, stop, say),
        variable: (name) => secrets.lookUp(manifest, name),
        ...{ redactor, signal, tell, before: this.kept.good(manifest) },
      },
    );
    const shown = await finishInTurns(redactor.redactValueInSteps(found));
    await this.kept.keep(shown);
    return shown;
  }

  /**
   * Asks before a bucket is filled from which SOPS loads: whoever asks a question does not expect that it is written to.
   * @throws an AbortError when the person does not agree
   */
  private async mayFill(manifest: string): Promise<void> {
    const { sources, memory } = this.parts;
    const caches = (await sources.all()).filter(
      ({ file, isCache, type }) => file === manifest && isCache && type === 's3',
    );
    const agreed = memory.get<readonly string[]>(FILLED, []);
    for (const cache of caches) {
      const key = JSON.stringify([manifest, addressOf(cache)]);
      if (!agreed.includes(key)) {
        const fill = l10n.t('Fill and Check');
        const detail = l10n.t(
          'SOPS loads from the cache alone, so {0} is filled before it is loaded from: SOPS has what is in it at its next start.',
          addressOf(cache),
        );
        const question = l10n.t('Fill the cache {0}?', cache.name);
        await picked(window.showWarningMessage(noticeText(question), { modal: true, detail }, fill));
        await memory.update(FILLED, [...agreed, key]);
      }
    }
  }

  private open(manifest: string): ReadinessPanel {
    const panel = window.createWebviewPanel(ids.webview.readyToDeploy, '', ViewColumn.Active, {
      enableFindWidget: true,
    });
    return this.own(panel, manifest);
  }

  private own(panel: WebviewPanel, manifest: string): ReadinessPanel {
    const files = pageFiles(this.parts.extension);
    const again = (): void => {
      // Through the command, which asks for trust and shows what goes wrong.
      void editorCommands.executeCommand(ids.command.readyToDeploy, { is: 'manifest', file: manifest });
    };
    const made = new ReadinessPanel(panel, manifest, files, this.kept.last(manifest), again);
    this.panels.set(manifest, made);
    panel.onDidDispose(() => this.panels.delete(manifest));
    return made;
  }
}
