import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { until } from '../until';
import { file, open } from '../window';
import type { StandIn } from './stand-in/extension';

/** As long as nothing may happen any more: the longest that either extension waits after an edit, and half of it. */
const rest = 800;

export async function standIn(): Promise<StandIn> {
  const extension = vscode.extensions.getExtension<StandIn>('redhat.vscode-yaml');
  assert.ok(extension, 'the stand-in is installed');
  return extension.activate();
}

/** Everything that is marked in a document, each as `line:column source code`. */
export function marks(uri: vscode.Uri): string[] {
  return vscode.languages
    .getDiagnostics(uri)
    .map(({ range: { start }, source, code }) => {
      const name = typeof code === 'object' ? code.value : code;
      return `${start.line + 1}:${start.character + 1} ${source ?? ''} ${name ?? ''}`;
    })
    .sort();
}

export function ours(uri: vscode.Uri): string[] {
  return marks(uri).filter((mark) => mark.includes('Plugin Workbench'));
}

export function theirs(uri: vscode.Uri): string[] {
  return marks(uri).filter((mark) => !mark.includes('Plugin Workbench'));
}

/** Opens a file of the workspace and waits until both extensions have said what they have to say. */
export async function opened(...path: string[]): Promise<vscode.TextEditor> {
  const uri = file(...path);
  const isOpen = vscode.workspace.textDocuments.some((document) => document.uri.toString() === uri.toString());
  if (isOpen) {
    const editor = await open(uri);
    await atRest(uri);
    return editor;
  }
  return checkedAgain(uri, () => open(uri));
}

let files = 0;

/** A new file with the text, once both extensions have looked at it. */
export async function written(text: string): Promise<vscode.TextEditor> {
  // Not an untitled one: the server takes the next of the same name for the one that was closed.
  files += 1;
  const name = `written-${files}.yaml`;
  await vscode.workspace.fs.writeFile(file(name), new TextEncoder().encode(text));
  return opened(name);
}

/** Does what makes the server look at a document anew, and waits until all has come to rest. */
export async function checkedAgain<T>(uri: vscode.Uri, act: () => Thenable<T>): Promise<T> {
  const { published } = await standIn();
  const count = (): number => published.filter((each) => each.uri === uri.toString()).length;
  const before = count();
  const done = await act();
  await until(`what the server says about ${uri.path}`, () => count() > before);
  await atRest(uri);
  return done;
}

/** Resolves when nothing was marked or taken back for a while. */
export async function atRest(uri: vscode.Uri): Promise<void> {
  let since = Date.now();
  const listening = vscode.languages.onDidChangeDiagnostics(({ uris }) => {
    if (uris.some((each) => each.toString() === uri.toString())) {
      since = Date.now();
    }
  });
  await until(`rest in ${uri.path}`, () => Date.now() - since > rest);
  listening.dispose();
}

/** Replaces the whole text, as one edit of the person, and waits until all has come to rest. */
export async function rewrite(editor: vscode.TextEditor, text: string): Promise<void> {
  const { document } = editor;
  const all = new vscode.Range(new vscode.Position(0, 0), document.positionAt(document.getText().length));
  await checkedAgain(document.uri, () => editor.edit((edit) => edit.replace(all, text)));
}

/** All that is offered at a place, but for words of the text, which the editor itself offers; each with its form. */
export async function offered(uri: vscode.Uri, at: vscode.Position): Promise<string[]> {
  const list = await vscode.commands.executeCommand<vscode.CompletionList>(
    'vscode.executeCompletionItemProvider',
    uri,
    at,
  );
  return list.items
    .filter(({ kind }) => kind !== vscode.CompletionItemKind.Text)
    .map(({ label, kind }) => {
      const name = typeof label === 'string' ? label : label.label;
      // There is more than one form of the same manifest.
      const isManifest = kind === vscode.CompletionItemKind.Snippet && typeof label === 'object';
      return isManifest ? `${name}: ${label.description ?? ''}` : name;
    });
}

/** What hovering says, a text for each who says something. */
export async function hovered(uri: vscode.Uri, at: vscode.Position): Promise<string[]> {
  const hovers = await vscode.commands.executeCommand<vscode.Hover[]>('vscode.executeHoverProvider', uri, at);
  return hovers
    .map(({ contents }) => contents.map((part) => (part instanceof vscode.MarkdownString ? part.value : '')).join('\n'))
    .filter((text) => text.trim() !== '');
}

export async function set(section: string, value: unknown, scope?: vscode.ConfigurationScope): Promise<void> {
  const configuration = vscode.workspace.getConfiguration(undefined, scope);
  await configuration.update(section, value, vscode.ConfigurationTarget.Global, scope !== undefined);
}
