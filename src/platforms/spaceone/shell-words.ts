import type { Budget } from '../../base/budget';

export type Variables = ReadonlyMap<string, string>;

/** A word and the operators `&& || ; | &` that stand outside of quotes. */
interface Piece {
  readonly text: string;
  readonly operator: boolean;
}

/**
 * Cuts a shell line into its simple commands, each a list of words; variables that are known are put in, others stay as
 * written.
 * @throws BudgetSpent, as all that put variables in: those that name each other grow without end
 */
export function shellCommands(line: string, variables: Variables, budget: Budget): string[][] {
  const commands: string[][] = [[]];
  for (const { text, operator } of pieces(line, variables, budget)) {
    if (operator) {
      commands.push([]);
    } else {
      commands.at(-1)?.push(text);
    }
  }
  return commands.filter((words) => words.length > 0);
}

/** Cuts a line into words as a shell does, without regard to operators. */
export function shellWords(line: string, variables: Variables, budget: Budget): string[] {
  return pieces(line, variables, budget).flatMap(({ text, operator }) => (operator ? [] : [text]));
}

function pieces(line: string, variables: Variables, budget: Budget): Piece[] {
  budget.spend(line.length);
  const found: Piece[] = [];
  let word: string | undefined;
  const end = (): void => {
    if (word !== undefined) {
      found.push({ text: word, operator: false });
      word = undefined;
    }
  };
  for (let at = 0; at < line.length;) {
    const char = line.charAt(at);
    const variable = char === '$' ? variableAt(line, at, variables, budget) : undefined;
    if (char === "'") {
      const close = line.indexOf("'", at + 1);
      word = (word ?? '') + line.slice(at + 1, close < 0 ? line.length : close);
      at = close < 0 ? line.length : close + 1;
    } else if (char === '"') {
      const quoted = doubleQuoted(line, at + 1, variables, budget);
      word = (word ?? '') + quoted.text;
      at = quoted.end;
    } else if (char === '\\') {
      word = (word ?? '') + line.charAt(at + 1);
      at += 2;
    } else if (variable) {
      word = (word ?? '') + variable.text;
      at = variable.end;
    } else if (char === '#' && word === undefined) {
      const newline = line.indexOf('\n', at);
      at = newline < 0 ? line.length : newline;
    } else if (char === '\n' || ';|&()'.includes(char)) {
      end();
      found.push({ text: char, operator: true });
      at++;
    } else if (/\s/.test(char)) {
      end();
      at++;
    } else {
      word = (word ?? '') + char;
      at++;
    }
  }
  end();
  return found;
}

function doubleQuoted(
  line: string,
  start: number,
  variables: Variables,
  budget: Budget,
): { text: string; end: number } {
  let text = '';
  let at = start;
  while (at < line.length && line.charAt(at) !== '"') {
    const char = line.charAt(at);
    const variable = char === '$' ? variableAt(line, at, variables, budget) : undefined;
    if (variable) {
      text += variable.text;
      at = variable.end;
    } else if (char === '\\' && '"\\$`'.includes(line.charAt(at + 1))) {
      text += line.charAt(at + 1);
      at += 2;
    } else {
      text += char;
      at++;
    }
  }
  return { text, end: at + 1 };
}

const VARIABLE = /\$(?:([A-Za-z_]\w*)|\{([A-Za-z_]\w*)(\}|:?[-+]))/y;

function variableAt(
  line: string,
  at: number,
  variables: Variables,
  budget: Budget,
): { text: string; end: number } | undefined {
  VARIABLE.lastIndex = at;
  const match = VARIABLE.exec(line);
  if (!match) {
    return undefined;
  }
  const [start, plain, braced, operator] = match;
  const after = at + start.length;
  const hasAlternative = operator !== undefined && operator !== '}';
  const close = hasAlternative ? line.indexOf('}', after) : after - 1;
  budget.spend((close < 0 ? line.length : close) - at);
  if (close < 0) {
    return undefined;
  }
  const value = variables.get(plain ?? braced ?? '');
  const text = hasAlternative
    ? alternativeTo(value, operator, line.slice(after, close), variables, budget)
    : (value ?? start);
  budget.spend(text.length);
  return { text, end: close + 1 };
}

function alternativeTo(
  value: string | undefined,
  operator: string,
  alternative: string,
  variables: Variables,
  budget: Budget,
): string {
  const isSet = operator.startsWith(':') ? value !== undefined && value !== '' : value !== undefined;
  const isInstead = operator.endsWith('-') ? !isSet : isSet;
  return isInstead ? substitute(alternative, variables, budget) : operator.endsWith('-') ? (value ?? '') : '';
}

/** Puts the known variables into a text, whatever its quotes; `\$` stays a dollar sign. */
export function substitute(text: string, variables: Variables, budget: Budget): string {
  budget.spend(text.length);
  let result = '';
  for (let at = 0; at < text.length;) {
    const variable = text.charAt(at) === '$' ? variableAt(text, at, variables, budget) : undefined;
    if (variable) {
      result += variable.text;
      at = variable.end;
    } else if (text.startsWith('\\$', at)) {
      result += '$';
      at += 2;
    } else {
      result += text.charAt(at);
      at++;
    }
  }
  return result;
}
