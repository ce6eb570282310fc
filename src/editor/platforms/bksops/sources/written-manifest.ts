import { Range, Uri, WorkspaceEdit, l10n, window, workspace, type TextDocument } from 'vscode';
import { join } from '../../../../base/paths';
import { WorkbenchError } from '../../../../base/workbench-error';
import { pathOf, workspacePaths } from '../../../editor-files';
import { openDocument } from '../../../language/open-document';
import { picked } from '../../../plugins/choose-plugin';

/** Writes what a function makes of a manifest's text as the person sees it; saves it unless other changes wait in it. */
export async function rewrite(file: string, change: (text: string) => string): Promise<TextDocument> {
  const document = await openDocument(Uri.file(file));
  const before = document.getText();
  const after = change(before);
  if (after === before) {
    return document;
  }
  const wasDirty = document.isDirty;
  const edit = new WorkspaceEdit();
  const { start, end, text } = difference(before, after);
  edit.replace(document.uri, new Range(document.positionAt(start), document.positionAt(end)), text);
  if (!(await workspace.applyEdit(edit))) {
    throw new WorkbenchError({ what: l10n.t('{0} cannot be written.', file), where: { file } });
  }
  if (!wasDirty) {
    await document.save();
  }
  return document;
}

/** Writes a new manifest, and never over another file. */
export async function writeNew(folder: string, text: string): Promise<TextDocument> {
  const names = ['sources.yaml', ...Array.from({ length: 99 }, (_, index) => `sources-${index + 2}.yaml`)];
  for (const name of names) {
    const uri = Uri.file(join(folder, name));
    const edit = new WorkspaceEdit();
    edit.createFile(uri, { contents: new TextEncoder().encode(text), overwrite: false, ignoreIfExists: false });
    if (!(await isThere(uri)) && (await workspace.applyEdit(edit))) {
      return openDocument(uri);
    }
  }
  throw new WorkbenchError({ what: l10n.t('{0} cannot be written.', join(folder, 'sources.yaml')) });
}

/** The folder of the workspace in which a new manifest goes. */
export async function chooseFolder(): Promise<string> {
  const [only, ...more] = workspacePaths();
  if (only === undefined) {
    throw new WorkbenchError({
      what: l10n.t('No folder is open to write into.'),
      next: { title: l10n.t('Open Folder'), command: 'workbench.action.files.openFolder' },
    });
  }
  return more.length === 0 ? only : pathOf((await picked(window.showWorkspaceFolderPick())).uri);
}

/** Shows a document with the first line on which a text stands. */
export async function showAt(document: TextDocument, text: string): Promise<void> {
  const at = document.positionAt(Math.max(0, document.getText().lastIndexOf(text)));
  await window.showTextDocument(document, { selection: new Range(at, at) });
}

async function isThere(uri: Uri): Promise<boolean> {
  return workspace.fs.stat(uri).then(
    () => true,
    () => false,
  );
}

/** The one piece in which two texts differ. */
function difference(before: string, after: string): { start: number; end: number; text: string } {
  const shortest = Math.min(before.length, after.length);
  let start = 0;
  while (start < shortest && before[start] === after[start]) {
    start += 1;
  }
  let same = 0;
  while (same < shortest - start && before[before.length - 1 - same] === after[after.length - 1 - same]) {
    same += 1;
  }
  return { start, end: before.length - same, text: after.slice(start, after.length - same) };
}
