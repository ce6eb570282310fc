import {
  CodeAction,
  CodeActionKind,
  Diagnostic,
  DiagnosticRelatedInformation,
  DiagnosticSeverity,
  Disposable,
  Location,
  Range,
  Uri,
  l10n,
  languages,
  workspace,
  type CodeActionProvider,
  type TextDocument,
  type TextDocumentChangeEvent,
} from 'vscode';
import type { Files } from '../../../../base/files';
import { visibleLines } from '../../../../base/visible';
import type { Sources } from '../../../../catalog/sources';
import type { ModuleLoad, SourceLoad } from '../../../../platforms/bksops/load/load-report';
import type { ModuleFiles } from '../../../../platforms/bksops/sync/module-files';
import { pathOf } from '../../../editor-files';
import { isPlaceless, isToldByCheck, keyOfMark, lineAfter, marksOf, type LoadMark } from './load-marks';
import { ids } from '../../../../ids';
import { shownText } from '../../../shown-text';
import type { SourceLoads } from './source-loads';

/** A mark as it is shown. */
interface ShownMark {
  readonly mark: LoadMark;
  /** From 0; follows what is written above. */
  line: number;
  /** What stands there: another text may mend it. */
  readonly text: string;
}

/**
 * Marks the fates of modules in their manifests and in their Python files. A mark goes when the text at one of its places
 * changes, when its source does, and with the next load.
 */
export class LoadFindings implements Disposable, CodeActionProvider {
  private readonly collection = languages.createDiagnosticCollection('pluginWorkbench.loads');
  private readonly listening: Disposable;
  private shown: readonly ShownMark[] = [];
  /** Those of them that a check tells too, and that are not shown for it. */
  private toldBeside: ReadonlySet<ShownMark> = new Set();
  private readonly mended = new WeakSet<object>();
  /** One after the other: an older look must not have the last word. */
  private looking = Promise.resolve();
  private isWaiting = false;

  constructor(
    private readonly files: Pick<Files, 'read'>,
    private readonly sources: Pick<Sources, 'all' | 'onDidChange'>,
    private readonly loads: Pick<SourceLoads, 'current' | 'onDidChange'>,
    private readonly modules: Pick<ModuleFiles, 'loaded'>,
  ) {
    this.listening = Disposable.from(
      sources.onDidChange(() => this.tell()),
      loads.onDidChange(() => this.tell()),
      workspace.onDidChangeTextDocument((event) => this.follow(event)),
      languages.registerCodeActionsProvider({ scheme: 'file' }, this, {
        providedCodeActionKinds: [CodeActionKind.QuickFix],
      }),
      languages.onDidChangeDiagnostics(({ uris }) => this.lookBeside(uris)),
    );
  }

  dispose(): void {
    this.listening.dispose();
    this.collection.dispose();
  }

  /** What can be installed is the fix of what it keeps from being loaded. */
  provideCodeActions(document: TextDocument, range: Range): CodeAction[] {
    const file = document.uri.scheme === 'file' ? pathOf(document.uri) : undefined;
    const here = this.shown.filter(
      ({ mark, line }) => mark.place.file === file && line >= range.start.line && line <= range.end.line,
    );
    const sources = new Set(here.flatMap(({ mark }) => mark.installs ?? []));
    return [...sources].map((source) => {
      const title = l10n.t('Install what {0} requires', shownText(source.name));
      const action = new CodeAction(title, CodeActionKind.QuickFix);
      action.command = { title, command: ids.command.installRequirements, arguments: [{ source }] };
      action.diagnostics = here.filter(({ mark }) => mark.installs === source).map(diagnosticOf);
      return action;
    });
  }

  private tell(): void {
    if (!this.isWaiting) {
      this.isWaiting = true;
      const look = (): Promise<void> => this.look();
      this.looking = this.looking.then(look, look);
    }
  }

  private async look(): Promise<void> {
    this.isWaiting = false;
    const { current } = this.loads;
    if (current.length === 0 && this.shown.length === 0) {
      return;
    }
    const marks = marksOf(current, await this.sources.all(), await this.filesOf(current)).filter(
      ({ about }) => !this.mended.has(about),
    );
    const kept = new Map(this.shown.map((each) => [keyOfMark(each.mark), each]));
    const shown: ShownMark[] = [];
    for (const mark of marks) {
      const before = kept.get(keyOfMark(mark));
      // What was shown already may have moved with what is written above it.
      shown.push(before?.mark.about === mark.about ? { ...before, mark } : await this.placed(mark));
    }
    this.shown = shown;
    this.show();
  }

