import type { TextRange } from './text-range';

/** What a look at the characters shows before any parsing. */
export interface TextScan {
  /** Template actions that are not part of a quoted string or block scalar, or that would break the string around them. */
  readonly actions: readonly TextRange[];
  /** Line breaks and comments inside flow collections and quoted strings: they mean no more than a blank there. */
  readonly joints: readonly TextRange[];
}

type Quote = "'" | '"';

/** Follows quotes, flow collections, block scalars and template actions through a YAML text that may be broken. */
export function scanText(text: string): TextScan {
  return new Scanner(text).run();
}

class Scanner {
  private readonly actions: TextRange[] = [];
  private readonly joints: TextRange[] = [];
  private quote: Quote | undefined;
  /** The indentation that lines must exceed to belong to the block scalar that is open. */
  private blockParent: number | undefined;
  private flowDepth = 0;
  /** The next character may start a value. */
  private atValue = true;

  constructor(private readonly text: string) {}

  run(): TextScan {
    let at = 0;
    while (at < this.text.length) {
      at = this.line(at);
    }
    return { actions: this.actions, joints: this.joints };
  }

  /** Scans one line, or several when an action spans them; returns where the next one starts. */
  private line(start: number): number {
    if (this.blockParent !== undefined) {
      const end = lineEnd(this.text, start);
      const content = this.text.slice(start, end);
      if (content.trim() === '' || indentOf(content) > this.blockParent) {
        return afterBreak(this.text, end);
      }
      this.blockParent = undefined;
    }
    let at = start;
    this.atValue = true;
    while (at < this.text.length && !/[\r\n]/.test(this.text.charAt(at))) {
      at = this.step(at, start);
    }
    if (this.quote || this.flowDepth > 0) {
      this.joints.push({ start: at, end: Math.min(afterBreak(this.text, at), this.text.length) });
    } else {
      this.blockParent = blockScalarParent(this.text.slice(start, at));
    }
    return afterBreak(this.text, at);
  }

  private step(at: number, lineStart: number): number {
    if (this.text.startsWith('{{', at)) {
      return this.action(at);
    }
    if (this.quote) {
      return at + this.insideQuote(at, this.quote);
    }
    if (this.text.charAt(at) === '#' && (at === lineStart || /\s/.test(this.text.charAt(at - 1)))) {
      const end = lineEnd(this.text, at);
      if (this.flowDepth > 0) {
        this.joints.push({ start: at, end });
      }
      return end;
    }
    return at + this.outsideQuote(at);
  }

  /** Follows where a value may start, because only there a quote is a quote; returns how much was read. */
  private outsideQuote(at: number): number {
    const char = this.text.charAt(at);
    const next = this.text.charAt(at + 1);
    if (/\s/.test(char) || (this.atValue && /[-?]/.test(char) && /\s/.test(next))) {
      return 1;
    }
    if (this.atValue && (char === '"' || char === "'")) {
      this.quote = char;
    } else if (this.atValue && /[!&]/.test(char)) {
      return /^\S+/.exec(this.text.slice(at, at + 200))?.[0].length ?? 1;
    } else if (/[[{]/.test(char)) {
      this.flowDepth += this.atValue ? 1 : 0;
      return 1;
    } else if (/[\]}]/.test(char)) {
      this.flowDepth = Math.max(0, this.flowDepth - 1);
    }
    this.atValue = (char === ':' && (this.flowDepth > 0 || /^\s?$/.test(next))) || (char === ',' && this.flowDepth > 0);
    return 1;
  }

  private insideQuote(at: number, quote: Quote): number {
    const char = this.text.charAt(at);
    if (quote === '"' && char === '\\') {
      return 2;
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
    const close = this.text.indexOf('}}', start + 2);
    if (close < 0) {
      return start + 2;
    }
    const end = close + 2;
    if (this.quote === undefined || breaksQuote(this.text.slice(start, end), this.quote)) {
      this.actions.push({ start, end });
      this.atValue = false;
      return end;
    }
    return start + 2;
  }
}

/** True when a quoted string would end inside the action. */
function breaksQuote(action: string, quote: Quote): boolean {
  const plain = quote === '"' ? action.replace(/\\./gs, '') : action.replaceAll("''", '');
  return plain.includes(quote);
}

/** The indentation above which lines belong to the block scalar that a line opens; undefined when it opens none. */
function blockScalarParent(line: string): number | undefined {
  const dashes = /^[ \t]*(?:[-?][ \t]+)*/.exec(line)?.[0] ?? '';
  const header = /(?:^|:[ \t]+)(?:[!&][^\s]*[ \t]+)*[|>][-+0-9]{0,2}[ \t]*(?:#.*)?$/.exec(line.slice(dashes.length));
  if (!header) {
    return undefined;
  }
  if (header.index > 0) {
    return dashes.length;
  }
  return Math.max(dashes.lastIndexOf('-'), dashes.lastIndexOf('?'));
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}

export function lineEnd(text: string, from: number): number {
  const breaks = /[\r\n]/g;
  breaks.lastIndex = from;
  return breaks.exec(text)?.index ?? text.length;
}

function afterBreak(text: string, at: number): number {
  return text.startsWith('\r\n', at) ? at + 2 : at + 1;
}
