import { Budget } from '../../base/budget';
import { cutDocuments } from '../parse/document-cuts';
import type { Dialect } from '../dialects/dialect';
import { LineIndex, type Position } from '../parse/line-index';
import { ManifestDocument } from '../parse/manifest-document';
import { nothingOutside, type OutsideName, type OutsideNames } from './outside-names';
import type { ParseCache } from '../parse/parse-cache';
import type { ParsedDocument } from '../parse/parse-document';
import type { Steps } from '../../base/steps';
import { shift, type TextRange } from '../parse/text-range';

/** A name in a manifest: given to something there, or referring to what has it. */
export interface Mention {
  readonly is: 'definition' | 'reference';
  /** What the name is for, such as `argocd.config-map`; names of different sorts do not meet. */
  readonly sort: string;
  readonly name: string;
  /** Where the name is unique, such as a namespace; undefined where the manifest leaves that open. */
  readonly scope?: string | undefined;
  /** The part of the text that a rename replaces, on one line; counts from the start of its document's own text. */
  readonly range: TextRange;
  /** What is asked of a mention in another file: plain data, compared by its JSON. */
  readonly facts?: Readonly<Record<string, unknown>>;
}

/** A mention and where it stands in the workspace. */
export interface FoundName extends Mention {
  /** As in `base/paths.ts`. */
  readonly file: string;
  readonly at: { readonly start: Position; readonly end: Position };
}

/** The names in all manifests of the workspace, those of the checked file included, and those known from elsewhere. */
export interface Names {
  /** The file for which is asked, as in `base/paths.ts`; undefined for a text that is in none. */
  readonly file?: string;
  /** False while the workspace has not been read: what is not found may be there all the same. */
  readonly isComplete: boolean;
  /** What gives a name; all of a sort when no name is asked for. A scope that is not known fits every other. */
  definitions(sort: string, name?: string, scope?: string): readonly FoundName[];
  /** What refers to a name. */
  references(sort: string, name?: string, scope?: string): readonly FoundName[];
  /** All that one file defines and refers to. */
  inFile(file: string): readonly FoundName[];
  /** What has a name outside the workspace; all of a sort when no name is asked for. */
  outside(sort: string, name?: string): readonly OutsideName[];
}

/** How a platform's names are found in documents, those of no kind included. */
export interface NameReader {
  readonly dialect: Dialect;
  /** A look at a whole file's text, before any parsing: false only when none of these names can be in it. */
  sniff(text: string): boolean;
  /**
   * The names that a document may define, by a look at its text: such a document is read only when one of them is
   * referred to. Undefined when it is worth reading in any case, an empty list when it never is.
   */
  candidates(text: string): readonly string[] | undefined;
  read(document: ManifestDocument): Iterable<Mention>;
  /** Why something of this sort cannot be called that, in a sentence; undefined when it can. */
  refuses?(sort: string, name: string): string | undefined;
}

/** The names of one file, and those that it may define besides. */
export interface NamesOfText {
  readonly found: readonly Omit<FoundName, 'file'>[];
  /** Names for the sake of which the text is to be read again once they are referred to. */
  readonly waiting: readonly string[];
}

/** Reads the names in a file's text, in parts. `isWanted` says whether a name that a document may define is referred to. */
export function* readNamesInSteps(
  text: string,
  readers: readonly NameReader[],
  isWanted: (name: string) => boolean,
  cache: ParseCache,
): Steps<NamesOfText> {
  const fitting = readers.filter((reader) => reader.sniff(text));
  if (fitting.length === 0) {
    return { found: [], waiting: [] };
  }
  const lines = new LineIndex(text);
  const found: Omit<FoundName, 'file'>[] = [];
  const waiting: string[] = [];
  for (const cut of cutDocuments(text)) {
    yield;
    for (const reader of fitting) {
      const candidates = reader.sniff(cut.text) ? reader.candidates(cut.text) : [];
      if (candidates && !candidates.some(isWanted)) {
        candidates.forEach((name) => waiting.push(name));
        continue;
      }
      for (const mention of mentionsIn(yield* cache.parseInSteps(cut.text), reader)) {
        const range = shift(mention.range, cut.start);
        found.push({ ...mention, range, at: lines.rangeAt(range) });
      }
    }
  }
  return { found, waiting };
}

const knownMentions = new WeakMap<ParsedDocument, Map<NameReader, readonly Mention[]>>();

/** A document that a reader stumbles over has no names: what is wrong with it is told by its check. */
function mentionsIn(parsed: ParsedDocument, reader: NameReader): readonly Mention[] {
  const byReader = knownMentions.get(parsed) ?? new Map<NameReader, readonly Mention[]>();
  knownMentions.set(parsed, byReader);
  let mentions = byReader.get(reader);
  if (!mentions) {
    try {
      mentions = [...reader.read(new ManifestDocument(parsed, reader.dialect))];
    } catch {
      mentions = [];
    }
    byReader.set(reader, mentions);
  }
  return mentions;
}

