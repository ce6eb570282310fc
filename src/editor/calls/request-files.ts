import { Uri, window, workspace, type TextDocument } from 'vscode';
import { join } from '../../base/paths';
import type { Handler, Plugin } from '../../catalog/plugin';
import { writeRequestFile } from '../../manifest/requests/request-file';
import type { Json } from '../../runtime/calls/grpc-api';
import { platformOf } from '../../platforms/platforms';
import { writeNewFile } from '../../runtime/files/new-file';
import { requireTrust } from '../commands';
import { openDocument } from '../language/open-document';

/** The request file of a method: in the plugin's own folder, so that it is shared with the plugin. */
export function requestFileOf(plugin: Plugin, { service, method }: Handler): Uri {
  return Uri.file(join(plugin.folder, 'requests', `${service}.${method}.yaml`));
}

/**
 * Opens the request file of a method as the person left it; writes it first when there is none yet.
 * @param fallback The request for a method of which the platform knows no sample.
 */
export async function openRequestFile(
  plugin: Plugin,
  handler: Handler,
  fallback: () => Promise<Json>,
): Promise<TextDocument> {
  const uri = requestFileOf(plugin, handler);
  const there = await workspace.fs.stat(uri).then(
    () => true,
    () => false,
  );
  if (!there) {
    const message = platformOf(plugin).sampleRequest(plugin, handler.service, handler.method) ?? (await fallback());
    requireTrust();
    await writeNewFile(plugin.folder, uri.fsPath, writeRequestFile(`${handler.service}.${handler.method}`, message));
  }
  const document = await openDocument(uri);
  await window.showTextDocument(document, { preview: false });
  return document;
}
