import { stripVTControlCharacters } from 'node:util';

/** A line past this length is cut into several, so that an endless line stays bounded. */
const LONGEST_LINE = 16_384;

/** Cuts a process's output into lines of plain text: any chunking, invalid UTF-8 and escape sequences included. */
export class LineReader {
  private readonly decoder = new TextDecoder('utf-8');
  private rest = '';

  constructor(private readonly onLine: (line: string) => void) {}

  push(chunk: Uint8Array): void {
    this.take(this.decoder.decode(chunk, { stream: true }));
  }

  /** Gives out what came after the last line end. */
  end(): void {
    this.take(this.decoder.decode());
    if (this.rest !== '') {
      this.onLine(clean(this.rest));
      this.rest = '';
    }
  }

  private take(text: string): void {
    let start = 0;
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
      this.tell(this.rest + text.slice(start, end));
      this.rest = '';
      start = end + 1;
    }
    this.rest += text.slice(start);
    if (this.rest.length > LONGEST_LINE) {
      this.rest = this.cut(this.rest);
    }
  }

  private tell(line: string): void {
    this.onLine(clean(this.cut(line)));
  }

  /** Gives out all full lengths of a line, and returns what is left of it. */
  private cut(line: string): string {
    let start = 0;
    for (; line.length - start > LONGEST_LINE; start += LONGEST_LINE) {
      this.onLine(clean(line.slice(start, start + LONGEST_LINE)));
    }
    return line.slice(start);
  }
}

function clean(line: string): string {
  // A progress bar redraws its line with carriage returns: what it drew last is the line.
  const drawn = line.endsWith('\r') ? line.slice(0, -1) : line;
  return stripVTControlCharacters(drawn.slice(drawn.lastIndexOf('\r') + 1));
}
