import { EventEmitter, Range, type Disposable, type Event, type TextDocument } from 'vscode';
import type { Manifests } from '../../catalog/manifests';
import { checkTextInSteps } from '../../manifest/check/check-in-steps';
import type { CheckedText } from '../../manifest/check/check-text';
import { cutDocuments } from '../../manifest/parse/document-cuts';
import type { Finding } from '../../manifest/finding';
import { sniff } from '../../manifest/check/recognition';
import type { ManifestKind } from '../../manifest/kind';
import type { Names } from '../../manifest/names/names';
import type { OpenText } from '../../manifest/open-document';
import { ParseCache } from '../../manifest/parse/parse-cache';
import type { Rule } from '../../manifest/rule';
import { finishInTurns, timed, type Steps } from '../../base/steps';
import type { TemplateJudge } from '../../base/template-judge';
import type { TextRange } from '../../manifest/parse/text-range';
import { pathOf } from '../editor-files';

/** Where a person edits; what other extensions show in documents of their own is theirs. */
export const SCHEMES = ['file', 'untitled', 'vscode-remote', 'vscode-vfs', 'vscode-userdata'];

/** The documents in which manifests are looked for. */
export const manifestSelector = SCHEMES.map((scheme) => ({ language: 'yaml', scheme }));

/** A longer text is checked when it is opened and saved, and read no further while it is typed. */
const LONGEST_WHILE_TYPING = 1_000_000;

/** In milliseconds: the template engine takes a few of them for an edit, and some hundred when it is started. */
const LONGEST_WAIT = 100;

/** A document's text as it was checked last. */
export interface CheckedDocument {
  readonly document: TextDocument;
  /** Undefined once nothing of ours is in it. */
  readonly checked: CheckedText | undefined;
}

/** Findings beside those that a text itself gives, such as what a server said of it; offsets count from the start of the file. */
export interface FindingsBeside {
  of(document: TextDocument): readonly Finding[];
  /** Fires with a document of which they have changed and its text has not. */
  readonly onDidChange: Event<TextDocument>;
}

/** A check of a text that is under way. */
interface Running {
  readonly version: number;
  readonly stopped: AbortController;
  readonly result: Promise<CheckedText | undefined>;
}

/** A text that is being read before its check. */
interface Reading {
  readonly version: number;
  readonly stopped: AbortController;
  readonly done: Promise<void>;
}

/** The checks of the open documents, shared by everything that speaks about them, and the one parse cache. */
export class CheckedDocuments implements Disposable {
  private readonly byUri = new Map<string, { readonly version: number; readonly checked: CheckedText }>();
  private readonly running = new Map<string, Running>();
  private readonly reading = new Map<string, Reading>();
  /** The milliseconds of work that the last check of each document took, and those of reading ahead since. */
  private readonly works = new Map<string, { last: number; now: number }>();
  private readonly cache = new ParseCache();
  private readonly didCheck = new EventEmitter<CheckedDocument>();
  readonly onDidCheck = this.didCheck.event;

  constructor(
    readonly kinds: readonly ManifestKind[],
    private readonly rules: readonly Rule[],
    private readonly manifests: Pick<Manifests, 'names' | 'namesWith'>,
    private readonly beside: FindingsBeside,
    private readonly templates: TemplateJudge,
  ) {}

  /** What the workspace and this document, as it is now, define and refer to. */
  namesFor(document: TextDocument, text = document.getText()): Promise<Names> {
    return finishInTurns(this.manifests.namesWith(pathOf(document.uri), text, this.cache));
  }

  /**
   * Checks a document's text as it is now, a few milliseconds at a time; one without a manifest costs a look.
   * Undefined when nothing of ours is in it, or when the text has changed before the check was through.
   */
  check(document: TextDocument): Promise<CheckedText | undefined> {
    if (!isManifestLanguage(document)) {
      return Promise.resolve(undefined);
    }
    const key = document.uri.toString();
    this.running.get(key)?.stopped.abort();
    const reading = this.reading.get(key);
    if (reading?.version !== document.version) {
      reading?.stopped.abort();
    }
    const stopped = new AbortController();
    // What is half read of this text would be read twice.
    const result = this.run(document, stopped.signal, reading?.done);
    this.running.set(key, { version: document.version, stopped, result });
    return result;
  }

  private async run(
    document: TextDocument,
    signal: AbortSignal,
    reading?: Promise<void>,
  ): Promise<CheckedText | undefined> {
    const { version } = document;
    if (reading) {
      await reading;
    }
    const key = document.uri.toString();
    const work = this.workFor(key);
    const checked = await finishInTurns(
      timed(this.steps(document), (time) => (work.now += time)),
      signal,
      undefined,
      (answer) => this.waitFor(answer, document, version),
    );
    if (signal.aborted || document.version !== version) {
      return undefined;
    }
    this.running.delete(key);
    work.last = work.now;
    work.now = 0;
    const isOurs = checked?.documents.some(({ kind }) => kind) === true || (checked?.findings.length ?? 0) > 0;
    const wasOurs = this.byUri.has(key);
    const answer = isOurs && checked ? withFindings(checked, this.beside.of(document)) : undefined;
    if (answer) {
      this.byUri.set(key, { version, checked: answer });
    } else {
      this.byUri.delete(key);
    }
    if (answer || wasOurs) {
      this.didCheck.fire({ document, checked: answer });
    }
    return answer;
  }

