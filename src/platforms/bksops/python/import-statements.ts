import type { TextRange } from '../../../manifest/parse/text-range';
import { childrenOf, nodesIn, rangeOf, textOf, type SyntaxNode } from '../../../runtime/python/python-tree';

/** A module that a statement imports, or takes names from. */
export interface ImportStatement {
  /** Dotted, as it is written without leading dots; empty in `from . import name`. */
  readonly module: string;
  /** The leading dots. */
  readonly level: number;
  /** Of `from module import …`; none of `import module`. A star is a name of its own. */
  readonly names: readonly { readonly name: string; readonly range: TextRange }[];
  /** Of the module's name, or of the whole statement where it has none. */
  readonly range: TextRange;
  /** True in a function: it runs when that is called, and not when the module is loaded. */
  readonly isLazy: boolean;
  /** True under a condition, or where something is there for its failure. */
  readonly isGuarded: boolean;
}

/** All that a module imports, in its order. */
export function importsIn(top: SyntaxNode, text: string): ImportStatement[] {
  return [...nodesIn(top, 'ImportStatement')].flatMap((statement) => {
    const place = placeOf(statement);
    const words = [...childrenOf(statement)];
    return words[0]?.name === 'from' ? [takenFrom(statement, words, text, place)] : wholes(words, text, place);
  });
}

type Place = Pick<ImportStatement, 'isLazy' | 'isGuarded'>;

function placeOf(statement: SyntaxNode): Place {
  const around: string[] = [];
  for (let at = statement.parent; at; at = at.parent) {
    around.push(at.name);
  }
  return {
    isLazy: around.includes('FunctionDefinition'),
    isGuarded: around.some((name) => ['TryStatement', 'IfStatement'].includes(name)),
  };
}

function takenFrom(statement: SyntaxNode, words: readonly SyntaxNode[], text: string, place: Place): ImportStatement {
  const at = words.findIndex(({ name }) => name === 'import');
  const written = words.slice(1, at < 0 ? undefined : at);
  const [first, last] = [written.find(({ name }) => name === 'VariableName'), written.at(-1)];
  const dots = text.slice(words[0]?.to, first?.from ?? last?.to ?? statement.to).match(/\./g) ?? [];
  const given = at < 0 ? [] : words.slice(at + 1);
  return {
    module: first && last ? text.slice(first.from, last.to).replace(/\s/g, '') : '',
    level: dots.length,
    names: given
      .filter(({ name }, index) => ['VariableName', '*'].includes(name) && given[index - 1]?.name !== 'as')
      .map((node) => ({ name: textOf(node, text), range: rangeOf(node) })),
    range: first && last ? { start: first.from, end: last.to } : rangeOf(statement),
    ...place,
  };
}

/** The modules of `import a.b as c, d`. */
function wholes(words: readonly SyntaxNode[], text: string, place: Place): ImportStatement[] {
  const found: ImportStatement[] = [];
  let from: SyntaxNode | undefined;
  let to: SyntaxNode | undefined;
  const add = (): void => {
    if (from && to) {
      const range = { start: from.from, end: to.to };
      const module = text.slice(range.start, range.end).replace(/\s/g, '');
      found.push({ module, level: 0, names: [], range, ...place });
    }
    from = to = undefined;
  };
  let isAlias = false;
  for (const word of words.slice(1)) {
    if (word.name === ',') {
      add();
      isAlias = false;
    } else if (word.name === 'as') {
      isAlias = true;
    } else if (word.name === 'VariableName' && !isAlias) {
      from ??= word;
      to = word;
    }
  }
  add();
  return found;
}
