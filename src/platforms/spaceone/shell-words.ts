export type Variables = ReadonlyMap<string, string>;

/** A word and the operators `&& || ; | &` that stand outside of quotes. */
interface Piece {
  readonly text: string;
  readonly operator: boolean;
}

/** Cuts a shell line into its simple commands, each a list of words; variables that are known are put in, others stay as written. */
export function shellCommands(line: string, variables: Variables = new Map()): string[][] {
  const commands: string[][] = [[]];
  for (const { text, operator } of pieces(line, variables)) {
    if (operator) {
      commands.push([]);
    } else {
      commands.at(-1)?.push(text);
    }
  }
  return commands.filter((words) => words.length > 0);
}

/** Cuts a line into words as a shell does, without regard to operators. */
export function shellWords(line: string, variables: Variables = new Map()): string[] {
  return pieces(line, variables).flatMap(({ text, operator }) => (operator ? [] : [text]));
}

function pieces(line: string, variables: Variables): Piece[] {
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
    const variable = char === '$' ? variableAt(line, at, variables) : undefined;
    if (char === "'") {
      const close = line.indexOf("'", at + 1);
      word = (word ?? '') + line.slice(at + 1, close < 0 ? line.length : close);
      at = close < 0 ? line.length : close + 1;
    } else if (char === '"') {
      const quoted = doubleQuoted(line, at + 1, variables);
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

function doubleQuoted(line: string, start: number, variables: Variables): { text: string; end: number } {
  let text = '';
  let at = start;
  while (at < line.length && line.charAt(at) !== '"') {
    const char = line.charAt(at);
    const variable = char === '$' ? variableAt(line, at, variables) : undefined;
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

const VARIABLE = /\$(?:([A-Za-z_]\w*)|\{([A-Za-z_]\w*)(?:(:?[-+])([^}]*))?\})/y;

function variableAt(line: string, at: number, variables: Variables): { text: string; end: number } | undefined {
  VARIABLE.lastIndex = at;
  const match = VARIABLE.exec(line);
  if (!match) {
    return undefined;
  }
  const [whole, plain, braced, operator, alternative = ''] = match;
  return {
    text: valueOf(whole, variables.get(plain ?? braced ?? ''), operator, alternative, variables),
    end: at + whole.length,
  };
}

function valueOf(
  written: string,
  value: string | undefined,
  operator: string | undefined,
  alternative: string,
  variables: Variables,
): string {
  const set = operator?.startsWith(':') ? value !== undefined && value !== '' : value !== undefined;
  if (operator?.endsWith('-')) {
    return set ? (value ?? '') : substitute(alternative, variables);
  }
  if (operator?.endsWith('+')) {
    return set ? substitute(alternative, variables) : '';
  }
  return value ?? written;
}

/** Puts the known variables into a text, whatever its quotes; `\$` stays a dollar sign. */
export function substitute(text: string, variables: Variables): string {
  let result = '';
  for (let at = 0; at < text.length;) {
    const variable = text.charAt(at) === '$' ? variableAt(text, at, variables) : undefined;
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