/** How many names are put into a table before others may go first, a matter of a millisecond. */
const NAMES_A_STEP = 500;

/** Names by sort and name. */
export class NameTable implements Names {
  private readonly byFile = new Map<string, FoundName[]>();
  private readonly bySort = new Map<string, Map<string, FoundName[]>>();
  private readonly answers = new Answers();

  /** @param known What is known from outside at the moment of a question. */
  constructor(
    names: Iterable<FoundName>,
    readonly isComplete: boolean,
    private readonly known: () => OutsideNames = () => nothingOutside,
  ) {
    for (const name of names) {
      this.add(name);
    }
  }

  /** A table of many names. */
  static *inSteps(names: Iterable<FoundName>, isComplete: boolean, known: () => OutsideNames): Steps<NameTable> {
    const table = new NameTable([], isComplete, known);
    let count = 0;
    for (const name of names) {
      table.add(name);
      count += 1;
      if (count % NAMES_A_STEP === 0) {
        yield;
      }
    }
    return table;
  }

  private add(name: FoundName): void {
    append(this.byFile, name.file, name);
    const key = `${name.is} ${name.sort}`;
    const byName = this.bySort.get(key) ?? new Map<string, FoundName[]>();
    this.bySort.set(key, byName);
    append(byName, name.name, name);
  }

  definitions(sort: string, name?: string, scope?: string): readonly FoundName[] {
    return this.find(`definition ${sort}`, name, scope);
  }

  references(sort: string, name?: string, scope?: string): readonly FoundName[] {
    return this.find(`reference ${sort}`, name, scope);
  }

  inFile(file: string): readonly FoundName[] {
    return this.byFile.get(file) ?? [];
  }

  outside(sort: string, name?: string): readonly OutsideName[] {
    return this.known().find(sort, name);
  }

  private find(key: string, name: string | undefined, scope: string | undefined): readonly FoundName[] {
    return this.answers.of([key, name, scope], () => {
      const byName = this.bySort.get(key);
      const found = name === undefined ? [...(byName?.values() ?? [])].flat() : (byName?.get(name) ?? []);
      return found.filter((each) => scope === undefined || each.scope === undefined || each.scope === scope);
    });
  }
}

/** What was answered to a question once: thousands of manifests with one name ask it thousands of times. */
class Answers {
  private readonly known = new Map<string, readonly FoundName[]>();

  of(question: readonly (string | undefined)[], find: () => readonly FoundName[]): readonly FoundName[] {
    const key = JSON.stringify(question);
    const answer = this.known.get(key) ?? find();
    this.known.set(key, answer);
    return answer;
  }
}

function append(lists: Map<string, FoundName[]>, key: string, name: FoundName): void {
  const list = lists.get(key);
  if (list) {
    list.push(name);
  } else {
    lists.set(key, [name]);
  }
}

/** Names that the rules look at for one file. */
const NAMES_A_CHECK = 300_000;

/**
 * The names of a workspace in which one file's text is newer than what was read of it.
 * Its questions throw BudgetSpent once a file's rules have looked at more names than any real one makes them.
 */
export class NamesWithFile implements Names {
  private readonly own: NameTable;
  private readonly answers = new Answers();
  private readonly budget = new Budget(NAMES_A_CHECK, 'The names that this manifest shares with others');

  constructor(
    private readonly others: Names,
    readonly file: string,
    found: NamesOfText['found'],
    readonly isComplete: boolean,
  ) {
    this.own = new NameTable(
      found.map((name) => ({ ...name, file })),
      isComplete,
    );
  }

  definitions(sort: string, name?: string, scope?: string): readonly FoundName[] {
    return this.counted(
      this.answers.of(['definition', sort, name, scope], () =>
        this.merge(this.others.definitions(sort, name, scope), this.own.definitions(sort, name, scope)),
      ),
    );
  }

  references(sort: string, name?: string, scope?: string): readonly FoundName[] {
    return this.counted(
      this.answers.of(['reference', sort, name, scope], () =>
        this.merge(this.others.references(sort, name, scope), this.own.references(sort, name, scope)),
      ),
    );
  }

  inFile(file: string): readonly FoundName[] {
    return (file === this.file ? this.own : this.others).inFile(file);
  }

  outside(sort: string, name?: string): readonly OutsideName[] {
    return this.others.outside(sort, name);
  }

  /** Who asks looks at all that is answered, and thousands of documents ask for thousands of names. */
  private counted(answer: readonly FoundName[]): readonly FoundName[] {
    this.budget.spend(answer.length);
    return answer;
  }

  private merge(others: readonly FoundName[], own: readonly FoundName[]): readonly FoundName[] {
    return [...others.filter(({ file }) => file !== this.file), ...own];
  }
}

/** What is known of a workspace that has not been read. */
export const noNames: Names = new NameTable([], false);
