import { Composer, type CST, type Document } from 'yaml';
import type { Remark } from '../finding';
import { bareTab } from './bare-tab';
import { buildNodes } from './build-nodes';
import type { Node } from './node';
import { readTokens, tooLong } from './read-tokens';
import { finish, type Steps } from '../../base/steps';
import { lexemeLimit, partLimit, type StructureProblem } from './structure-problem';
import { firstError, syntaxProblem, type SyntaxError } from './syntax-problem';
import { joinLines, maskTemplates, mayHoldKeys } from './template-mask';
import type { TextRange } from './text-range';
import { scanText } from './text-scan';
import { withPlainColons } from './typographic-sign';
import { closedByNext, unclosedIn, type Unclosed } from './unclosed';

/** One YAML document as structure: plain scalars are still text, so one parse serves every dialect. */
export interface ParsedDocument {
  readonly text: string;
  /** Undefined for an empty document and for one that could not be parsed at all. */
  readonly root: Node | undefined;
  /** At most one syntax error or reason not to read on, or else what aliases and merge keys lead to. */
  readonly problems: readonly StructureProblem[];
  /** What only some readers refuse. */
  readonly repeatedAnchors: readonly Remark[];
  readonly bareTab: TextRange | undefined;
  /** Templates were masked: what is missing or broken may be there after rendering. */
  readonly hasTemplates: boolean;
  /** The nodes may not be all there is: the text is not valid YAML, or has templates that may stand for more. */
  readonly isPartial: boolean;
}

/** Parses one document's text; throws only on a defect of the parser. */
export function parseDocument(text: string): ParsedDocument {
  return finish(parseInSteps(text));
}

/** {@link parseDocument} in parts. */
export function* parseInSteps(text: string): Steps<ParsedDocument> {
  const unreadable = unreadableCharacter(text);
  const readable = unreadable ? withoutUnreadable(text) : text;
  const { actions, joints, parts, lines } = scanText(readable);
  const hasTemplates = actions.length > 0;
  const masked = maskTemplates(readable, actions);
  yield;
  const read = parts > partLimit || lines > lexemeLimit ? tooLong() : yield* readTokens(masked);
  if (read.is === 'refused') {
    const problems = [unreadable ?? read.problem];
    return { text, root: undefined, problems, repeatedAnchors: [], bareTab: undefined, hasTemplates, isPartial: true };
  }
  const { tokens } = read;
  yield;
  const { document, errors, unclosed } = yield* composeAsRead(tokens, masked, unreadable ? [] : joints);
  const syntax = hasTemplates ? undefined : (unreadable ?? syntaxProblem(errors, unclosed, text));
  yield;
  const mended = syntax && withPlainColons(masked);
  const other = mended === undefined || mended === masked ? undefined : yield* readTokens(mended);
  const whole = other?.is === 'read' ? compose(other.tokens, mended?.length ?? 0) : document;
  const nodes = buildNodes(whole?.contents ?? undefined, masked, actions);
  const tab = text.includes('\t') ? bareTab(tokens) : undefined;
  return {
    text,
    root: nodes.root,
    problems: syntax ? [syntax] : nodes.problems,
    repeatedAnchors: nodes.repeatedAnchors,
    bareTab: tab === undefined ? undefined : { start: tab, end: tab + 1 },
    hasTemplates,
    isPartial: syntax !== undefined || actions.some((action) => mayHoldKeys(readable, action)),
  };
}

interface Composed {
  readonly document: Document.Parsed | undefined;
  readonly errors: readonly SyntaxError[];
  readonly unclosed: Unclosed | undefined;
}

/**
 * YAML wants flow collections and quoted strings indented deeper than their key, and the parser insists; PyYAML and
 * Go's readers take them at any indentation. So what has errors is read once more with their lines joined.
 */
function* composeAsRead(tokens: readonly CST.Token[], text: string, joints: readonly TextRange[]): Steps<Composed> {
  const document = compose(tokens, text.length);
  const errors = errorsOf(document);
  if (errors.length === 0) {
    return { document, errors, unclosed: undefined };
  }
  const joined = joints.length === 0 ? undefined : yield* readTokens(joinLines(text, joints));
  if (joined?.is !== 'read') {
    return { document, errors, unclosed: unclosedIn(tokens) };
  }
  const stillOpen = unclosedIn(joined.tokens);
  if (stillOpen) {
    return { document, errors, unclosed: stillOpen };
  }
  const other = compose(joined.tokens, text.length);
  const otherErrors = errorsOf(other);
  const mistake = firstError(otherErrors)?.pos[0];
  const unclosed = mistake === undefined ? undefined : closedByNext(tokens, joined.tokens, mistake, text);
  return unclosed ? { document, errors, unclosed } : { document: other, errors: otherErrors, unclosed: undefined };
}

function compose(tokens: readonly CST.Token[], length: number): Document.Parsed | undefined {
  const composer = new Composer({
    schema: 'failsafe',
    resolveKnownTags: false,
    uniqueKeys: false,
    prettyErrors: false,
    logLevel: 'silent',
  });
  // A broken text can give an error a word; the stack traces of these cost three quarters of the time.
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    for (const document of composer.compose(tokens, true, length)) {
      return document;
    }
    return undefined;
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

/** Tags are judged by the dialect; a comment right behind a quote or bracket troubles no reader. */
function errorsOf(document: Document.Parsed | undefined): SyntaxError[] {
  return (document?.errors ?? []).filter(
    ({ code, message }) =>
      code !== 'TAG_RESOLVE_FAILED' &&
      code !== 'BAD_COLLECTION_TYPE' &&
      !message.startsWith('Comments must be separated'),
  );
}

/** What YAML allows in a file (YAML 1.1 §5.1); `u` so that a pair of surrogates is one character. */
const unreadable = /[^\t\n\r\x20-\x7E\x85\u00A0-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u;

function unreadableCharacter(text: string): StructureProblem | undefined {
  const found = unreadable.exec(text);
  if (!found) {
    return undefined;
  }
  const code = (found[0].codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
  return {
    code: 'manifest/syntax',
    range: { start: found.index, end: found.index + found[0].length },
    message: `The character U+${code} is not allowed in YAML.`,
  };
}

function withoutUnreadable(text: string): string {
  return text.replace(new RegExp(`${unreadable.source}+`, 'gu'), (run) => '\uFFFD'.repeat(run.length));
}
