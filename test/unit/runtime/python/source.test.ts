import assert from 'node:assert/strict';
import { Budget } from '../../../../src/base/budget';
import { statements, statementsInSteps } from '../../../../src/runtime/python/source';
import {
  absoluteModule,
  assigned,
  classes,
  imports,
  keywordArgument,
  literal,
} from '../../../../src/runtime/python/structure';

const words = (text: string): string[] =>
  statements(text).map(
    ({ line, indent, tokens }) => `${line}:${indent} ${tokens.map((token) => token.text).join(' ')}`,
  );

describe('Python source', () => {
  it('is cut at the ends of its logical lines, which brackets and backslashes carry on', () => {
    assert.deepEqual(words('a = [\n  1,\n\n  2]\nb = \\\n  3; c\n'), ['1:0 a = [ 1 , 2 ]', '5:0 b = 3', '6:0 c']);
  });

  it('keeps the line on which a statement starts after strings over several lines', () => {
    assert.deepEqual(
      words('"""one\ntwo"""\ndef f():\n\treturn\n').map((line) => line.split(' ')[0]),
      ['1:0', '3:0', '4:8'],
    );
  });

  it('is read with a turn for others after each two hundred parts', () => {
    const turns = (text: string): number => [...statementsInSteps(text, new Budget())].length;
    assert.deepEqual(
      [1, 99, 100, 1000].map((lines) => turns('a\n'.repeat(lines))),
      [0, 0, 1, 10],
    );
  });

  it('takes neither comments nor the inside of strings for code', () => {
    assert.deepEqual(words(`x = '# no' # class A:\ny = '''\nclass B:\n'''`), ['1:0 x = # no', '2:0 y = \nclass B:\n']);
  });

  it('reads prefixes, escapes and quotes in quotes', () => {
    const [statement] = statements(String.raw`f(r'a\'b', "it's", b"\x", 'a\'b', u'', '''q'r''')`);
    const strings = statement?.tokens.filter(({ kind }) => kind === 'string').map(({ text }) => text);
    assert.deepEqual(strings, [String.raw`a\'b`, "it's", 'x', "a'b", '', "q'r"]);
  });

  it('knows where an f-string ends, with the outer quote inside it as well', () => {
    assert.deepEqual(words(`a = f"{x["y"]} {{z}} {'#'}" + b\nc`), ['1:0 a =  {z}  + b', '2:0 c']);
  });

  it('survives a string that is never closed', () => {
    assert.deepEqual(words(`a = 'open\nb = 1`), ['1:0 a = open', '2:0 b = 1']);
  });

  it('tells what is imported, however the import is written', () => {
    const found = imports(
      statements(
        'import a.b as c, d\nfrom .x import (y as z,\n  w)\ntry: import e\nexcept: pass\nfrom . import q\nimporter = 1',
      ),
    );
    assert.deepEqual(
      found.map(({ module, name, local }) => [module, name, local]),
      [
        ['a.b', undefined, 'c'],
        ['d', undefined, 'd'],
        ['.x', 'y', 'z'],
        ['.x', 'w', 'w'],
        ['e', undefined, 'e'],
        ['.', 'q', 'q'],
      ],
    );
  });

  it('resolves relative modules from a module and from a package', () => {
    assert.equal(absoluteModule('.x', 'a.b.c', false), 'a.b.x');
    assert.equal(absoluteModule('.x', 'a.b.c', true), 'a.b.c.x');
    assert.equal(absoluteModule('..', 'a.b.c', false), 'a');
    assert.equal(absoluteModule('x.y', 'a', false), 'x.y');
  });

  it('lists the methods of a class with their decorators, but not those of what is nested in it', () => {
    const [found] = classes(
      statements(
        'class A(B, c.D):\n    x = 1\n    @staticmethod\n    def f():\n        def inner(): pass\n    async def g(self):\n        pass\n    class N:\n        def h(self): pass\nclass E: pass',
      ),
    );
    assert.deepEqual(found?.bases, ['B', 'c.D']);
    assert.deepEqual(found.methods, [
      { name: 'f', line: 4, decorators: ['staticmethod'] },
      { name: 'g', line: 6, decorators: [] },
    ]);
  });

  it('finds what is assigned at the top and what a call is given', () => {
    const source = statements(`X: str = 'a' 'b'\nsetup(name=X, deps=['p', 'q'], z=f(1, 2))`);
    assert.equal(literal(assigned(source, 'X')), 'ab');
    const call = source[1]?.tokens.slice(1) ?? [];
    assert.equal(
      keywordArgument(call, 'name')
        ?.map(({ text }) => text)
        .join(''),
      'X',
    );
    assert.equal(
      keywordArgument(call, 'deps')
        ?.map(({ text }) => text)
        .join(''),
      '[p,q]',
    );
    assert.equal(
      keywordArgument(call, 'z')
        ?.map(({ text }) => text)
        .join(''),
      'f(1,2)',
    );
    assert.equal(keywordArgument(call, 'y'), undefined);
  });
});
