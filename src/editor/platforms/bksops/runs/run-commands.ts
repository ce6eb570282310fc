import { Disposable, Position, Uri, debug, l10n, window, workspace, type TextDocument } from 'vscode';
import { definedEntries } from '../../../../base/defined-entries';
import { WorkbenchError } from '../../../../base/workbench-error';
import type { Catalog } from '../../../../catalog/catalog';
import { ids } from '../../../../ids';
import type { Inputs } from '../../../../platforms/bksops/runs/run-file';
import { readRunFile } from '../../../../platforms/bksops/runs/run-file';
import { RUN } from '../../../../platforms/bksops/runs/run-kind';
import { requestAt, requestsOf, type RequestSort } from '../../../calls/open-requests';
import type { CommandTable } from '../../../commands';
import { pathOf, type EditorFiles } from '../../../editor-files';
import type { CheckedDocuments } from '../../../language/checked-documents';
import { openDocument } from '../../../language/open-document';
import { picked } from '../../../plugins/choose-plugin';
import type { PluginNode } from '../../../plugins/plugin-nodes';
import { shownText } from '../../../shown-text';
import type { SourceNode } from '../sources/source-tree';
import { chooseComponent, openRunFile, type CarryingSource, type WrittenComponent } from './component-choice';
import type { ComponentRuns, WantedRun } from './component-runs';

/** A component in a Python file, by the name of its class; with inputs that somebody has filled in. */
export interface ComponentPlace {
  readonly uri: string;
  readonly component: string;
  readonly inputs?: Inputs;
}

/** A run in a file, by a 0-based line of it. */
export interface RunPlace {
  readonly uri: string;
  readonly line: number;
}

/** What a command about runs may be given: a lens's place, a row, the file of a title's button, or nothing. */
export type RunArgument = ComponentPlace | RunPlace | PluginNode | SourceNode | Uri | undefined;

/** How runs are told from other documents of a file. */
export const RUNS: RequestSort = { kind: RUN, key: 'component' };

/** A component that is to be run, and from where. */
interface Chosen {
  readonly written: WrittenComponent;
  readonly from?: CarryingSource;
  readonly inputs?: Inputs | undefined;
}

/** The commands that run components. */
export class RunCommands {
  constructor(
    private readonly catalog: Catalog,
    private readonly files: EditorFiles,
    private readonly documents: CheckedDocuments,
    private readonly runs: ComponentRuns,
  ) {}

  register(commands: CommandTable): Disposable {
    return Disposable.from(
      commands.add(ids.command.runComponent, async (given: RunArgument) => this.runs.run(await this.wanted(given))),
      commands.add(ids.command.debugComponent, async (given: RunArgument) => debugRun(await this.wanted(given))),
      commands.add(ids.command.editComponentRun, async (given: RunArgument) => {
        const { written, from } = await this.chosen(given);
        await openRunFile(written, from, this.files);
      }),
    );
  }

  /** What a command runs. */
  async wanted(given: RunArgument): Promise<WantedRun> {
    const place = given === undefined || given instanceof Uri ? await this.openRun(given) : given;
    if (place && 'line' in place) {
      const document = await openDocument(Uri.parse(place.uri));
      return this.inDocument(document, place.line);
    }
    const { written, from, inputs } = await this.chosen(given);
    if (inputs) {
      const { code, version, file } = written;
      const run = { component: code, version, sources: undefined, source: undefined, parent: {}, inputs };
      return { run, file };
    }
    const document = await openRunFile(written, from, this.files);
    return this.inDocument(document, 0);
  }

  /** The run of a document in which a line lies. */
  private async inDocument(document: TextDocument, line: number): Promise<WantedRun> {
    if (document.isDirty && !document.isUntitled) {
      await document.save();
    }
    const runs = requestsOf(await this.documents.settled(document), RUNS);
    const found = requestAt(runs, document.offsetAt(new Position(line, 0)));
    if (!found && runs.length > 0) {
      throw new WorkbenchError({ what: l10n.t('The file has several runs, and the cursor is in none of them.') });
    }
    const file = pathOf(document.uri);
    return { run: readRunFile(document.getText(), file, found?.cut), file };
  }

  /** The run that is open in front. */
  private async openRun(given: Uri | undefined): Promise<RunPlace | undefined> {
    const editor = window.activeTextEditor;
    const document = given ? await openDocument(given) : editor?.document;
    const runs = document ? requestsOf(await this.documents.settled(document), RUNS) : [];
    if (!document || runs.length === 0) {
      return undefined;
    }
    const line = editor?.document === document ? editor.selection.active.line : (runs[0]?.line ?? 0);
    return { uri: document.uri.toString(), line };
  }

  private async chosen(given: RunArgument): Promise<Chosen> {
    if (given && 'is' in given) {
      return this.ofRow(given);
    }
    if (given && 'component' in given) {
      const document = await openDocument(Uri.parse(given.uri));
      const written = await chooseComponent(document, pathOf(document.uri), { named: given.component });
      return { written, inputs: given.inputs };
    }
    const editor = window.activeTextEditor;
    const document = given instanceof Uri ? await openDocument(given) : editor?.document;
    if (document?.languageId === 'python') {
      const line = editor?.document === document ? editor.selection.active.line : undefined;
      return { written: await chooseComponent(document, pathOf(document.uri), { line }) };
    }
    return this.ofWorkspace();
  }

  private async ofRow(row: PluginNode | SourceNode): Promise<Chosen> {
    if (row.is === 'part') {
      const { file, line = 1 } = row.part;
      return { written: await this.at(file, line) };
    }
    if (row.is === 'component') {
      const { source, component } = row;
      const { file, line } = component.at;
      return { written: await this.at(file, line), from: source };
    }
    return this.ofWorkspace();
  }

  /** @param line 1-based */
  private async at(file: string, line: number): Promise<WrittenComponent> {
    const document = await openDocument(Uri.file(file));
    return chooseComponent(document, file, { line: line - 1 });
  }

  /** One of the components of the workspace's packages. */
  private async ofWorkspace(): Promise<Chosen> {
    const plugins = (await this.catalog.ready()).filter(({ platform }) => platform === 'bksops');
    const items = plugins.flatMap((plugin) =>
      plugin.parts.map((part) => ({
        label: shownText(part.name),
        description: shownText(this.catalog.nameOf(plugin)),
        part,
      })),
    );
    if (items.length === 0) {
      throw new WorkbenchError({
        what: l10n.t('There is no component in this workspace.'),
        next: { title: l10n.t('New Plugin'), command: ids.command.newPlugin },
      });
    }
    const options = { placeHolder: l10n.t('Which component?'), matchOnDescription: true };
    const { part } = await picked(window.showQuickPick(items, options));
    return { written: await this.at(part.file, part.line ?? 1) };
  }
}

/** Runs a component under the debugger. */
async function debugRun({ run, file }: WantedRun): Promise<void> {
  const { component, ...rest } = run;
  const started = await debug.startDebugging(workspace.getWorkspaceFolder(Uri.file(file)), {
    ...{ type: ids.componentDebugType, request: 'launch', name: component },
    ...{ component, package: file, ...definedEntries(rest) },
  });
  if (!started) {
    // Whoever refused has said why.
    throw new DOMException('The session did not start.', 'AbortError');
  }
}
