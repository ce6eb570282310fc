import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import ts from 'typescript';

/** Where files are read: the one reader, and what Linux tells in `/proc`; and where new ones are opened to be written. */
const readers = [
  'src/runtime/files/read-file.ts',
  'src/runtime/files/system-file.ts',
  'src/runtime/files/whole-file.ts',
];
/** Where documents are opened, which makes the editor read them. */
const openers = ['src/editor/language/open-document.ts'];

/** What of Node's file system tells of files, lists and writes; all else reads, or hands out what reads. */
const harmless = new Set([
  'access',
  'chmod',
  'closeSync',
  'constants',
  'fstatSync',
  'fsync',
  'link',
  'lstat',
  'mkdir',
  'mkdtemp',
  'readdir',
  'readlink',
  'readlinkSync',
  'realpath',
  'rename',
  'rm',
  'rmdir',
  'stat',
  'symlink',
  'unlink',
  'watch',
  'writeFile',
]);

const FILE_SYSTEM = /^(node:)?fs(\/promises)?$/;

/** What in a source can read a file, as it is written there. */
function readingsIn(text: string): string[] {
  if (!/\bfs\b|findFiles/.test(text)) {
    return [];
  }
  const source = ts.createSourceFile('source.ts', text, ts.ScriptTarget.Latest, true);
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (readsByImport(node) || readsByName(node) || readsByCall(node)) {
      found.push(node.getText());
    } else {
      ts.forEachChild(node, visit);
    }
  };
  visit(source);
  return found;
}

function readsByImport(node: ts.Node): boolean {
  if ((!ts.isImportDeclaration(node) && !ts.isExportDeclaration(node)) || !isFileSystem(node.moduleSpecifier)) {
    return false;
  }
  const clause = ts.isImportDeclaration(node) ? node.importClause : undefined;
  const named = clause?.namedBindings;
  return (
    !clause ||
    clause.name !== undefined ||
    (clause.phaseModifier !== ts.SyntaxKind.TypeKeyword &&
      (!named ||
        !ts.isNamedImports(named) ||
        named.elements.some(
          (element) => !element.isTypeOnly && !harmless.has((element.propertyName ?? element.name).text),
        )))
  );
}

/** `import('node:fs')`, `require('fs')`, `process.getBuiltinModule('fs')`. */
function readsByCall(node: ts.Node): boolean {
  return ts.isCallExpression(node) && node.arguments.some(isFileSystem);
}

/** `workspace.fs.readFile`, and `workspace.findFiles`, which follows links out of the workspace. */
function readsByName(node: ts.Node): boolean {
  return (
    ts.isPropertyAccessExpression(node) &&
    ['readFile', 'findFiles'].includes(node.name.text) &&
    /\b(fs|workspace)\.\w+$/.test(node.getText())
  );
}

function isFileSystem(node: ts.Node | undefined): boolean {
  return node !== undefined && ts.isStringLiteralLike(node) && FILE_SYSTEM.test(node.text);
}

async function sources(): Promise<{ file: string; text: string }[]> {
  const entries = await readdir('src', { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => path.join(entry.parentPath, entry.name).replaceAll('\\', '/'));
  return Promise.all(files.map(async (file) => ({ file, text: await readFile(file, 'utf8') })));
}

const allowed = (file: string, places: readonly string[]): boolean => places.some((place) => file.startsWith(place));

describe('the one reader', () => {
  it('is the only place in the sources that can read a file', async () => {
    const others = (await sources()).filter(({ file }) => !allowed(file, readers));
    assert.ok(others.length > 200, 'the sources are there');
    const found = others.flatMap(({ file, text }) => readingsIn(text).map((reading) => `${file}: ${reading}`));
    assert.deepEqual(found, []);
  });

  it('is looked at before the editor opens a document by its name', async () => {
    const opening = /\bopenTextDocument\b|\bshowTextDocument\(\s*Uri\b/;
    const found = (await sources()).filter(({ file, text }) => !allowed(file, openers) && opening.test(text));
    assert.deepEqual(
      found.map(({ file }) => file),
      // What the workbench has itself written a moment before.
      ['src/editor/scaffold/add-to-plugin.ts', 'src/editor/scaffold/new-plugin.ts'],
    );
  });

  for (const reading of [
    "import { readFile } from 'node:fs/promises';",
    "import { stat, readFileSync as look } from 'fs';",
    "import fs from 'node:fs';",
    "import * as fs from 'fs/promises';",
    "import { promises } from 'node:fs';",
    "import { open } from 'node:fs/promises';",
    "import { createReadStream } from 'node:fs';",
    "import { cp } from 'node:fs/promises';",
    "import 'node:fs';",
    "export { readFile } from 'node:fs/promises';",
    "import('node:fs')",
    "require('fs')",
    "process.getBuiltinModule('node:fs')",
    'workspace.fs.readFile',
    'vscode.workspace.fs.readFile',
    'workspace.findFiles',
  ]) {
    it(`is missed by \`${reading}\``, () => {
      assert.deepEqual(readingsIn(reading), [reading]);
    });
  }

  for (const other of [
    "import { readdir, readlink, stat, type Stats } from 'node:fs/promises';",
    "import type { FileHandle } from 'node:fs/promises';",
    "import { readFile } from './read-file';",
    'workspace.fs.stat(uri);',
    'connection.open(port);',
  ]) {
    it(`is not missed by \`${other}\``, () => {
      assert.deepEqual(readingsIn(other), []);
    });
  }
});
