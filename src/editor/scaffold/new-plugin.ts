import {
  ProgressLocation,
  Uri,
  commands as editorCommands,
  l10n,
  window,
  workspace,
  type Disposable,
  type QuickPickItem,
} from 'vscode';
import { basename, join } from '../../base/paths';
import type { IsTaken } from '../../base/questions';
import { takenAmong, type NewFolderScaffold } from '../../base/scaffold';
import type { Catalog } from '../../catalog/catalog';
import { placesOfPlugins } from '../../catalog/places-of-plugins';
import { ids } from '../../ids';
import type { Platform } from '../../platforms/platform';
import type { Decision, ScaffoldWriter } from '../../runtime/scaffold/scaffold-writer';
import { templatesOf } from '../../runtime/scaffold/templates';
import { withProgress } from '../cancellation';
import type { CommandTable } from '../commands';
import { pathOf } from '../editor-files';
import { noticeText } from '../notice-text';
import { picked } from '../plugins/choose-plugin';
import type { PluginsView } from '../plugins/plugins-view';
import { askAll } from './ask';
import type { Choosable, PlannedFiles } from './planned-files';

/** New Plugin…: kind, questions, place, a preview of every file, and then the writing, whole or not at all. */
export class NewPlugin {
  /** @param templates The folder that holds `<platform>/<kind>` for each kind. */
  constructor(
    private readonly platforms: readonly Platform[],
    private readonly templates: string,
    private readonly writer: ScaffoldWriter,
    private readonly catalog: Catalog,
    private readonly planned: PlannedFiles,
    private readonly view: Pick<PluginsView, 'select'>,
  ) {}

  register(commands: CommandTable): Disposable {
    return commands.add(ids.command.newPlugin, () => this.run());
  }

  private async run(): Promise<void> {
    const { scaffold: kind, platform } = await this.chooseKind();
    const into = await choosePlace(await placesOfPlugins(this.catalog));
    const answers = await askAll(kind.title, kind.questions, await this.namesTaken(into));
    const plan = kind.plan(answers, await templatesOf(kind, this.templates));
    await this.writer.mend(join(into, plan.folder));
    const { folder, existing, obstacle } = await this.writer.inspect(plan, into);
    const files = plan.files.map(({ path, text }) => ({
      path,
      text,
      description: existing.includes(path) ? l10n.t('exists') : '',
    }));
    const decision = await this.planned.confirm(folder, files, choices(existing.length, obstacle), obstacle);
    const written = await withProgress(
      { location: ProgressLocation.Notification, title: l10n.t('Writing {0}', plan.folder) },
      (signal) => this.writer.write(plan, into, decision, signal),
    );
    await this.planned.close();
    this.view.select(written.folder);
    await window.showTextDocument(Uri.file(written.open), { preview: false });
    // Not awaited: the plugin is written, and the offer stays until it is answered.
    void offerFirstSteps(written.folder, platform.environment !== undefined && !platform.needsEnvironment);
  }

  /** The names of all that is in the folder, and of any plugin. */
  private async namesTaken(folder: string): Promise<IsTaken> {
    const there = await workspace.fs.readDirectory(Uri.file(folder)).then(
      (entries) => entries.map(([name]) => name),
      () => [],
    );
    return takenAmong([...there, ...this.catalog.plugins.map(({ name }) => name)]);
  }

  private async chooseKind(): Promise<{ readonly scaffold: NewFolderScaffold; readonly platform: Platform }> {
    const items = this.platforms.flatMap((platform) =>
      (platform.scaffolds ?? [])
        .filter((kind) => kind.into === 'new-folder')
        .map((kind) => ({
          label: kind.title,
          description: platform.title,
          detail: kind.description,
          scaffold: kind,
          platform,
        })),
    );
    return picked(
      window.showQuickPick(items, { title: l10n.t('New plugin'), placeHolder: l10n.t('What kind of plugin?') }),
    );
  }
}

function choices(existing: number, obstacle: string | undefined): Choosable<Decision>[] {
  const rename = {
    label: `$(edit) ${l10n.t('Write under a free name')}`,
    description: l10n.t('the folder and its files stay as they are'),
    decision: 'rename' as const,
  };
  if (obstacle) {
    return [rename];
  }
  if (existing === 0) {
    return [{ label: `$(check) ${l10n.t('Write these files')}`, description: '', decision: 'refuse' }];
  }
  return [
    rename,
    {
      label: `$(debug-step-over) ${l10n.t('Skip what exists')}`,
      description: l10n.t('{0} files stay as they are', existing),
      decision: 'skip',
    },
    {
      label: `$(replace-all) ${l10n.t('Overwrite what exists')}`,
      description: l10n.t('{0} files are replaced', existing),
      decision: 'overwrite',
    },
  ];
}

async function choosePlace(places: readonly string[]): Promise<string> {
  const items: (QuickPickItem & { readonly uri: Uri | undefined })[] = [
    ...places.map((folder) => ({ label: basename(folder), description: folder, uri: Uri.file(folder) })),
    { label: `$(folder-opened) ${l10n.t('Another folder…')}`, description: '', uri: undefined },
  ];
  const first = items[0];
  const item =
    places.length === 0
      ? first
      : await picked(
          window.showQuickPick(items, { title: l10n.t('New plugin'), placeHolder: l10n.t('Make it in which folder?') }),
        );
  if (item?.uri) {
    return pathOf(item.uri);
  }
  const [chosen] = await picked(
    window.showOpenDialog({ canSelectFiles: false, canSelectFolders: true, openLabel: l10n.t('Make It Here') }),
  );
  if (!chosen) {
    throw new DOMException('Nothing was picked.', 'AbortError');
  }
  return pathOf(chosen);
}

/** What a new plugin needs before it runs; outside the workspace its folder is opened first. */
async function offerFirstSteps(folder: string, hasEnvironment: boolean): Promise<void> {
  const name = basename(folder);
  if (!workspace.getWorkspaceFolder(Uri.file(folder))) {
    const open = l10n.t('Open Folder');
    if ((await window.showInformationMessage(noticeText(l10n.t('{0} is written.', name)), open)) === open) {
      await editorCommands.executeCommand('vscode.openFolder', Uri.file(folder), { forceNewWindow: true });
    }
    return;
  }
  if (hasEnvironment) {
    const setUp = l10n.t('Set Up Python Environment');
    const told = l10n.t('{0} is written. It runs once its Python environment is set up.', name);
    if ((await window.showInformationMessage(noticeText(told), setUp)) === setUp) {
      await editorCommands.executeCommand(ids.command.setUpEnvironment, folder);
    }
  }
}
