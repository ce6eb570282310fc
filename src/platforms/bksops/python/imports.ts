import { childrenOf, textOf, type SyntaxNode } from '../../../runtime/python/python-tree';

/** Where a name of a module comes from: `from module import name`, or a module itself when `name` is empty. */
export interface Imported {
  readonly module: string;
  readonly name: string;
}

/** What an import statement gives a local name. */
export function importedBy(statement: SyntaxNode, local: string, text: string): Imported | undefined {
  const written = [...childrenOf(statement)].map((child) => textOf(child, text));
  const at = written.indexOf('import');
  const module = written[0] === 'from' ? written.slice(1, at).join('') : '';
  const names = written
    .slice(at + 1)
    .filter((word) => word !== '(' && word !== ')')
    .join(' ')
    .split(' , ')
    .map((each) => each.replace(/ \. /g, '.').trim().split(' as '));
  const found = names.find(([name = '', alias = name]) => alias === local);
  const name = found?.[0] ?? '';
  return found && (module === '' ? { module: name, name: '' } : { module, name });
}
