import { Disposable, DocumentSymbol, SymbolKind, extensions, languages, type Range, type TextDocument } from 'vscode';
import { keyOf, type Node } from '../../manifest/parse/node';
import { shift } from '../../manifest/parse/text-range';
import { manifestSelector, rangeIn, type CheckedDocuments } from './checked-documents';

/** Has an outline of every YAML file; two of them would show everything twice. */
const otherProvider = 'redhat.vscode-yaml';
/** Deeper or more than that is no outline any more. */
const deepest = 12;
const most = 5000;

/** The outline of manifests, as long as no other extension has one. */
export function manifestSymbols(documents: CheckedDocuments): Disposable {
  let registered: Disposable | undefined;
  const stop = (): void => {
    registered?.dispose();
    registered = undefined;
  };
  const decide = (): void => {
    if (extensions.getExtension(otherProvider)) {
      stop();
    } else {
      registered ??= languages.registerDocumentSymbolProvider(manifestSelector, {
        provideDocumentSymbols: (document) => outline(documents, document),
      });
    }
  };
  decide();
  return Disposable.from(extensions.onDidChange(decide), { dispose: stop });
}

async function outline(documents: CheckedDocuments, document: TextDocument): Promise<DocumentSymbol[]> {
  const manifests = ((await documents.current(document))?.documents ?? []).filter(({ kind }) => kind);
  const isOne = manifests.length === 1;
  return manifests.flatMap(({ kind, document: manifest, start }) => {
    const root = manifest?.parsed.root;
    if (!kind || !manifest || !root) {
      return [];
    }
    const children = new Outline(document, start).of(root, 0);
    if (isOne) {
      return children;
    }
    const range = rangeIn(document, shift(root.range, start));
    const head = rangeIn(document, shift(manifest.head, start));
    const name = manifest.at('name')?.text ?? '';
    return [symbol(kind.title, name, SymbolKind.Module, range.union(head), head, children)];
  });
}

class Outline {
  private left = most;

  constructor(
    private readonly document: TextDocument,
    private readonly start: number,
  ) {}

  of(node: Node, depth: number): DocumentSymbol[] {
    if (depth > deepest) {
      return [];
    }
    if (node.is === 'mapping') {
      return node.pairs.flatMap((pair) => {
        const name = keyOf(pair)?.text ?? '';
        return name === '' ? [] : this.one(name, pair.key, pair.value, depth);
      });
    }
    return node.is === 'sequence'
      ? node.items.flatMap((item, index) => this.one(String(index), item, item, depth))
      : [];
  }

  private one(name: string, head: Node, value: Node, depth: number): DocumentSymbol[] {
    this.left -= 1;
    if (this.left < 0) {
      return [];
    }
    const selection = rangeIn(this.document, shift(head.range, this.start));
    const range = selection.union(rangeIn(this.document, shift(value.range, this.start)));
    const detail = value.is === 'scalar' ? value.text.slice(0, 80) : '';
    return [symbol(name, detail, kindOf(value), range, selection, this.of(value, depth + 1))];
  }
}

function symbol(
  name: string,
  detail: string,
  kind: SymbolKind,
  range: Range,
  selection: Range,
  children: DocumentSymbol[],
): DocumentSymbol {
  const made = new DocumentSymbol(name, detail, kind, range, selection);
  made.children = children;
  return made;
}

function kindOf(node: Node): SymbolKind {
  switch (node.is) {
    case 'mapping':
      return SymbolKind.Object;
    case 'sequence':
      return SymbolKind.Array;
    case 'alias':
      return SymbolKind.Variable;
    case 'scalar':
      return SymbolKind.String;
  }
}
