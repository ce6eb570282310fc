// Prints what the product says of files, one message a line with its place, to be read in one go:
// node scripts/messages.mjs [FOLDER…]
// Every text in the source that reads as a sentence is one; what is put into it stands as {…}.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { main } from './commands.mjs';
import { wordsOf } from './words.mjs';

main(() => {
  const { positionals } = wordsOf(import.meta, { allowPositionals: true });
  const folders = positionals.length > 0 ? positionals : ['src/manifest', 'src/platforms'];
  for (const file of folders.flatMap(sourcesIn)) {
    for (const { line, text } of sentencesIn(file)) {
      console.log(`${file}:${line}: ${text}`);
    }
  }
});

/** @param {string} folder @returns {string[]} */
function sourcesIn(folder) {
  if (statSync(folder).isFile()) {
    return [folder];
  }
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();
  return names.filter((name) => name.endsWith('.ts') && !name.includes('templates')).map((name) => join(folder, name));
}

/** @param {string} file @returns {{ line: number, text: string }[]} */
function sentencesIn(file) {
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true);
  /** @type {{ line: number, text: string }[]} */
  const found = [];
  /** @param {ts.Node} node */
  const visit = (node) => {
    const text = textOf(node);
    if (text !== undefined && isSentence(text)) {
      found.push({ line: source.getLineAndCharacterOfPosition(node.getStart()).line + 1, text });
    }
    node.forEachChild(visit);
  };
  visit(source);
  return found;
}

/** @param {ts.Node} node @returns {string | undefined} */
function textOf(node) {
  if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) {
    return node.text;
  }
  return ts.isTemplateExpression(node)
    ? node.head.text +
        node.templateSpans.map(({ expression, literal }) => `{${expression.getText()}}${literal.text}`).join('')
    : undefined;
}

/** @param {string} text */
function isSentence(text) {
  return text.split(/\s+/).length > 2 && /[\p{L}"}]{2}/u.test(text);
}
