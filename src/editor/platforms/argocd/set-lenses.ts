import { CodeLens, Range, l10n, type TextDocument } from 'vscode';
import { ids } from '../../../ids';
import { rangeOf, type PlacedObject } from '../../../platforms/argocd/preview/set-places';
import type { SpecPath } from '../../../platforms/argocd/calls/controller-error';
import { pluginsOf, type SetGenerator } from '../../../platforms/argocd/generators';
import { rangeIn } from '../../language/checked-documents';

/** What *Call* above a generator or a connection is given. */
export interface CallPlace {
  readonly uri: string;
  /** That of the ConfigMap, or of the set. */
  readonly name: string;
  /** The generator in the set; undefined for a ConfigMap. */
  readonly generator?: SpecPath;
}

/** *Preview* above each ApplicationSet, *Call* above each plugin generator in it and above each connection. */
export function setLenses(document: TextDocument, objects: readonly PlacedObject[]): CodeLens[] {
  return objects.flatMap((each) => {
    const uri = document.uri.toString();
    if (each.kind === 'ConfigMap') {
      return [
        lensAt(document, each, {}, `$(play) ${l10n.t('Call')}`, ids.command.callGenerator, { uri, name: each.name }),
      ];
    }
    const calls = pluginsOf(each.document.root).map((plugin) => {
      const place: CallPlace = { uri, name: each.name, generator: pathOfGenerator(plugin) };
      return lensAt(document, each, place, `$(play) ${l10n.t('Call')}`, ids.command.callGenerator, place);
    });
    const preview = lensAt(
      document,
      each,
      {},
      `$(open-preview) ${l10n.t('Preview')}`,
      ids.command.showSetPreview,
      document.uri,
    );
    return [preview, ...calls];
  });
}

/** The keys and indexes that lead to a generator from the set's `spec`. */
export function pathOfGenerator({ type, index, parent }: SetGenerator): SpecPath {
  return [...(parent ? pathOfGenerator(parent) : []), 'generators', index, type];
}

function lensAt(
  document: TextDocument,
  object: PlacedObject,
  { generator }: { readonly generator?: SpecPath },
  title: string,
  command: string,
  given: unknown,
): CodeLens {
  const { line } = rangeIn(document, rangeOf(object, { generator })).start;
  return new CodeLens(new Range(line, 0, line, 0), { title, command, arguments: [given] });
}
