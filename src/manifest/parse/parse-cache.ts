import { parseInSteps, type ParsedDocument } from './parse-document';
import { finish, type Steps } from '../../base/steps';

/** Parsed documents by their text: an edit in one document of a file parses that one only. */
export class ParseCache {
  private readonly documents = new Map<string, ParsedDocument>();
  private characters = 0;

  /** How many texts were parsed because they were not known. */
  parses = 0;

  /** @param limit In UTF-16 units of text; what is made of them takes some fifteen times as many bytes. */
  constructor(private readonly limit = 3_000_000) {}

  parse(text: string): ParsedDocument {
    return finish(this.parseInSteps(text));
  }

  /** {@link parse} in parts. */
  *parseInSteps(text: string): Steps<ParsedDocument> {
    const known = this.documents.get(text);
    if (known) {
      this.documents.delete(text);
      this.documents.set(text, known);
      return known;
    }
    this.parses += 1;
    const own = detached(text);
    const parsed = yield* parseInSteps(own);
    this.keep(own, parsed);
    return parsed;
  }

  private keep(text: string, parsed: ParsedDocument): void {
    if (!this.documents.has(text)) {
      this.characters += text.length;
    }
    this.documents.set(text, parsed);
    for (const oldest of this.documents.keys()) {
      if (this.characters <= this.limit || oldest === text) {
        break;
      }
      this.documents.delete(oldest);
      this.characters -= oldest.length;
    }
  }
}

/** A part of a text keeps the whole of it in memory: a copy lets every earlier version of a file go. */
function detached(text: string): string {
  return ` ${text}`.slice(1);
}
