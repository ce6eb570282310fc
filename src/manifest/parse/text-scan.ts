import { isBreak, lineEnd, type TextRange } from './text-range';

/** What a look at the characters shows before any parsing. */
export interface TextScan {
  /** Template actions that are not part of a quoted string or block scalar, or that would break the string around them. */
  readonly actions: readonly TextRange[];
  /** Line breaks and comments inside flow collections and quoted strings: they mean no more than a blank there. */
  readonly joints: readonly TextRange[];
  /** Lines, keys and items, counted by their signs; the lines of block scalars and quoted strings do not count. */
  readonly parts: number;
  /** All lines, those of block scalars and quoted strings too. */
  readonly lines: number;
}

/** Follows quotes, flow collections, block scalars and template actions through a YAML text that may be broken. */
export function scanText(text: string): TextScan {
  return new Scanner(text).run();
}

/** The flow collections that are open at the end of a text. */
export interface OpenFlow {
  /** Where the outermost begins. */
  readonly start: number;
  /** What would close them all, with the quote in the innermost if one is open. */
  readonly closers: string;
}

export function openFlowIn(text: string): OpenFlow | undefined {
  return new Scanner(text).run().open;
}

/** An anchor or tag is skipped up to this length, so that a text of nothing else is still read in one pass. */
const longestProperty = 200;

class Scanner {
  private readonly actions: TextRange[] = [];
  private readonly joints: TextRange[] = [];
  private quote: "'" | '"' | undefined;
  /** Where the open quote ends; valid as long as the scan is before it. */
  private quoteEnd = -1;
  /** Where the next `}}` is; valid as long as the scan is before it. */
  private closeAt = -1;
  /** Where the next line break is; valid as long as the scan is before it. */
  private breakAt = -1;
  /** The indentation that lines must exceed to belong to the block scalar that is open. */
  private blockParent: number | undefined;
  /** The flow collections that are open, the innermost last. */
  private readonly flow: { readonly start: number; readonly closer: string }[] = [];
  /** The next character may start a value. */
  private atValue = true;
  private parts = 0;
  private lines = 0;

  constructor(private readonly text: string) {}

  run(): TextScan & { readonly open: OpenFlow | undefined } {
    let at = 0;
    while (at < this.text.length) {
      at = this.line(at);
      this.lines += 1;
    }
    const [outermost] = this.flow;
    const closers = this.flow.reduceRight((all, { closer }) => all + closer, this.quote ?? '');
    const open = outermost && { start: outermost.start, closers };
    return { actions: this.actions, joints: this.joints, parts: this.parts, lines: this.lines, open };
  }

  /** Scans one line, or several when an action spans them; returns where the next one starts. */
  private line(start: number): number {
    const { text } = this;
    if (this.blockParent !== undefined) {
      const content = afterBlanks(text, start);
      if (content === text.length || isBreak(text.charAt(content)) || content - start > this.blockParent) {
        return afterBreak(text, lineEnd(text, content));
      }
      this.blockParent = undefined;
    }
    this.parts += this.quote ? 0 : 1;
    this.atValue = true;
    let hasIndicator = false;
    let at = start;
    let contentEnd: number | undefined;
    while (at < text.length && !isBreak(text.charAt(at))) {
      const char = text.charAt(at);
      if (char === '{' && text.charAt(at + 1) === '{') {
        at = this.action(at);
      } else if (this.quote) {
        at += this.insideQuote(at, char, this.quote);
      } else if (char === '#' && (at === start || isSpace(text.charAt(at - 1)))) {
        contentEnd = at;
        at = lineEnd(text, at);
      } else {
        hasIndicator ||= char === '|' || char === '>';
        at += this.outsideQuote(at, char);
      }
    }
    if (this.quote || this.flow.length > 0) {
      this.joints.push({ start: contentEnd ?? at, end: Math.min(afterBreak(text, at), text.length) });
    } else if (hasIndicator) {
      this.blockParent = blockScalarParent(text.slice(start, contentEnd ?? at));
    }
    return afterBreak(text, at);
  }

  /** Follows where a value may start, because only there a quote is a quote; returns how much was read. */
  private outsideQuote(at: number, char: string): number {
    switch (char) {
      case ' ':
      case '\t':
        return 1;
      case '"':
      case "'":
        this.quote = this.atValue ? char : undefined;
        break;
      case '-':
      case '?':
        if (this.atValue && isSpace(this.text.charAt(at + 1))) {
          return 1;
        }
        break;
      case '!':
      case '&':
        if (this.atValue) {
          return this.property(at);
        }
        break;
      case '[':
      case '{':
        if (this.atValue) {
          this.parts += 1;
          this.flow.push({ start: at, closer: char === '[' ? ']' : '}' });
        }
        return 1;
      case ']':
      case '}':
        this.flow.pop();
        break;
      case ':':
        this.atValue = this.flow.length > 0 || isSpace(this.text.charAt(at + 1));
        this.parts += this.atValue ? 1 : 0;
        return 1;
      case ',':
        this.atValue = this.flow.length > 0;
        this.parts += this.atValue ? 1 : 0;
        return 1;
    }
    this.atValue = false;
    return 1;
  }

