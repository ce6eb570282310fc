import { Disposable, EventEmitter, languages, workspace, type ExtensionContext, type TextDocument } from 'vscode';
import { ids } from '../../../../ids';
import { RUN } from '../../../../platforms/bksops/runs/run-kind';
import type { Runtime } from '../../../../runtime/runtime';
import type { CommandTable } from '../../../commands';
import type { Failures } from '../../../failures';
import type { KnownWorkspace } from '../../../known-workspace';
import { manifestSelector, type CheckedDocuments } from '../../../language/checked-documents';
import { LateCommands } from '../../../late-commands';
import type { RunOfDocument } from '../../../debugging/what-f5-starts';
import { componentDebugging, componentOfOpenFile } from './component-debugging';
import type { Runs } from './runs';
import { areLensesWanted, onLensesSetting } from '../../../language/lenses-setting';

const { command } = ids;

/** What runs components. A test holds this list against the code that is loaded for it. */
const runCommandIds: readonly string[] = [command.runComponent, command.debugComponent, command.editComponentRun];

/** A look that is cheaper than a tree: nothing else is a component. */
const MAY_HOLD_COMPONENTS = /\bbound_service\b/;

/** F5 on a module with components runs the one in which the cursor is, and on a file of runs the run in which it is. */
export function runOfComponent(documents: CheckedDocuments): RunOfDocument {
  return async (document) => {
    const isRun =
      document.languageId === 'python'
        ? mayHoldComponents(document) && (await import('./runs')).componentLenses(document).length > 0
        : await holdsRuns(document, documents);
    return isRun ? componentOfOpenFile() : undefined;
  };
}

function mayHoldComponents(document: TextDocument): boolean {
  return workspace.getWorkspaceFolder(document.uri) !== undefined && MAY_HOLD_COMPONENTS.test(document.getText());
}

async function holdsRuns(document: TextDocument, documents: CheckedDocuments): Promise<boolean> {
  const checked = await documents.settled(document);
  return checked?.documents.some(({ kind }) => kind?.id === RUN) ?? false;
}

/** Runs of components. Their code is loaded with the first command, or the first file that has a component or a run. */
export function componentRuns(
  { secrets }: Pick<ExtensionContext, 'secrets'>,
  runtime: Runtime,
  known: KnownWorkspace,
  documents: CheckedDocuments,
  commands: CommandTable,
  failures: Failures,
): Disposable {
  const late = new LateCommands(runCommandIds);
  const changed = new EventEmitter<void>();
  let loading: Promise<Runs> | undefined;
  const load = (): Promise<Runs> =>
    (loading ??= import('./runs').then(({ Runs }) => new Runs(secrets, runtime, known, documents, late)));
  const areWanted = (): boolean => workspace.isTrusted && areLensesWanted();
  const onDidChangeCodeLenses = changed.event;
  return Disposable.from(
    changed,
    late.register(commands, load),
    componentDebugging(load, runtime.redactor, failures),
    workspace.onDidGrantWorkspaceTrust(() => changed.fire()),
    onLensesSetting(() => changed.fire()),
    languages.registerCodeLensProvider(
      { language: 'python', scheme: 'file' },
      {
        onDidChangeCodeLenses,
        provideCodeLenses: async (document) =>
          areWanted() && mayHoldComponents(document) ? (await import('./runs')).componentLenses(document) : [],
      },
    ),
    languages.registerCodeLensProvider(manifestSelector, {
      onDidChangeCodeLenses,
      provideCodeLenses: async (document) => {
        return areWanted() && (await holdsRuns(document, documents))
          ? (await import('./runs')).runFileLenses(document, documents)
          : [];
      },
    }),
    new Disposable(() => void loading?.then((runs) => runs.dispose())),
  );
}