  /** An answer that comes a moment later belongs to the same findings; what comes later still is a check of its own. */
  private async waitFor(answer: Promise<void>, document: TextDocument, version: number): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const patience = new Promise<'late'>((resolve) => (timer = setTimeout(() => resolve('late'), LONGEST_WAIT)));
    const first = await Promise.race([answer, patience]);
    clearTimeout(timer);
    if (first === 'late') {
      void answer.then(() => (!document.isClosed && document.version === version ? this.check(document) : undefined));
    }
  }

  /** Undefined for a text that has nothing of ours at a glance. */
  private *steps(document: TextDocument): Steps<CheckedText | undefined> {
    const { kinds, rules, cache, templates } = this;
    const text = document.getText();
    const previous = this.byUri.get(document.uri.toString())?.checked;
    // A kind sticks while a document is half typed, so what was ours is looked at even when it does not look so now.
    if (!previous && !sniff(text, kinds, this.manifests.names)) {
      return undefined;
    }
    const names = yield* this.manifests.namesWith(pathOf(document.uri), text, cache);
    return yield* checkTextInSteps(text, kinds, rules, { previous, cache, names, templates });
  }

  /** The check of a document's text as it is now, done anew only when the text has changed since. */
  async current(document: TextDocument): Promise<CheckedText | undefined> {
    const key = document.uri.toString();
    const known = this.byUri.get(key);
    if (known?.version === document.version) {
      return known.checked;
    }
    const running = this.running.get(key);
    return running?.version === document.version ? running.result : this.check(document);
  }

  /** The check of a document's text, however often that changes or is checked anew before it is through. */
  async settled(document: TextDocument): Promise<CheckedText | undefined> {
    const key = document.uri.toString();
    for (;;) {
      const checked = await this.current(document);
      if (checked || !this.running.has(key)) {
        return checked;
      }
    }
  }

  /** Reads a text that is being typed while nobody waits for it, so that less is left to do once the typing pauses. */
  readAhead(document: TextDocument): void {
    const key = document.uri.toString();
    this.reading.get(key)?.stopped.abort();
    const stopped = new AbortController();
    const work = this.workFor(key);
    const done = finishInTurns(
      timed(this.ahead(document), (time) => (work.now += time)),
      stopped.signal,
    ).catch(() => undefined);
    this.reading.set(key, { version: document.version, stopped, done });
  }

  private *ahead(document: TextDocument): Steps<void> {
    const names = this.manifests.names;
    for (const cut of cutDocuments(document.getText())) {
      yield;
      if (sniff(cut.text, this.kinds, names)) {
        yield* this.cache.parseInSteps(cut.text);
      }
    }
  }

  /** A document's text as it is now, for what reads only the one manifest at a place; undefined for a long one. */
  async openText(document: TextDocument): Promise<OpenText | undefined> {
    if (isLong(document)) {
      return undefined;
    }
    const before = this.byUri.get(document.uri.toString())?.checked.documents ?? [];
    const text = document.getText();
    return { text, before, cache: this.cache, names: await this.namesFor(document, text) };
  }

  /** What the last check of a document gave, whether its text has changed since or not. */
  lastOf({ uri }: TextDocument): CheckedText | undefined {
    return this.byUri.get(uri.toString())?.checked;
  }

  /** The milliseconds of work that the last check of a document took. */
  workOf({ uri }: TextDocument): number {
    return this.works.get(uri.toString())?.last ?? 0;
  }

  private workFor(key: string): { last: number; now: number } {
    const known = this.works.get(key) ?? { last: 0, now: 0 };
    this.works.set(key, known);
    return known;
  }

  forget({ uri }: TextDocument): void {
    this.works.delete(uri.toString());
    this.running.get(uri.toString())?.stopped.abort();
    this.running.delete(uri.toString());
    this.reading.get(uri.toString())?.stopped.abort();
    this.reading.delete(uri.toString());
    this.byUri.delete(uri.toString());
  }

  dispose(): void {
    this.running.forEach(({ stopped }) => stopped.abort());
    this.reading.forEach(({ stopped }) => stopped.abort());
    this.didCheck.dispose();
  }
}

function withFindings(checked: CheckedText, more: readonly Finding[]): CheckedText {
  return more.length === 0
    ? checked
    : { ...checked, findings: [...checked.findings, ...more].sort((a, b) => a.range.start - b.range.start) };
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
