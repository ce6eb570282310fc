import { Diagnostic, DiagnosticSeverity, Disposable, Range, Uri, languages } from 'vscode';
import { sentence } from '../../../../base/workbench-error';
import type { Sources } from '../../../../catalog/sources';
import { shownText } from '../../../shown-text';
import type { SourceSyncs } from './source-syncs';

/** Marks in manifests what of a source is to blame for a sync that failed, or else the source; a mark goes with the next one, and when the source is written anew. */
export class SyncFindings implements Disposable {
  private readonly shown = languages.createDiagnosticCollection('pluginWorkbench.sources');
  private readonly listening: Disposable;

  constructor(
    private readonly sources: Pick<Sources, 'all' | 'onDidChange'>,
    private readonly syncs: Pick<SourceSyncs, 'failureOf' | 'onDidChange'>,
  ) {
    this.listening = Disposable.from(
      sources.onDidChange(() => void this.tell()),
      syncs.onDidChange(() => void this.tell()),
    );
  }

  dispose(): void {
    this.listening.dispose();
    this.shown.dispose();
  }

  private async tell(): Promise<void> {
    const byFile = new Map<string, Diagnostic[]>();
    for (const source of await this.sources.all()) {
      const failure = this.syncs.failureOf(source);
      if (failure) {
        const line = (failure.where?.line ?? source.line) - 1;
        const range = new Range(line, 0, line, Number.MAX_SAFE_INTEGER);
        const found = new Diagnostic(range, shownText(sentence(failure)), DiagnosticSeverity.Error);
        found.source = 'Plugin Workbench';
        found.code = 'bksops/sync-failed';
        byFile.set(source.file, [...(byFile.get(source.file) ?? []), found]);
      }
    }
    this.shown.clear();
    this.shown.set([...byFile].map(([file, found]) => [Uri.file(file), found]));
  }
}
