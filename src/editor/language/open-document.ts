import { window, workspace, type TextDocument, type Uri } from 'vscode';
import { requireFile } from '../../runtime/files/read-file';
import { linksMayLead, pathOf } from '../editor-files';

/**
 * Opens a document, of a file only after a look at what that is: of a pipe the editor itself would wait for the end.
 * @throws WorkbenchError for a file that must not be read
 */
export async function openDocument(uri: Uri): Promise<TextDocument> {
  const isOpen = workspace.textDocuments.some((document) => document.uri.toString() === uri.toString());
  if (uri.scheme === 'file' && !isOpen) {
    const path = pathOf(uri);
    await requireFile(path, { kind: 'document', within: linksMayLead(path) });
  }
  return workspace.openTextDocument(uri);
}

/** Shows a new document that the person saves where it is wanted. */
export async function showNewDocument(language: string, content: string): Promise<void> {
  await window.showTextDocument(await workspace.openTextDocument({ language, content }));
}
