import { Uri, l10n, window, workspace, type TextDocument } from 'vscode';
import type { Files } from '../../../../base/files';
import { basename, dirname, join } from '../../../../base/paths';
import { requestPath } from '../../../../manifest/requests/request-file';
import { WorkbenchError } from '../../../../base/workbench-error';
import { LineIndex } from '../../../../manifest/parse/line-index';
import { inputsOf } from '../../../../platforms/bksops/forms/inputs';
import { LEGACY, versionOf } from '../../../../platforms/bksops/packages/package-components';
import { textIn } from '../../../../platforms/bksops/python/constant';
import { readModule, type PythonComponent } from '../../../../platforms/bksops/python/python-module';
import { packageAround } from '../../../../platforms/bksops/runs/run-ground';
import { readRunFile, writeRunFile, type RunFile } from '../../../../platforms/bksops/runs/run-file';
import { writeNewFile } from '../../../../runtime/files/new-file';
import { requireTrust } from '../../../commands';
import { openDocument } from '../../../language/open-document';
import { picked } from '../../../plugins/choose-plugin';
import { shownText } from '../../../shown-text';

/** A component as its module's text declares it. */
export interface WrittenComponent {
  readonly file: string;
  readonly code: string;
  /** Undefined where it is known only when the module runs. */
  readonly version: string | undefined;
  readonly component: PythonComponent;
}

/** The source of a manifest from which a component is loaded. */
export interface CarryingSource {
  readonly file: string;
  readonly name: string;
}

/** The components of a module's text whose codes it says, with the 0-based lines of their classes. */
export function componentsIn(text: string, file: string): (WrittenComponent & { readonly line: number })[] {
  const lines = new LineIndex(text);
  return readModule(text).components.flatMap((component) => {
    const code = textIn(component.code?.value);
    const { line } = lines.positionAt(component.at.start);
    return code === undefined ? [] : [{ file, code, version: versionOf(component), component, line }];
  });
}

/**
 * The component of a document in which a line lies, the only one, or the one that the person picks.
 * @param named The name of its class.
 */
export async function chooseComponent(
  document: Pick<TextDocument, 'getText'>,
  file: string,
  { named, line }: { readonly named?: string | undefined; readonly line?: number | undefined },
): Promise<WrittenComponent> {
  const all = componentsIn(document.getText(), file);
  const exact = all.find(({ component }) => component.className === named);
  const around = all.findLast((each) => line !== undefined && each.line <= line);
  const [only, ...others] = all;
  const found = exact ?? around ?? (others.length === 0 ? only : undefined);
  if (found) {
    return found;
  }
  if (!only) {
    throw new WorkbenchError({
      what: l10n.t('There is no component in {0} whose code it says.', basename(file)),
      where: { file },
    });
  }
  const items = all.map((each) => ({ label: shownText(each.code), description: shownText(each.version ?? ''), each }));
  return (await picked(window.showQuickPick(items, { placeHolder: l10n.t('Which component?') }))).each;
}

/** So many files of runs of one component have names of their own. */
const MOST_NAMES = 20;

/**
 * Opens the file with which a component is run, as the person left it; writes it first when there is none yet. It lies
 * in `requests/` of the package, or beside the manifest from whose source the component is loaded.
 */
export async function openRunFile(
  written: WrittenComponent,
  from: CarryingSource | undefined,
  files: Files,
): Promise<TextDocument> {
  const { code, version, component } = written;
  const folder = from ? dirname(from.file) : (await packageAround(written.file, files)).folder;
  const isWanted = (run: RunFile): boolean =>
    run.component === code &&
    (run.version ?? version) === version &&
    run.sources === from?.file &&
    (run.source ?? from?.name) === from?.name;
  for (const name of namesOf(written)) {
    const file = requestPath(folder, name);
    const text = await textOf(file);
    if (text === undefined) {
      const sources = from && `../${basename(from.file)}`;
      requireTrust();
      await writeNewFile(
        folder,
        file,
        writeRunFile({
          component: code,
          version: version === LEGACY ? undefined : version,
          sources,
          source: from?.name,
          inputs: inputsOf(component),
        }),
      );
    }
    if (text === undefined || isOf(text, file, isWanted)) {
      const document = await openDocument(Uri.file(file));
      await window.showTextDocument(document, { preview: false });
      return document;
    }
  }
  throw new WorkbenchError({
    what: l10n.t('Every file name for a run of {0} is taken by another.', code),
    where: { file: join(folder, 'requests') },
  });
}

function* namesOf({ code, version = '' }: WrittenComponent): Generator<string> {
  const plain = (text: string): string => text.replace(/[^\p{L}\p{N}._-]+/gu, '_').replace(/^\.+/, '_');
  yield plain(code);
  for (let count = 1; count < MOST_NAMES; count++) {
    yield [plain(code), plain(version), ...(count > 1 ? [String(count)] : [])].filter(Boolean).join('-');
  }
}

/** The person's text of a file, also what is not saved; undefined when there is none. */
async function textOf(file: string): Promise<string | undefined> {
  const uri = Uri.file(file);
  const there = await workspace.fs.stat(uri).then(
    () => true,
    () => false,
  );
  return there ? (await openDocument(uri)).getText() : undefined;
}

/** What cannot be read now is taken for the one, so that the person sees what is wrong with it. */
function isOf(text: string, file: string, isWanted: (run: RunFile) => boolean): boolean {
  try {
    return isWanted(readRunFile(text, file));
  } catch {
    return true;
  }
}
