import {
  CompletionItem,
  CompletionItemKind,
  CompletionList,
  MarkdownString,
  Range,
  SnippetString,
  languages,
  type Disposable,
  type Position,
  type TextDocument,
} from 'vscode';
import { completeInSteps, type Suggestion } from '../../manifest/edit/completion';
import { finishInTurns } from '../../base/steps';
import { manifestSelector, type CheckedDocuments } from './checked-documents';
import type { RedHatYaml } from '../redhat-yaml/redhat-yaml';

const itemKinds: Readonly<Record<Suggestion['is'], CompletionItemKind>> = {
  key: CompletionItemKind.Property,
  value: CompletionItemKind.EnumMember,
  name: CompletionItemKind.Reference,
  manifest: CompletionItemKind.Snippet,
};

/** Offers what may be written where the cursor stands in a manifest, and whole manifests in an empty document. */
export function manifestCompletion(documents: CheckedDocuments, redHat: RedHatYaml): Disposable {
  return languages.registerCompletionItemProvider(
    manifestSelector,
    { provideCompletionItems: (document, position) => complete(documents, redHat, document, position) },
    ' ',
    '"',
  );
}

async function complete(
  documents: CheckedDocuments,
  redHat: RedHatYaml,
  document: TextDocument,
  position: Position,
): Promise<CompletionList> {
  const offset = document.offsetAt(position);
  const open = await documents.openText(document);
  const found = open ? await finishInTurns(completeInSteps(open, offset, documents.kinds)) : [];
  // Keys and values would stand there twice; whole manifests and the workspace's names are ours alone.
  const isOurs = ({ is }: Suggestion): boolean => is === 'manifest' || is === 'name';
  const suggestions = redHat.assists(document, 'completion') ? found.filter(isOurs) : found;
  return new CompletionList(suggestions.map((suggestion, index) => toItem(document, position, suggestion, index)));
}

function toItem(document: TextDocument, position: Position, suggestion: Suggestion, index: number): CompletionItem {
  const { label, detail, range } = suggestion;
  const item = new CompletionItem(detail === undefined ? label : { label, description: detail });
  item.kind = itemKinds[suggestion.is];
  item.documentation = new MarkdownString(suggestion.markdown);
  item.filterText = suggestion.filter;
  item.sortText = String(index).padStart(4, '0');
  item.insertText = new SnippetString(suggestion.snippet);
  // The text brings its own indentation.
  item.keepWhitespace = true;
  const start = document.positionAt(range.start);
  item.range = { inserting: new Range(start, position), replacing: new Range(start, document.positionAt(range.end)) };
  if (suggestion.asksForValue) {
    item.command = { command: 'editor.action.triggerSuggest', title: '' };
  }
  return item;
}
