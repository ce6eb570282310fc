import {
  CodeLens,
  Disposable,
  EventEmitter,
  Range,
  languages,
  l10n,
  type CodeLensProvider,
  type TextDocument,
} from 'vscode';
import type { Catalog } from '../../catalog/catalog';
import { ids } from '../../ids';
import { isServed, platformOf } from '../../platforms/platforms';
import { pathOf } from '../editor-files';
import { manifestSelector, type CheckedDocuments } from '../language/checked-documents';
import type { PluginNode } from '../plugins/plugin-nodes';
import type { RequestPlace } from './calls';
import { requestsIn } from './open-requests';
import { areLensesWanted, onLensesSetting } from '../language/lenses-setting';

/** *Call*, *Debug* and *Edit request* above the methods of a plugin, *Send* above a request. */
export function callLenses(catalog: Catalog, documents: CheckedDocuments): Disposable {
  const changed = new EventEmitter<void>();
  const provider = (provide: (document: TextDocument) => CodeLens[] | Promise<CodeLens[]>): CodeLensProvider => ({
    onDidChangeCodeLenses: changed.event,
    provideCodeLenses: (document) => (areLensesWanted() ? provide(document) : []),
  });
  return Disposable.from(
    changed,
    catalog.onDidChange(() => changed.fire()),
    onLensesSetting(() => changed.fire()),
    languages.registerCodeLensProvider(
      { language: 'python', scheme: 'file' },
      provider((document) => methodLenses(document, catalog)),
    ),
    languages.registerCodeLensProvider(
      manifestSelector,
      provider((document) => requestLenses(document, documents)),
    ),
  );
}

async function methodLenses(document: TextDocument, catalog: Catalog): Promise<CodeLens[]> {
  await catalog.ready();
  const file = pathOf(document.uri);
  const plugin = catalog.pluginOf(file);
  if (!plugin || !isServed(plugin, platformOf(plugin))) {
    return [];
  }
  return plugin.methods
    .filter((method) => method.file === file)
    .flatMap((method) => {
      const range = new Range(method.line - 1, 0, method.line - 1, 0);
      const node: PluginNode = { is: 'method', plugin, method };
      const lens = (title: string, command: string): CodeLens =>
        new CodeLens(range, { title, command, arguments: [node] });
      return [
        lens(`$(send) ${l10n.t('Call')}`, ids.command.call),
        lens(`$(bug) ${l10n.t('Debug')}`, ids.command.debugCall),
        lens(l10n.t('Edit request'), ids.command.editRequest),
      ];
    });
}

/** A *Send* above each request, for that one alone. */
async function requestLenses(document: TextDocument, documents: CheckedDocuments): Promise<CodeLens[]> {
  const title = `$(send) ${l10n.t('Send')}`;
  return (await requestsIn(document, documents)).map(({ line }) => {
    const place: RequestPlace = { uri: document.uri.toString(), line };
    return new CodeLens(new Range(line, 0, line, 0), { title, command: ids.command.sendRequest, arguments: [place] });
  });
}
