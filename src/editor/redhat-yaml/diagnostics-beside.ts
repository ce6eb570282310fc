import { Range, languages, type Diagnostic, type Disposable, type TextDocument, type Uri } from 'vscode';
import { isFoundByBoth, isOfParser, isOfSchema, isSamePlace, type Place } from './contract';
import type { RedHatYaml } from './redhat-yaml';

/**
 * What both parsers find waits for this many milliseconds: Red Hat's extension has it on the screen some 280 ms after an
 * edit, 370 in a long file, and is to be the only one then.
 */
const HOLD = 400;

interface Known {
  readonly document: TextDocument;
  readonly version: number;
  readonly diagnostics: readonly Diagnostic[];
  isHeld: boolean;
  timer?: NodeJS.Timeout;
  shown: readonly Diagnostic[];
}

/** Our marks in the documents, without those that Red Hat's YAML extension makes, too. */
export class DiagnosticsBesideRedHat implements Disposable {
  private readonly collection = languages.createDiagnosticCollection('plugin-workbench');
  private readonly byUri = new Map<string, Known>();
  private readonly listening: Disposable[];

  constructor(private readonly redHat: RedHatYaml) {
    this.listening = [
      languages.onDidChangeDiagnostics(({ uris }) => uris.forEach((uri) => this.refresh(uri.toString()))),
      redHat.onDidChange((uri) =>
        (uri === undefined ? [...this.byUri.keys()] : [uri]).forEach((each) => this.refresh(each)),
      ),
    ];
  }

  /** The marks of a document's text as it is now; none when they are left out. */
  set(document: TextDocument, diagnostics: readonly Diagnostic[] = []): void {
    const key = document.uri.toString();
    const before = this.byUri.get(key);
    clearTimeout(before?.timer);
    if (diagnostics.length === 0) {
      this.delete(document.uri);
      return;
    }
    const known: Known = {
      document,
      version: document.version,
      diagnostics,
      // A text that is looked at again has waited already.
      isHeld: before?.version === document.version ? before.isHeld : this.redHat.validates(document),
      shown: [],
    };
    this.byUri.set(key, known);
    if (known.isHeld && diagnostics.some(({ code }) => isFoundByBoth(nameOf(code)))) {
      known.timer = setTimeout(() => {
        known.isHeld = false;
        this.refresh(key);
      }, HOLD);
    }
    known.shown = this.visible(known);
    this.collection.set(document.uri, known.shown);
  }

  delete(uri: Uri): void {
    clearTimeout(this.byUri.get(uri.toString())?.timer);
    this.byUri.delete(uri.toString());
    this.collection.delete(uri);
  }

  dispose(): void {
    this.byUri.forEach(({ timer }) => clearTimeout(timer));
    this.listening.forEach((each) => void each.dispose());
    this.collection.dispose();
  }

  /** Something else than the text has changed: nothing comes back that belongs to an older text. */
  private refresh(key: string): void {
    const known = this.byUri.get(key);
    if (!known) {
      return;
    }
    const isOld = known.document.version !== known.version;
    const visible = this.visible(known).filter((each) => !isOld || known.shown.includes(each));
    if (visible.length !== known.shown.length || visible.some((each, index) => each !== known.shown[index])) {
      known.shown = visible;
      this.collection.set(known.document.uri, visible);
    }
  }

  private visible({ document, diagnostics, isHeld }: Known): Diagnostic[] {
    if (!this.redHat.validates(document)) {
      return [...diagnostics];
    }
    const checksSchema = this.redHat.checksSchema(document);
    const hasBoth = diagnostics.some(({ code }) => isFoundByBoth(nameOf(code)));
    const theirs = hasBoth && !isHeld ? languages.getDiagnostics(document.uri).filter(isOfParser) : [];
    const textBetween = (from: Place, to: Place): string =>
      document.getText(new Range(from.line, from.character, to.line, to.character));
    return diagnostics.filter(({ code, range }) => {
      const name = nameOf(code);
      if (isFoundByBoth(name)) {
        return !isHeld && !theirs.some((other) => isSamePlace(range, other.range.start, textBetween));
      }
      return !checksSchema || !isOfSchema(name);
    });
  }
}

function nameOf(code: Diagnostic['code']): string | number | undefined {
  return typeof code === 'object' ? code.value : code;
}