  private async filesOf(loads: readonly SourceLoad[]): Promise<Map<ModuleLoad, string>> {
    const files = new Map<ModuleLoad, string>();
    for (const { source, from, failure, modules } of loads) {
      for (const module of failure || from === 'cache' ? [] : modules.filter(isPlaceless)) {
        const found = await this.modules.loaded(source, module.module).catch(() => undefined);
        if (found && (found.isCopy || source.type === 'fs')) {
          files.set(module, found.file);
        }
      }
    }
    return files;
  }

  private async placed(mark: LoadMark): Promise<ShownMark> {
    const text = (await this.files.read(mark.place.file).catch(() => undefined)) ?? '';
    const line = mark.place.line - 1;
    return { mark, line, text: text.split(/\r\n|\r|\n/)[line] ?? '' };
  }

  private follow({ document, contentChanges }: TextDocumentChangeEvent): void {
    const file = document.uri.scheme === 'file' ? pathOf(document.uri) : undefined;
    const here = this.shown.filter(({ mark }) => mark.place.file === file);
    if (here.length === 0 || contentChanges.length === 0) {
      return;
    }
    for (const each of here) {
      each.line = lineAfter(each.line, contentChanges);
      const isThere = each.line >= 0 && each.line < document.lineCount;
      if (!isThere || document.lineAt(each.line).text !== each.text) {
        this.mended.add(each.mark.about);
      }
    }
    this.shown = this.shown.filter(({ mark }) => !this.mended.has(mark.about));
    this.show();
  }

  /** What a check tells at a line comes and goes with its document. */
  private lookBeside(uris: readonly Uri[]): void {
    const files = new Set(uris.filter(({ scheme }) => scheme === 'file').map(pathOf));
    const isOther = this.shown.some(
      (each) => files.has(each.mark.place.file) && isToldBeside(each) !== this.toldBeside.has(each),
    );
    if (isOther) {
      this.show();
    }
  }

  private show(): void {
    const byFile = new Map<string, Diagnostic[]>();
    this.toldBeside = new Set(this.shown.filter(isToldBeside));
    for (const each of this.shown.filter((one) => !this.toldBeside.has(one))) {
      const { file } = each.mark.place;
      byFile.set(file, [...(byFile.get(file) ?? []), diagnosticOf(each)]);
    }
    this.collection.clear();
    this.collection.set([...byFile].map(([file, found]) => [Uri.file(file), found]));
  }
}

/** True where a finding of a check says the same, which has a tighter place and a fix. */
function isToldBeside({ mark, line }: ShownMark): boolean {
  const found = languages.getDiagnostics(Uri.file(mark.place.file)).map(({ code, range }) => ({
    ...{ code: typeof code === 'string' ? code : '', first: range.start.line, last: range.end.line },
  }));
  return isToldByCheck(mark, line, found);
}

const severities: Readonly<Record<LoadMark['severity'], DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  information: DiagnosticSeverity.Information,
};

function diagnosticOf({ mark, line, text }: ShownMark): Diagnostic {
  const start = (/^\s*(?:- +)*/.exec(text)?.[0] ?? '').length;
  const range = new Range(line, start, line, Math.max(start, text.trimEnd().length));
  const found = new Diagnostic(range, visibleLines(mark.message), severities[mark.severity]);
  found.source = 'Plugin Workbench';
  found.code = mark.code;
  found.relatedInformation = mark.related.map(
    ({ place, is }) =>
      new DiagnosticRelatedInformation(
        new Location(Uri.file(place.file), new Range(place.line - 1, 0, place.line - 1, 0)),
        relatedWords(is),
      ),
  );
  return found;
}

function relatedWords(is: LoadMark['related'][number]['is']): string {
  switch (is) {
    case 'raised':
      return l10n.t('It was raised here.');
    case 'listed':
      return l10n.t('The manifest lists the module here.');
    case 'before':
      return l10n.t('This module failed before it.');
  }
}
