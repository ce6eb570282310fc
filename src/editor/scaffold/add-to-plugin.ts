import { Disposable, ProgressLocation, Uri, commands as editorCommands, l10n, window, workspace } from 'vscode';
import { join } from '../../base/paths';
import { takenAmong, type Addition, type PluginScaffold } from '../../base/scaffold';
import { WorkbenchError } from '../../base/workbench-error';
import type { Catalog } from '../../catalog/catalog';
import type { Plugin } from '../../catalog/plugin';
import { ids } from '../../ids';
import type { Platform } from '../../platforms/platform';
import { scaffoldsInto } from '../../platforms/platforms';
import type { ScaffoldWriter } from '../../runtime/scaffold/scaffold-writer';
import { templatesOf } from '../../runtime/scaffold/templates';
import { withProgress } from '../cancellation';
import type { CommandTable } from '../commands';
import { openFile, pathOf } from '../editor-files';
import { choosePlugin, pickPlugin, picked, type PluginArgument } from '../plugins/choose-plugin';
import { askAll } from './ask';
import type { PlannedFiles } from './planned-files';

/** Add to Plugin…: questions, a preview of every new file and every edit, and then the writing, whole or not at all. */
export class AddToPlugin {
  /** @param templates The folder that holds `<platform>/<kind>` for each kind. */
  constructor(
    private readonly platforms: readonly Platform[],
    private readonly templates: string,
    private readonly writer: ScaffoldWriter,
    private readonly catalog: Catalog,
    private readonly planned: PlannedFiles,
  ) {}

  register(commands: CommandTable): Disposable {
    return Disposable.from(
      commands.add(ids.command.addToPlugin, (given: PluginArgument) => this.run(given)),
      this.catalog.onDidChange(() => {
        const isSome = this.catalog.plugins.some((plugin) => this.kindsFor(plugin).length > 0);
        void editorCommands.executeCommand('setContext', ids.context.extendable, isSome);
      }),
    );
  }

  private async run(given: PluginArgument): Promise<void> {
    const plugin = await this.choosePlugin(given);
    const kind = await chooseKind(this.kindsFor(plugin));
    const folder = kind.placeIn?.(plugin) ?? plugin.folder;
    const answers = await askAll(kind.title, kind.questions, takenAmong(kind.namesIn?.(plugin) ?? []));
    const templates = await templatesOf(kind, this.templates);
    const addition = await kind.plan(answers, templates, plugin, await this.writer.texts(folder));
    await this.inspect(addition, folder);
    await this.planned.confirm(folder, filesOf(addition, folder), [
      { label: `$(check) ${l10n.t('Write these files')}`, description: '', decision: 'write' },
    ]);
    // The person may have gone on writing meanwhile.
    refuseUnsaved(addition, folder);
    const written = await withProgress(
      { location: ProgressLocation.Notification, title: l10n.t('Adding to {0}', this.catalog.nameOf(plugin)) },
      (signal) => this.writer.add(addition, folder, signal),
    );
    await this.planned.close();
    await window.showTextDocument(Uri.file(written.open), { preview: false });
  }

  /** @throws WorkbenchError when it cannot be written as things are */
  private async inspect(addition: Addition, folder: string): Promise<void> {
    refuseUnsaved(addition, folder);
    await this.writer.inspectAddition(addition, folder);
  }

  private kindsFor(plugin: Plugin): readonly PluginScaffold<Plugin>[] {
    const platform = this.platforms.find(({ id }) => id === plugin.platform);
    return platform ? scaffoldsInto(plugin, platform) : [];
  }

  /** The given plugin, that of the open file, the only one that something fits, or the one that the person picks. */
  private async choosePlugin(given: PluginArgument): Promise<Plugin> {
    await this.catalog.ready();
    const fits = (plugin: Plugin): boolean => this.kindsFor(plugin).length > 0;
    if (given !== undefined) {
      const named = await choosePlugin(this.catalog, given);
      return fits(named) ? named : nothingFits(this.catalog.nameOf(named));
    }
    const file = openFile();
    const around = file === undefined ? [] : this.catalog.pluginsOf(file);
    const inFront = around.flatMap((found) => (found.is === 'plugin' ? [found.plugin] : [])).find(fits);
    const fitting = this.catalog.plugins.filter(fits);
    const [only = nothingFits(l10n.t('the plugins of this workspace')), ...more] = fitting;
    return inFront ?? (more.length === 0 ? only : pickPlugin(this.catalog, fitting, l10n.t('Add to which plugin?')));
  }
}

function nothingFits(name: string): never {
  throw new WorkbenchError({ what: l10n.t('Nothing can be added to {0}.', name) });
}

async function chooseKind(kinds: readonly PluginScaffold<Plugin>[]): Promise<PluginScaffold<Plugin>> {
  const [first, ...more] = kinds;
  if (first && more.length === 0) {
    return first;
  }
  const items = kinds.map((kind) => ({ label: kind.title, detail: kind.description, scaffold: kind }));
  return (await picked(window.showQuickPick(items, { placeHolder: l10n.t('Add what?') }))).scaffold;
}

function filesOf({ files, edits }: Addition, folder: string): Parameters<PlannedFiles['confirm']>[1] {
  return [
    ...files.map(({ path, text }) => ({ path, text, description: l10n.t('new') })),
    ...edits.map(({ path, after }) => ({
      path,
      text: after,
      description: l10n.t('edited'),
      editOf: join(folder, path),
    })),
  ];
}

/** @throws WorkbenchError when an editor holds changes of a file that is to be edited: they would stand against the edit. */
function refuseUnsaved({ edits }: Addition, folder: string): void {
  const paths = new Set(edits.map(({ path }) => join(folder, path)));
  const unsaved = workspace.textDocuments.find(
    ({ uri, isDirty }) => isDirty && uri.scheme === 'file' && paths.has(pathOf(uri)),
  );
  if (unsaved) {
    const file = pathOf(unsaved.uri);
    throw new WorkbenchError({
      what: l10n.t('{0} has unsaved changes. Nothing was changed.', file),
      where: { file },
      next: { title: l10n.t('Save or discard them and run it again') },
    });
  }
}
