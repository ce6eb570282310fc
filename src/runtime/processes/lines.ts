import { stripVTControlCharacters } from 'node:util';
import type { Steps } from '../../base/steps';
import { forwards } from '../secrets/known-secrets';
import { Redactor } from '../secrets/redactor';
import { HIDDEN } from '../secrets/secret-ranges';

/** A line past this length is cut into several, so that an endless line stays bounded. */
const LONGEST_LINE = 16_384;

/** An escape sequence whose end has not come yet, such as a colour or a link. */
// eslint-disable-next-line no-control-regex -- controls are what it looks for
const OPEN_ESCAPE = /[\u001b\u009b][^\u0007\u001b\u009b\n]{0,256}$/;

/**
 * Cuts a process's output into lines of plain text: any chunking, invalid UTF-8 and escape sequences included. Secrets
 * are hidden before a line is cut, and behind escape sequences: a half of one would be known by nobody. All of it is work
 * in steps, the next part of which is pushed when the one before is done.
 */
export class LineReader {
  private readonly decoder = new TextDecoder('utf-8');
  private rest = '';
  /** True when {@link rest} ends in a secret: what is encoded goes on as the next text begins, and is known by its start. */
  private isCutInSecret = false;

  constructor(
    private readonly onLine: (line: string) => void,
    private readonly redactor: Pick<Redactor, 'redactInSteps' | 'longest'> = new Redactor(),
  ) {}

  push(chunk: Uint8Array): Steps<void> {
    return this.take(this.decoder.decode(chunk, { stream: true }));
  }

  /** Gives out what came after the last line end. */
  *end(): Steps<void> {
    yield* this.take(this.decoder.decode());
    if (this.rest !== '') {
      this.tell(yield* this.plain(this.rest));
      this.rest = '';
    }
  }

  private *take(text: string): Steps<void> {
    let start = this.isCutInSecret ? forwards(text, 0) : 0;
    this.isCutInSecret &&= start === text.length;
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
      this.tell(yield* this.plain(this.rest + text.slice(start, end)));
      this.rest = '';
      start = end + 1;
    }
    this.rest += text.slice(start);
    yield* this.boundRest();
  }

  /** Of a line without end, tells all but its last part, in which a secret may have begun. */
  private *boundRest(): Steps<void> {
    const kept = this.redactor.longest + LONGEST_LINE;
    if (this.rest.length > kept + LONGEST_LINE) {
      const open = OPEN_ESCAPE.exec(this.rest)?.[0] ?? '';
      const text = yield* this.plain(this.rest.slice(0, this.rest.length - open.length));
      const cut = Math.max(0, text.length - kept);
      this.rest = text.slice(cut) + open;
      this.isCutInSecret = this.rest.endsWith(HIDDEN);
      if (cut > 0) {
        this.tell(text.slice(0, cut));
      }
    }
  }

  private plain(line: string): Steps<string> {
    // A progress bar redraws its line with carriage returns: what it drew last is the line.
    const drawn = line.endsWith('\r') ? line.slice(0, -1) : line;
    return this.redactor.redactInSteps(stripVTControlCharacters(drawn.slice(drawn.lastIndexOf('\r') + 1)));
  }

  private tell(line: string): void {
    let start = 0;
    do {
      const end = cutBefore(line, start + LONGEST_LINE);
      this.onLine(line.slice(start, end));
      start = end;
    } while (start < line.length);
  }
}

/** What a cut leaves whole: the signs of a build service's command, and a character. */
const WHOLE = /^(?:::|##|#\[|[\uD800-\uDBFF][\uDC00-\uDFFF])$/;

/** A cut at a place or just before it, where it leaves whole what has to be. */
function cutBefore(line: string, place: number): number {
  for (let cut = place; place < line.length && cut > place - 4; cut--) {
    if (!WHOLE.test(line.slice(cut - 1, cut + 1))) {
      return cut;
    }
  }
  return place;
}