  /** The length of an anchor or tag, behind which the value is still to come. */
  private property(at: number): number {
    let end = at + 1;
    while (end < at + longestProperty && !isSpace(this.text.charAt(end)) && !this.endsInFlow(end)) {
      end += 1;
    }
    return end - at;
  }

  private endsInFlow(at: number): boolean {
    return this.flow.length > 0 && /[,[\]{}]/.test(this.text.charAt(at));
  }

  private insideQuote(at: number, char: string, quote: "'" | '"'): number {
    if (quote === '"' && char === '\\') {
      this.lines += isBreak(this.text.charAt(at + 1)) ? 1 : 0;
      return this.text.startsWith('\r\n', at + 1) ? 3 : 2;
    }
    if (char === quote) {
      if (quote === "'" && this.text.charAt(at + 1) === "'") {
        return 2;
      }
      this.quote = undefined;
      this.atValue = false;
    }
    return 1;
  }

  /** Notes the action that starts here; returns where scanning goes on. */
  private action(start: number): number {
    if (this.closeAt < start + 2) {
      const close = this.text.indexOf('}}', start + 2);
      this.closeAt = close < 0 ? Infinity : close;
    }
    const end = this.closeAt + 2;
    if (end < Infinity && !this.isLeftOpen(start) && (!this.quote || this.endOfQuote(start, this.quote) < end)) {
      this.actions.push({ start, end });
      this.atValue = false;
      return end;
    }
    return start + 2;
  }

  /**
   * True where the next `}}` closes another action: one that begins before it, outside of the strings in this one. Then
   * this one is not closed, and what follows is no part of it.
   */
  private isLeftOpen(start: number): boolean {
    let at = start + 2;
    if (/^-?\s*\/\*/.test(this.text.slice(at, at + 4))) {
      return false;
    }
    if (this.quote && this.nextBreak(at) < this.closeAt) {
      return true;
    }
    const next = this.text.indexOf('{{', at);
    if (next < 0 || next > this.closeAt) {
      return this.goesOverKeys(at);
    }
    while (at < next) {
      const char = this.text.charAt(at);
      if ((char === '"' && this.quote !== '"') || char === '`') {
        const end = this.text.indexOf(char, at + 1);
        if (end > next || end < 0) {
          return end < 0 || this.nextBreak(at) < end;
        }
        at = end;
      }
      at += 1;
    }
    return true;
  }

  /** No action goes on over the lines behind its scalar: there `}}` closes mappings. */
  private goesOverKeys(from: number): boolean {
    const inside = this.text.slice(from, this.closeAt);
    return /[\r\n][ \t]*(?:- +)?[\w"'./-]+:(?:\s|$)/.test(inside);
  }

  private nextBreak(from: number): number {
    if (this.breakAt < from) {
      const found = this.text.slice(from).search(/[\r\n]/);
      this.breakAt = found < 0 ? Infinity : from + found;
    }
    return this.breakAt;
  }

  /** Where a quoted string ends, from a place in it: an action that goes on behind that would break it. */
  private endOfQuote(from: number, quote: "'" | '"'): number {
    if (this.quoteEnd < from) {
      const escape = quote === '"' ? '\\' : "'";
      let at = from;
      while (at < this.text.length) {
        const char = this.text.charAt(at);
        if (char === escape && (quote === '"' || this.text.charAt(at + 1) === quote)) {
          at += 2;
        } else if (char === quote) {
          break;
        } else {
          at += 1;
        }
      }
      this.quoteEnd = at;
    }
    return this.quoteEnd;
  }
}

/** The indentation above which lines belong to the block scalar that a line opens; undefined when it opens none. */
function blockScalarParent(line: string): number | undefined {
  const dashes = /^[ \t]*(?:[-?][ \t]+)*/.exec(line)?.[0] ?? '';
  const header = /(?:^|:[ \t]+)(?:[!&][^\s]*[ \t]+)*[|>][-+0-9]{0,2}[ \t]*$/.exec(line.slice(dashes.length));
  if (!header) {
    return undefined;
  }
  if (header.index > 0) {
    return dashes.length;
  }
  return Math.max(dashes.lastIndexOf('-'), dashes.lastIndexOf('?'));
}

function afterBlanks(text: string, from: number): number {
  let at = from;
  while (text.charAt(at) === ' ' || text.charAt(at) === '\t') {
    at += 1;
  }
  return at;
}

function afterBreak(text: string, at: number): number {
  return text.charAt(at) === '\r' && text.charAt(at + 1) === '\n' ? at + 2 : at + 1;
}

/** True for a blank, a line break and the end of the text. */
function isSpace(char: string): boolean {
  return char === ' ' || char === '\t' || char === '' || char === '\uFEFF' || isBreak(char);
}
