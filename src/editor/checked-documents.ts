import { EventEmitter, Range, type Disposable, type TextDocument } from 'vscode';
import type { Manifests } from '../catalog/manifests';
import { checkText, type CheckedText } from '../manifest/check-text';
import { sniff } from '../manifest/recognition';
import type { ManifestKind } from '../manifest/kind';
import type { Names } from '../manifest/names';
import type { OpenText } from '../manifest/open-document';
import { ParseCache } from '../manifest/parse-cache';
import type { Rule } from '../manifest/rule';
import type { TextRange } from '../manifest/text-range';
import { pathOf } from './editor-files';

/** Where a person edits; what other extensions show in documents of their own is theirs. */
const SCHEMES = ['file', 'untitled', 'vscode-remote', 'vscode-vfs', 'vscode-userdata'];

/** The documents in which manifests are looked for. */
export const manifestSelector = SCHEMES.map((scheme) => ({ language: 'yaml', scheme }));

/** A longer text is checked when it is opened and saved, and read no further while it is typed. */
const LONGEST_WHILE_TYPING = 1_000_000;

/** A document's text as it was checked last. */
export interface CheckedDocument {
  readonly document: TextDocument;
  /** Undefined once nothing of ours is in it. */
  readonly checked: CheckedText | undefined;
}

/** The checks of the open documents, shared by everything that speaks about them, and the one parse cache. */
export class CheckedDocuments implements Disposable {
  private readonly byUri = new Map<string, { readonly version: number; readonly checked: CheckedText }>();
  private readonly cache = new ParseCache();
  private readonly didCheck = new EventEmitter<CheckedDocument>();
  readonly onDidCheck = this.didCheck.event;

  constructor(
    readonly kinds: readonly ManifestKind[],
    private readonly rules: readonly Rule[],
    private readonly manifests: Pick<Manifests, 'names' | 'namesWith'>,
  ) {}

  /** What the workspace and this document, as it is now, define and refer to. */
  namesFor(document: TextDocument, text = document.getText()): Names {
    return this.manifests.namesWith(pathOf(document.uri), text);
  }

  /** Checks a document's text as it is now; one without a manifest costs a look. */
  check(document: TextDocument): CheckedText | undefined {
    if (!isManifestLanguage(document)) {
      return undefined;
    }
    const key = document.uri.toString();
    const text = document.getText();
    const previous = this.byUri.get(key)?.checked;
    // A kind sticks while a document is half typed, so what was ours is looked at even when it does not look so now.
    if (!previous && !sniff(text, this.kinds, this.manifests.names)) {
      return undefined;
    }
    const names = this.namesFor(document, text);
    const checked = checkText(text, this.kinds, this.rules, { previous, cache: this.cache, names });
    const isOurs = checked.documents.some(({ kind }) => kind) || checked.findings.length > 0;
    if (isOurs) {
      this.byUri.set(key, { version: document.version, checked });
    } else {
      this.byUri.delete(key);
    }
    const answer = isOurs ? checked : undefined;
    this.didCheck.fire({ document, checked: answer });
    return answer;
  }

  /**
   * The check of a document's text as it is now, done anew only when the text has changed since;
   * undefined for a long one that has.
   */
  current(document: TextDocument): CheckedText | undefined {
    const known = this.byUri.get(document.uri.toString());
    if (known?.version === document.version) {
      return known.checked;
    }
    return isLong(document) ? undefined : this.check(document);
  }

  /** What the last check gave; the text may have changed since. */
  lastOf({ uri }: TextDocument): CheckedText | undefined {
    return this.byUri.get(uri.toString())?.checked;
  }

  /** A document's text as it is now, for what reads only the one manifest at a place; undefined for a long one. */
  openText(document: TextDocument): OpenText | undefined {
    if (isLong(document)) {
      return undefined;
    }
    const before = this.byUri.get(document.uri.toString())?.checked.documents ?? [];
    const text = document.getText();
    return { text, before, cache: this.cache, names: this.namesFor(document, text) };
  }

  forget({ uri }: TextDocument): void {
    this.byUri.delete(uri.toString());
  }

  dispose(): void {
    this.didCheck.dispose();
  }
}

export function isManifestLanguage({ languageId, uri }: TextDocument): boolean {
  return languageId === 'yaml' && SCHEMES.includes(uri.scheme);
}

/** Too long to be read while it is typed. */
export function isLong(document: TextDocument): boolean {
  return document.offsetAt(document.lineAt(document.lineCount - 1).range.end) > LONGEST_WHILE_TYPING;
}

/** A stretch of a document's text as the editor counts it. */
export function rangeIn(document: TextDocument, { start, end }: TextRange): Range {
  return new Range(document.positionAt(start), document.positionAt(end));
}
