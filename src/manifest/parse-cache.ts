import { parseDocument, type ParsedDocument } from './parse-document';

/** Parsed documents by their text: an edit in one document of a file parses that one only. */
export class ParseCache {
  private readonly documents = new Map<string, ParsedDocument>();
  private characters = 0;

  /** How many texts were parsed because they were not known. */
  parses = 0;

  constructor(private readonly limit = 8_000_000) {}

  parse(text: string): ParsedDocument {
    const known = this.documents.get(text);
    if (known) {
      this.documents.delete(text);
      this.documents.set(text, known);
      return known;
    }
    this.parses += 1;
    const parsed = parseDocument(text);
    this.documents.set(text, parsed);
    this.characters += text.length;
    for (const oldest of this.documents.keys()) {
      if (this.characters <= this.limit || oldest === text) {
        break;
      }
      this.documents.delete(oldest);
      this.characters -= oldest.length;
    }
    return parsed;
  }
}
