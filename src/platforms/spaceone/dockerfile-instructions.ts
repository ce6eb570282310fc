import type { Budget } from '../../base/budget';

/** A line of a Dockerfile with those that continue it. */
export interface Instruction {
  /** In upper case. */
  readonly keyword: string;
  readonly rest: string;
  readonly heredoc: string | undefined;
  /** 1-based line of the keyword. */
  readonly line: number;
}

const STEPS_A_LINE = 20;

/** Cuts a Dockerfile into its instructions. */
export function* instructions(text: string, budget: Budget): Iterable<Instruction> {
  budget.spend(text.length);
  const lines = text
    .replaceAll('\r\n', '\n')
    .replace(/^\uFEFF/, '')
    .split('\n');
  budget.spend(STEPS_A_LINE * lines.length);
  const escape = escapeOf(lines);
  for (let at = 0; at < lines.length; at++) {
    if (isLeftOut(lines[at] ?? '')) {
      continue;
    }
    const start = at + 1;
    const parts: string[] = [];
    let part = (lines[at] ?? '').trimEnd();
    while (part.endsWith(escape) && at + 1 < lines.length) {
      const next = lines[++at] ?? '';
      if (!isLeftOut(next)) {
        parts.push(part.slice(0, -1));
        part = next.trim();
      }
    }
    const line = [...parts, part].join(' ');
    const [head = '', word = ''] = /^\s*([A-Za-z]+)\s+/.exec(line) ?? [];
    const keyword = word.toUpperCase();
    const rest = line.slice(head.length);
    const end = HAS_HEREDOC.has(keyword) ? /<<-?\s*(['"]?)(\w+)\1/.exec(rest)?.[2] : undefined;
    const heredoc = end === undefined ? undefined : linesUpTo(end, lines, at + 1);
    yield { keyword, rest, heredoc: heredoc?.join('\n'), line: start };
    at += heredoc === undefined ? 0 : heredoc.length + 1;
  }
}

const HAS_HEREDOC: ReadonlySet<string> = new Set(['RUN', 'COPY', 'ADD']);

/** The directive that changes the escape character stands above all else. */
function escapeOf(lines: readonly string[]): string {
  const directives = lines.slice(0, 3).map((line) => /^#\s*escape\s*=\s*([`\\])$/i.exec(line.trim())?.[1]);
  return directives.find((escape) => escape !== undefined) ?? '\\';
}

/** A comment or an empty line, also between two parts of an instruction. */
function isLeftOut(line: string): boolean {
  return /^\s*(?:#|$)/.test(line);
}

function linesUpTo(end: string, lines: readonly string[], from: number): readonly string[] {
  let close = from;
  while (close < lines.length && lines[close]?.trim() !== end) {
    close += 1;
  }
  return lines.slice(from, close);
}
