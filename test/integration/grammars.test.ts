import assert from 'node:assert/strict';
import { growth } from '../unit/growth';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { createRegistry, type IGrammarConfig } from 'vscode-tmgrammar-test/dist/common/index';
import {
  parseGrammarTestCase,
  runGrammarTestCase,
  type GrammarTestCase,
  type TestFailure,
} from 'vscode-tmgrammar-test/dist/unit/index';

type Registry = ReturnType<typeof createRegistry>;

const cases = 'test/grammar';
const files = readdirSync(cases);
const read = (file: string): GrammarTestCase => parseGrammarTestCase(readFileSync(path.join(cases, file), 'utf8'));

/** Each file states in comments below its lines what they are; see vscode-tmgrammar-test for the notation. */
/** Each bracket that stays open is a scope more for all that follows it; what is tried in vain multiplies. */
const NO_MORE_THAN_SQUARE = 32;

describe('grammars', () => {
  let registry: Registry;

  before(() => {
    registry = createRegistry([...grammarsOfVscode(), ...grammarsIn('.')]);
  });

  for (const file of files) {
    const testCase = read(file);
    it(`${file}: ${testCase.metadata.description}`, async () => {
      assert.notEqual(testCase.assertions.length, 0, 'the file states nothing');
      const failures = await runGrammarTestCase(registry, testCase);
      assert.equal(failures.map((failure) => describeFailure(failure, testCase.source)).join('\n'), '');
    });
  }

  for (const file of files.filter((name) => /\.(yaml|py)$/.test(name))) {
    it(`colour the rest of ${file} as VS Code does by itself`, async () => {
      const { source, metadata } = read(file);
      const coloured = await colours(registry, metadata.scope, source);
      const plain = await colours(createRegistry(grammarsOfVscode()), metadata.scope, source);
      const different = source.filter((_, at) =>
        coloured[at]?.some((scopes, column) => scopes !== OURS && scopes !== plain[at]?.[column]),
      );
      assert.deepEqual(different, []);
    });
  }

  // VS Code reads no line of more than 20,000 characters, and stops between two matches after half a second, never in one.
  for (const unit of ['{{ .a ', '{{', '{{ "', '{{/* ']) {
    it(`read a long line of "${unit}" without an end, without trying again and again`, async function () {
      this.timeout(120_000); // seconds of work, and a busy machine takes many times that
      const grown = await growth(4500, (length) => {
        const lines = ['"', "'", 'x'].map(
          (quote) => `a: ${quote}${unit.replace('"', '\\"').repeat(length / unit.length)}`,
        );
        return colours(registry, 'source.yaml', ['kind: ApplicationSet', ...lines]);
      });
      assert.ok(grown < NO_MORE_THAN_SQUARE, String(grown));
    });
  }
});

/** What a character is that one of our grammars has taken for itself. */
const OURS = 'ours';

/** Of every character of every line the scopes that themes go by, or {@link OURS}. */
async function colours(registry: Registry, scope: string, source: readonly string[]): Promise<string[][]> {
  const grammar = await registry.loadGrammar(scope);
  assert.ok(grammar);
  let state = null as Parameters<typeof grammar.tokenizeLine>[1];
  return source.map((line) => {
    const { tokens, ruleStack } = grammar.tokenizeLine(line, state);
    state = ruleStack;
    return tokens.flatMap(({ scopes, startIndex, endIndex }) => {
      const ours = scopes.some(
        (name) => name === 'meta.embedded.inline.go-template' || name === 'meta.form.component.bk-sops',
      );
      const shown = ours ? OURS : scopes.filter((name) => !name.startsWith('meta.')).join(' ');
      return new Array<string>(Math.min(endIndex, line.length) - startIndex).fill(shown);
    });
  });
}

function describeFailure(
  { line, start, end, srcLine, missing, unexpected, actual }: TestFailure,
  source: string[],
): string {
  const text = source[srcLine]?.slice(start, end);
  const wrong = [...missing.map((scope) => `is not ${scope}`), ...unexpected.map((scope) => `is ${scope}`)];
  return `line ${line + 1}: "${text}" ${wrong.join(', ')}; it is ${actual.join(' ')}`;
}

function grammarsIn(extension: string): IGrammarConfig[] {
  const manifest = JSON.parse(readFileSync(path.join(extension, 'package.json'), 'utf8')) as {
    contributes: { grammars: IGrammarConfig[] };
  };
  return manifest.contributes.grammars.map((grammar) => ({ ...grammar, path: path.join(extension, grammar.path) }));
}

/** The languages that ours build upon, from the VS Code that the host tests run in. */
function grammarsOfVscode(): IGrammarConfig[] {
  const desktop = path.dirname(process.env['VSCODE_EXECUTABLE'] ?? '');
  const extensions = [
    '.vscode-host/code-server/lib/vscode/extensions',
    '.vscode-host-oldest/code-server/lib/vscode/extensions',
    path.join(desktop, 'resources/app/extensions'),
    path.join(desktop, '../Resources/app/extensions'),
  ].find((folder) => existsSync(folder));
  assert.ok(extensions, 'no VS Code is there to take grammars from; "node scripts/set-up.mjs server" installs one');
  return ['yaml', 'python', 'javascript'].flatMap((name) => grammarsIn(path.join(extensions, name)));
}
