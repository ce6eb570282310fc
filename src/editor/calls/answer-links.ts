import { DocumentLink, Range, Uri, languages, type Disposable } from 'vscode';

/** The place of a failed call, as shownFailure (platforms/shown-failure.ts) writes it; a long path with spaces is carried on in the next line. */
const PLACE = /^( +)at: (\/.+(?:\n\1 {2}.+)*|[A-Za-z]:.+(?:\n\1 {2}.+)*):(\d+)$/gm;

/** Leads from the place that a failed call names to its line. */
export function answerLinks(scheme: string): Disposable {
  return languages.registerDocumentLinkProvider(
    { scheme },
    {
      provideDocumentLinks: (document) =>
        [...document.getText().matchAll(PLACE)].map(({ 0: all, index, 1: indent = '', 2: file = '', 3: line = '' }) => {
          const start = document.positionAt(index + `${indent}at: `.length);
          const target = Uri.file(file.replace(/\n +/g, ' ')).with({ fragment: `L${line}` });
          return new DocumentLink(new Range(start, document.positionAt(index + all.length)), target);
        }),
    },
  );
}
