import { DocumentLink, Position, Range, Uri, languages, type Disposable } from 'vscode';
import { ids } from '../ids';
import { frameIn } from '../runtime/processes/traceback';

/** Leads from a frame of a traceback in a test server's log to its line. */
export function logLinks(): Disposable {
  return languages.registerDocumentLinkProvider(
    { language: ids.serverLogLanguage },
    {
      provideDocumentLinks: (document) =>
        Array.from({ length: document.lineCount }, (_, line) => line).flatMap((line) => {
          const { text } = document.lineAt(line);
          const frame = frameIn(text);
          if (!frame) {
            return [];
          }
          const start = new Position(line, text.indexOf(frame.file));
          const range = new Range(start, start.translate(0, frame.file.length));
          return [new DocumentLink(range, Uri.file(frame.file).with({ fragment: `L${frame.line}` }))];
        }),
    },
  );
}
