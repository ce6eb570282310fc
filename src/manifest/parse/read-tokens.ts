import { numberText } from '../../base/number-text';
import { Lexer, Parser, type CST } from 'yaml';
import type { Steps } from '../../base/steps';
import { depthLimit, lexemeLimit, partLimit, type StructureProblem } from './structure-problem';

/** So much of a text is read in one part that a part takes about a millisecond. */
const lexemesAtATime = 1000;

export type TokensRead =
  | { readonly is: 'read'; readonly tokens: readonly CST.Token[] }
  | { readonly is: 'refused'; readonly problem: StructureProblem };

/** Reads a text's tokens in parts. One that nests too deep or holds too much is left where that shows. */
export function* readTokens(text: string): Steps<TokensRead> {
  const parser = new Parser();
  const tokens: CST.Token[] = [];
  let lexemes = 0;
  for (const lexeme of new Lexer().lex(text)) {
    for (const token of parser.next(lexeme)) {
      tokens.push(token);
    }
    lexemes += 1;
    // What is composed of the tokens recurses into them. The document itself is the first on the stack.
    if (parser.stack.length > depthLimit + 1) {
      return { is: 'refused', problem: tooDeep(parser.stack.at(-1)?.offset ?? parser.offset) };
    }
    if (lexemes > lexemeLimit) {
      return tooLong();
    }
    if (lexemes % lexemesAtATime === 0) {
      yield;
    }
  }
  tokens.push(...parser.end());
  return { is: 'read', tokens };
}

function tooDeep(offset: number): StructureProblem {
  return {
    code: 'manifest/too-deep',
    range: { start: offset, end: offset + 1 },
    message: `Nested more than ${depthLimit} levels deep: the readers of manifests give up here, and so do the checks.`,
  };
}

export function tooLong(): TokensRead {
  return {
    is: 'refused',
    problem: {
      code: 'manifest/too-long',
      severity: 'warning',
      range: { start: 0, end: 0 },
      message: `More than ${numberText(partLimit)} lines, keys and items in one document: not checked.`,
    },
  };
}
