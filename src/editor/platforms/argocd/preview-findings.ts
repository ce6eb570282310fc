import { Diagnostic, DiagnosticSeverity, languages, type Disposable, type Range, type Uri } from 'vscode';
import { visibleLines } from '../../../base/visible';
import type { Severity } from '../../../manifest/finding';
import type { SpecPlace } from '../../../platforms/argocd/calls/controller-error';
import type { ManifestPreview } from '../../../platforms/argocd/preview/preview-manifest';
import { rangeOf } from '../../../platforms/argocd/preview/set-places';
import { rangeIn } from '../../language/checked-documents';
import type { PreviewActions } from './preview-actions';
import type { PreviewSession } from './preview-session';

const SOURCE = 'Plugin Workbench';

const severities: Readonly<Record<Severity, DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  info: DiagnosticSeverity.Information,
};

interface Said {
  readonly code: string;
  readonly severity: Severity;
  readonly message: string;
  readonly place: SpecPlace;
}

/** What the last run of each previewed document has shown, at its place in the sets: as long as the preview is open. */
export class PreviewFindings implements Disposable {
  private readonly collection = languages.createDiagnosticCollection('pluginWorkbench.previews');

  constructor(
    private readonly actions: PreviewActions,
    private readonly redact: (text: string) => string,
  ) {}

  /** Marks what a session has found, in the place of what it found before. */
  async tell(session: PreviewSession): Promise<void> {
    const { document, result } = session;
    if (session.isRunning || result?.version !== document.version) {
      return;
    }
    const found: Diagnostic[] = [];
    for (const preview of result.previews) {
      const set = await this.actions.placeOf(document, preview);
      if (set) {
        found.push(...allOf(preview).map((said) => this.diagnostic(said, rangeIn(document, rangeOf(set, said.place)))));
      }
    }
    if (result.version === document.version) {
      this.collection.set(
        document.uri,
        found.filter((each) => !this.isToldBeside(document.uri, each)),
      );
    }
  }

  forget(uri: Uri): void {
    this.collection.delete(uri);
  }

  dispose(): void {
    this.collection.dispose();
  }

  private diagnostic({ message, severity, code }: Said, range: Range): Diagnostic {
    const diagnostic = new Diagnostic(range, visibleLines(this.redact(message)), severities[severity]);
    diagnostic.source = SOURCE;
    diagnostic.code = code;
    return diagnostic;
  }

  /** True where a check of the text tells the mistake, which has a tighter place and a fix. */
  private isToldBeside(uri: Uri, found: Diagnostic): boolean {
    const own = new Set(this.collection.get(uri)?.map((each) => each.message));
    return (
      found.code === 'argocd/controller-stops' &&
      languages
        .getDiagnostics(uri)
        .some(
          (each) =>
            each.source === SOURCE &&
            each.severity === DiagnosticSeverity.Error &&
            !own.has(each.message) &&
            each.range.intersection(found.range) !== undefined,
        )
    );
  }
}

function allOf({ error, errorPlace = {}, isIncomplete, remarks }: ManifestPreview): Said[] {
  const stops: Said = {
    code: 'argocd/controller-stops',
    severity: isIncomplete === true ? 'info' : 'error',
    message:
      isIncomplete === true
        ? `No preview: ${error ?? ''}`
        : `The controller stops, and creates, changes and deletes nothing: ${error ?? ''}`,
    place: errorPlace,
  };
  return [...(error === undefined ? [] : [stops]), ...remarks];
}
