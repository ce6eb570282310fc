import type { Statement, Token } from './source';

/** A name that a file takes from a module: `from MODULE import NAME as LOCAL`; no name for `import MODULE as LOCAL`. */
export interface Import {
  /** Dotted, with its leading dots when it is relative. */
  readonly module: string;
  readonly name?: string;
  readonly local: string;
}

/** What a file imports, wherever in it the import stands. */
export function imports(source: readonly Statement[]): Import[] {
  return source.flatMap(({ tokens }) => {
    // An import may follow the head of its block on one line: `try: import x`.
    const start = tokens.findIndex(
      ({ kind, text }, index) =>
        kind === 'name' && (text === 'import' || text === 'from') && (index === 0 || tokens[index - 1]?.text === ':'),
    );
    if (start < 0) {
      return [];
    }
    const words = tokens.slice(start).map(({ text }) => text);
    return words[0] === 'import' ? plainImports(words.slice(1)) : fromImports(words.slice(1));
  });
}

function plainImports(words: readonly string[]): Import[] {
  return splitAt(words, ',').flatMap((part) => {
    const as = part.indexOf('as');
    const module = part.slice(0, as < 0 ? part.length : as).join('');
    return module ? [{ module, local: as < 0 ? module : (part[as + 1] ?? module) }] : [];
  });
}

function fromImports(words: readonly string[]): Import[] {
  const split = words.indexOf('import');
  const module = words.slice(0, split).join('');
  if (split < 0 || !module) {
    return [];
  }
  const names = words.slice(split + 1).filter((word) => word !== '(' && word !== ')');
  return splitAt(names, ',').flatMap(([name, as, local]) =>
    name ? [{ module, name, local: as === 'as' && local ? local : name }] : [],
  );
}

function splitAt(words: readonly string[], separator: string): string[][] {
  const parts: string[][] = [[]];
  for (const word of words) {
    if (word === separator) {
      parts.push([]);
    } else {
      parts.at(-1)?.push(word);
    }
  }
  return parts.filter((part) => part.length > 0);
}

/** The absolute name of a module that a module of a package imports; `isPackage` for an `__init__.py`. */
export function absoluteModule(module: string, importer: string, isPackage: boolean): string {
  const dots = /^\.*/.exec(module)?.[0].length ?? 0;
  if (dots === 0) {
    return module;
  }
  const parts = importer.split('.');
  const base = parts.slice(0, parts.length - dots + (isPackage ? 1 : 0));
  return [...base, ...(module.length > dots ? [module.slice(dots)] : [])].join('.');
}

/** A class and what stands directly in it. */
export interface PythonClass {
  readonly name: string;
  /** Its base classes, dotted as written. */
  readonly bases: readonly string[];
  readonly methods: readonly { readonly name: string; readonly line: number; readonly decorators: readonly string[] }[];
}

/** The classes at the top of a file. */
export function classes(source: readonly Statement[]): PythonClass[] {
  return source.flatMap((statement, index) => {
    const [keyword, name] = statement.tokens;
    if (statement.indent > 0 || keyword?.text !== 'class' || name?.kind !== 'name') {
      return [];
    }
    return [{ name: name.text, bases: basesOf(statement), methods: methodsOf(bodyOf(index, source)) }];
  });
}

/** The statements that are indented below the one at an index. */
function bodyOf(index: number, source: readonly Statement[]): readonly Statement[] {
  const level = source[index]?.indent ?? 0;
  let end = index + 1;
  while ((source[end]?.indent ?? -1) > level) {
    end += 1;
  }
  return source.slice(index + 1, end);
}

function basesOf({ tokens }: Statement): string[] {
  const words = tokens.map(({ text }) => text);
  const open = words.indexOf('(');
  const close = words.lastIndexOf(')');
  return open < 0 ? [] : splitAt(words.slice(open + 1, close), ',').map((part) => part.join(''));
}

function methodsOf(body: readonly Statement[]): PythonClass['methods'] {
  const level = body[0]?.indent;
  const direct = body.filter(({ indent }) => indent === level);
  return direct.flatMap(({ tokens, line }, index) => {
    const name = tokens[tokens[0]?.text === 'async' ? 2 : 1];
    if (!tokens.slice(0, 2).some(({ kind, text }) => kind === 'name' && text === 'def') || name?.kind !== 'name') {
      return [];
    }
    return [{ name: name.text, line, decorators: decoratorsAbove(index, direct) }];
  });
}

function decoratorsAbove(index: number, statements: readonly Statement[]): string[] {
  let first = index;
  while (statements[first - 1]?.tokens[0]?.text === '@') {
    first -= 1;
  }
  return statements.slice(first, index).map(({ tokens }) =>
    tokens
      .slice(1)
      .map(({ text }) => text)
      .join(''),
  );
}

/** The value of `NAME = …` at the top of a file, or of a keyword argument: its tokens up to the end of the expression. */
export function assigned(source: readonly Statement[], name: string): readonly Token[] | undefined {
  const statement = source.findLast(
    ({ indent, tokens }) => indent === 0 && tokens[0]?.text === name && tokens.some(({ text }) => text === '='),
  );
  return statement?.tokens.slice(statement.tokens.findIndex(({ text }) => text === '=') + 1);
}

/** The tokens of a keyword argument in a call, such as `name='x'` in `setup(name='x')`. */
export function keywordArgument(call: readonly Token[], name: string): readonly Token[] | undefined {
  let depth = 0;
  let start = -1;
  for (const [index, { kind, text }] of call.entries()) {
    if (kind === 'operator' && '([{'.includes(text)) {
      depth++;
    } else if (kind === 'operator' && ')]}'.includes(text)) {
      depth--;
    }
    if (start >= 0 && (depth === 0 || (depth === 1 && text === ',' && kind === 'operator'))) {
      return call.slice(start, index);
    }
    if (depth === 1 && kind === 'name' && text === name && call[index + 1]?.text === '=') {
      start = index + 2;
    }
  }
  return start < 0 ? undefined : call.slice(start);
}

/** The value of an expression that is one string literal, or several side by side; undefined for anything else. */
export function literal(tokens: readonly Token[] | undefined): string | undefined {
  const inner = tokens?.filter(({ kind, text }) => !(kind === 'operator' && '()'.includes(text)));
  return inner?.length && inner.every(({ kind, formatted }) => kind === 'string' && !formatted)
    ? inner.map(({ text }) => text).join('')
    : undefined;
}
