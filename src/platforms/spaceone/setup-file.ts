import type { Budget } from '../../base/budget';
import type { Steps } from '../../base/steps';
import { statementsInSteps, type Statement, type Token } from '../../runtime/python/source';
import { assigned, keywordArgument, literal } from '../../runtime/python/structure';

/** What a `setup.py` says in plain words; what it computes is left out. */
export interface SetupFile {
  readonly name?: string;
  readonly version?: string;
  /** Requirements as written, each with its 1-based line. */
  readonly requires: readonly { readonly text: string; readonly line: number }[];
}

/**
 * Reads a `setup.py` without running it, in parts.
 * @throws BudgetSpent
 */
export function* setupFileInSteps(text: string, budget: Budget): Steps<SetupFile> {
  const source = yield* statementsInSteps(text, budget);
  const call = setupCall(source);
  const value = (keyword: string): readonly Token[] | undefined => resolved(keywordArgument(call, keyword), source);
  const name = literal(value('name'));
  const version = literal(value('version'));
  const requires = value('install_requires') ?? [];
  return {
    ...(name && { name }),
    ...(version && { version }),
    requires: requires.flatMap(({ kind, text, line, formatted }) =>
      kind === 'string' && !formatted ? [{ text: text.trim(), line }] : [],
    ),
  };
}

function setupCall(source: readonly Statement[]): readonly Token[] {
  for (const { tokens } of source) {
    const start = tokens.findIndex(
      ({ kind, text }, index) => kind === 'name' && text === 'setup' && tokens[index + 1]?.text === '(',
    );
    if (start >= 0) {
      return tokens.slice(start + 1);
    }
  }
  return [];
}

/** A name stands for what was assigned to it at the top of the file. */
function resolved(tokens: readonly Token[] | undefined, source: readonly Statement[]): readonly Token[] | undefined {
  const [first] = tokens ?? [];
  return tokens?.length === 1 && first?.kind === 'name' ? assigned(source, first.text) : tokens;
}
