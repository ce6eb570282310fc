import { Uri, window, workspace, type TextDocument } from 'vscode';
import type { Method, Plugin } from '../../catalog/plugin';
import { requestPath, writeRequestFile } from '../../manifest/requests/request-file';
import { writeNewFile } from '../../runtime/files/new-file';
import { requireTrust } from '../commands';
import { openDocument } from '../language/open-document';

/** The request file of a method: in the plugin's own folder, so that it is shared with the plugin. */
export function requestFileOf(plugin: Plugin, { name }: Method): Uri {
  return Uri.file(requestPath(plugin.folder, name));
}

/**
 * Opens the request file of a method as the person left it; writes it first when there is none yet.
 * @param message Makes the message of a new one.
 */
export async function openRequestFile(
  plugin: Plugin,
  method: Method,
  message: () => Promise<object>,
): Promise<TextDocument> {
  const uri = requestFileOf(plugin, method);
  const there = await workspace.fs.stat(uri).then(
    () => true,
    () => false,
  );
  if (!there) {
    const text = writeRequestFile(method.name, await message());
    requireTrust();
    await writeNewFile(plugin.folder, uri.fsPath, text);
  }
  const document = await openDocument(uri);
  await window.showTextDocument(document, { preview: false });
  return document;
}
