import { CodeLens, Range, l10n, type TextDocument } from 'vscode';
import { ids } from '../../../../ids';
import { requestsOf } from '../../../calls/open-requests';
import { pathOf } from '../../../editor-files';
import type { CheckedDocuments } from '../../../language/checked-documents';
import { componentsIn } from './component-choice';
import { RUNS, type ComponentPlace, type RunPlace } from './run-commands';

/** *Run*, *Debug* and *Edit inputs* above each component of a module. */
export function componentLenses(document: TextDocument): CodeLens[] {
  return componentsIn(document.getText(), pathOf(document.uri)).flatMap(({ component: { className }, line }) => {
    const place: ComponentPlace = { uri: document.uri.toString(), component: className };
    const lens = lensAt(line, place);
    return [...runLens(lens), lens(l10n.t('Edit inputs'), ids.command.editComponentRun)];
  });
}

/** *Run* and *Debug* above each run of a file. */
export async function runFileLenses(document: TextDocument, documents: CheckedDocuments): Promise<CodeLens[]> {
  return requestsOf(await documents.settled(document), RUNS).flatMap(({ line }) => {
    const place: RunPlace = { uri: document.uri.toString(), line };
    return runLens(lensAt(line, place));
  });
}

type MakeLens = (title: string, command: string) => CodeLens;

function runLens(lens: MakeLens): CodeLens[] {
  return [
    lens(`$(play) ${l10n.t('Run')}`, ids.command.runComponent),
    lens(`$(bug) ${l10n.t('Debug')}`, ids.command.debugComponent),
  ];
}

function lensAt(line: number, place: ComponentPlace | RunPlace): MakeLens {
  const range = new Range(line, 0, line, 0);
  return (title, command) => new CodeLens(range, { title, command, arguments: [place] });
}
