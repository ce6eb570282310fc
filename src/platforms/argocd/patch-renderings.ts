import type { TextRange } from '../../manifest/parse/text-range';
import type { Action, ParsedTemplate } from './go-template';

/** What a Go template may print, with something that stands for each value that is known only when it is run. */
export interface Rendering {
  readonly text: string;
  /** The places of the values. */
  readonly values: readonly TextRange[];
  /** Where a part of it comes from in the template. */
  sourceOf(offset: number): number;
}

interface Block {
  readonly is: 'block';
  readonly depth: number;
  readonly branches: (readonly Part[])[];
  /** One of its branches is always printed. */
  isComplete: boolean;
  readonly isHidden: boolean;
  /** What it asks, without the `not` in front. */
  readonly question: string;
  readonly isDenied: boolean;
  /** The fields that it asks for. */
  readonly fields: readonly string[];
}

type Part = { readonly is: 'text'; readonly start: number; readonly end: number } | Print | Block;

interface Print {
  readonly is: 'print';
  readonly action: Action;
}

const value = '{{x}}';
const deepest = 4;
const mostAlternatives = 4;

/**
 * The texts that a template without mistakes gives when all its conditions hold, when none does, and in between: outer
 * ones without the inner, and each branch once. Conditions that deny each other never hold together, and what the
 * condition around asks for is there inside of it.
 */
export function renderingsOf(text: string, template: ParsedTemplate): Rendering[] {
  const root = partsOf(text, template);
  const blocks = [...blocksIn(root)];
  const depth = Math.min(deepest, Math.max(0, ...blocks.map((block) => block.depth + 1)));
  const most = Math.min(mostAlternatives, Math.max(0, ...blocks.map(alternatives)));
  const isShared = (block: Block): boolean =>
    blocks.some((other) => other.question === block.question && other.isDenied !== block.isDenied);
  const taken: ((block: Block) => number)[] = [];
  for (let level = depth; level >= 0; level -= 1) {
    taken.push((block) => {
      const isFirst = block.depth < level !== (block.isDenied && isShared(block));
      return isFirst ? 0 : alternatives(block) - 1;
    });
  }
  for (let index = 1; index < most - 1; index += 1) {
    taken.push((block) => Math.min(index, alternatives(block) - 1));
  }
  const renderings = taken.map((take) => print(text, root, take));
  return renderings.filter((one, index) => renderings.findIndex((other) => other.text === one.text) === index);
}

function alternatives({ branches, isComplete }: Block): number {
  return branches.length + (isComplete ? 0 : 1);
}

function* blocksIn(parts: readonly Part[]): Generator<Block> {
  const open = [...parts];
  for (let next = open.pop(); next; next = open.pop()) {
    if (next.is === 'block') {
      yield next;
      next.branches.forEach((branch) => open.push(...branch));
    }
  }
}

function partsOf(text: string, { actions }: ParsedTemplate): readonly Part[] {
  const root: Part[] = [];
  const open: { readonly block: Block; branch: Part[] }[] = [];
  let from = 0;
  for (const action of actions) {
    const before = open.at(-1)?.branch ?? root;
    const written = text.slice(from, action.start);
    const end = from + (cutsBefore(text, action) ? written.trimEnd() : written).length;
    before.push({ is: 'text', start: from, end });
    from = action.end;
    if (cutsAfter(text, action)) {
      from += /^\s*/.exec(text.slice(from))?.[0].length ?? 0;
    }
    const [first, second] = action.tokens;
    const word = first?.is === 'keyword' ? first.text : '';
    if (word === 'end') {
      open.pop();
    } else if (word === 'else') {
      nextBranch(open.at(-1), second === undefined);
    } else if (/^(?:if|range|with|define|block)$/.test(word)) {
      const branch: Part[] = [];
      const block = blockOf(action, word, branch, open.length);
      before.push(block);
      open.push({ block, branch });
    } else if (prints(action, word)) {
      before.push({ is: 'print', action });
    }
  }
  root.push({ is: 'text', start: from, end: text.length });
  return root;
}

function nextBranch(frame: { readonly block: Block; branch: Part[] } | undefined, isLast: boolean): void {
  if (frame) {
    frame.branch = [];
    frame.block.branches.push(frame.branch);
    frame.block.isComplete ||= isLast;
  }
}

function blockOf({ content, tokens }: Action, word: string, branch: readonly Part[], depth: number): Block {
  const asked = content.trim().slice(word.length).trim();
  const [, denied, plain = asked] = /^(not|ne)\s(.*)$/s.exec(asked) ?? [];
  const bare = plain.replace(/^\((.*)\)$/s, '$1').replace(/^eq\s+/, '');
  return {
    is: 'block',
    depth,
    branches: [branch],
    isComplete: word === 'block',
    isHidden: word === 'define',
    question: bare.replace(/\s+/g, ' ').trim(),
    isDenied: denied !== undefined,
    fields: tokens.filter((token) => token.is === 'field' || token.is === 'variable').map((token) => token.text),
  };
}

/** Comments, variables and what steers a loop print nothing. */
function prints({ content, tokens }: Action, word: string): boolean {
  const isSet = tokens[0]?.is === 'variable' && tokens.some((token) => token.text === ':=' || token.text === '=');
  return !isSet && !/^(?:break|continue)$/.test(word) && !content.trimStart().startsWith('/*');
}

function cutsBefore(text: string, { start }: Action): boolean {
  return /^-\s/.test(text.slice(start + 2, start + 4));
}

function cutsAfter(text: string, { end }: Action): boolean {
  return /\s-$/.test(text.slice(end - 4, end - 2));
}

interface Piece {
  readonly at: number;
  readonly from: number;
  readonly isValue: boolean;
}

function print(text: string, root: readonly Part[], take: (block: Block) => number): Rendering {
  const pieces: Piece[] = [];
  const values: TextRange[] = [];
  let printed = '';
  const add = (more: string, from: number, isValue: boolean): void => {
    pieces.push({ at: printed.length, from, isValue });
    printed += more;
  };
  const visit = (parts: readonly Part[], asked: readonly string[]): void => {
    for (const part of parts) {
      if (part.is === 'text') {
        add(text.slice(part.start, part.end), part.start, false);
      } else if (part.is === 'print') {
        add(`${beginsOnNextLine(part, printed) ? '\n' : ''}${value}`, part.action.start, true);
        values.push({ start: printed.length - value.length, end: printed.length });
      } else if (!part.isHidden) {
        const isImplied = part.fields.some((field) => asked.includes(field));
        visit(part.branches[isImplied ? 0 : take(part)] ?? [], [...asked, ...part.fields]);
      }
    }
  };
  visit(root, []);
  const sourceOf = (offset: number): number => {
    const piece = pieces.findLast(({ at }) => at <= offset);
    return piece ? piece.from + (piece.isValue ? 0 : offset - piece.at) : 0;
  };
  return { text: printed, values, sourceOf };
}

/** What begins with a line break of its own, or may do so behind a colon without a blank. */
function beginsOnNextLine({ action: { tokens } }: Print, before: string): boolean {
  const hasWord = (word: string): boolean => tokens.some(({ text }) => text === word);
  return hasWord('nindent') || (before.endsWith(':') && tokens.some(({ is }) => is === 'variable' || is === 'keyword'));
}
