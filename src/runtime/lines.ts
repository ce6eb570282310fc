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
    const lines = (this.rest + text).split('\n');
    this.rest = lines.pop() ?? '';
    lines.forEach((line) => this.onLine(clean(line)));
    while (this.rest.length > LONGEST_LINE) {
      this.onLine(clean(this.rest.slice(0, LONGEST_LINE)));
      this.rest = this.rest.slice(LONGEST_LINE);
    }
  }
}

function clean(line: string): string {
  // A progress bar redraws its line with carriage returns: what it drew last is the line.
  const drawn = line.endsWith('\r') ? line.slice(0, -1) : line;
  return stripVTControlCharacters(drawn.slice(drawn.lastIndexOf('\r') + 1));
}
