import {
  Disposable,
  EventEmitter,
  ProgressLocation,
  QuickInputButtons,
  Uri,
  commands as editorCommands,
  l10n,
  window,
  workspace,
  type InputBox,
  type QuickPickItem,
} from 'vscode';
import { basename, join } from '../../base/paths';
import { caseless, type Answers, type Question, type ScaffoldKind, type ScaffoldPlan } from '../../base/scaffold';
import type { Catalog } from '../../catalog/catalog';
import { placesOfPlugins } from '../../catalog/places-of-plugins';
import { ids } from '../../ids';
import type { Platform } from '../../platforms/platform';
import type { Decision, ScaffoldWriter } from '../../runtime/scaffold/scaffold-writer';
import { readTemplates } from '../../runtime/scaffold/templates';
import { withProgress } from '../cancellation';
import type { Commands } from '../commands';
import { pathOf } from '../editor-files';
import { noticeText } from '../notice-text';
import { picked } from '../plugins/choose-plugin';

const SCHEME = 'plugin-workbench-preview';

/** New Plugin…: kind, questions, place, a preview of every file, and then the writing, whole or not at all. */
export class NewPlugin implements Disposable {
  private readonly previewed = new Map<string, string>();
  private readonly changed = new EventEmitter<Uri>();
  private readonly registration = workspace.registerTextDocumentContentProvider(SCHEME, {
    onDidChange: this.changed.event,
    provideTextDocumentContent: (uri) => this.previewed.get(uri.path) ?? '',
  });

  /** @param templates The folder that holds `<platform>/<kind>` for each kind. */
  constructor(
    private readonly platforms: readonly Platform[],
    private readonly templates: string,
    private readonly writer: ScaffoldWriter,
    private readonly catalog: Catalog,
  ) {}

  register(commands: Commands): Disposable {
    return Disposable.from(
      this,
      commands.add(ids.command.newPlugin, () => this.run()),
    );
  }

  dispose(): void {
    this.registration.dispose();
    this.changed.dispose();
  }

  private async run(): Promise<void> {
    const kind = await this.chooseKind();
    const into = await choosePlace(await placesOfPlugins(this.catalog));
    const answers = await askAll(kind, await this.namesTaken(into));
    const plan = kind.plan(answers, await readTemplates(join(this.templates, ...kind.id.split('.'))));
    await this.writer.mend(join(into, plan.folder));
    const found = await this.writer.inspect(plan, into);
    const decision = await this.confirm(plan, found.folder, found.existing, found.obstacle);
    const written = await withProgress(
      { location: ProgressLocation.Notification, title: l10n.t('Writing {0}', plan.folder) },
      (signal) => this.writer.write(plan, into, decision, signal),
    );
    await closePreviews();
    await window.showTextDocument(Uri.file(written.open), { preview: false });
    // Not awaited: the plugin is written, and the offer stays until it is answered.
    void offerFirstSteps(written.folder);
  }

  /** True for the name of anything in the folder, as a file system without upper and lower case sees it, and of any plugin. */
  private async namesTaken(folder: string): Promise<(name: string) => boolean> {
    const there = await workspace.fs.readDirectory(Uri.file(folder)).then(
      (entries) => entries.map(([name]) => name),
      () => [],
    );
    const taken = new Set([...there, ...this.catalog.plugins.map(({ name }) => name)].map(caseless));
    return (name) => taken.has(caseless(name));
  }

  private async chooseKind(): Promise<ScaffoldKind> {
    const items = this.platforms.flatMap((platform) =>
      (platform.scaffolds ?? []).map((kind) => ({
        label: kind.title,
        description: platform.title,
        detail: kind.description,
        scaffold: kind,
      })),
    );
    const item = await picked(
      window.showQuickPick(items, { title: l10n.t('New plugin'), placeHolder: l10n.t('What kind of plugin?') }),
    );
    return item.scaffold;
  }

  /** Shows the files as they will be until the person says what is to happen. */
  private async confirm(
    plan: ScaffoldPlan,
    folder: string,
    existing: readonly string[],
    obstacle: string | undefined,
  ): Promise<Decision> {
    const there = new Set(existing);
    const write = choices(existing.length, obstacle);
    const files = plan.files.map(({ path }) => ({
      label: `$(file) ${path}`,
      description: there.has(path) ? l10n.t('exists') : '',
      path,
      decision: undefined,
    }));
    const picker = window.createQuickPick<(typeof write)[number] | (typeof files)[number]>();
    picker.title = l10n.t('{0}: {1} files', folder, plan.files.length);
    picker.placeholder = obstacle ?? l10n.t('Look at a file, or write them all');
    picker.items = [...write, ...files];
    picker.matchOnDescription = true;
    picker.ignoreFocusOut = true;
    try {
      return await new Promise<Decision>((resolve, reject) => {
        picker.onDidAccept(() => {
          const [item] = picker.activeItems;
          if (item?.decision) {
            resolve(item.decision);
          } else if (item && 'path' in item) {
            void this.preview(plan, item.path);
          }
        });
        picker.onDidHide(() => reject(new DOMException('Nothing was picked.', 'AbortError')));
        picker.show();
      });
    } finally {
      picker.dispose();
    }
  }

  private async preview(plan: ScaffoldPlan, path: string): Promise<void> {
    const uri = Uri.from({ scheme: SCHEME, path: `/${plan.folder}/${path}` });
    this.previewed.set(uri.path, plan.files.find((file) => file.path === path)?.text ?? '');
    this.changed.fire(uri);
    await window.showTextDocument(uri, { preview: true, preserveFocus: true });
  }
}

function choices(
  existing: number,
  obstacle: string | undefined,
): { label: string; description: string; decision: Decision }[] {
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

async function askAll({ questions, title }: ScaffoldKind, isTaken: (name: string) => boolean): Promise<Answers> {
  const answers: Record<string, string> = {};
  let step = 0;
  while (step < questions.length) {
    const question = questions[step];
    if (question) {
      const answer = await ask(question, answers, isTaken, title, step, questions.length);
      if (answer === 'back') {
        step -= 1;
        continue;
      }
      answers[question.id] = answer.value;
    }
    step += 1;
  }
  return answers;
}

async function ask(
  question: Question,
  earlier: Answers,
  isTaken: (name: string) => boolean,
  title: string,
  step: number,
  of: number,
): Promise<'back' | { value: string }> {
  const input: InputBox = window.createInputBox();
  input.title = `${title}: ${question.title}`;
  input.prompt = question.prompt;
  input.value = earlier[question.id] ?? question.default(earlier, isTaken);
  input.step = step + 1;
  input.totalSteps = of;
  input.ignoreFocusOut = true;
  input.buttons = step > 0 ? [QuickInputButtons.Back] : [];
  const refuse = (): string | undefined => question.validate(input.value, earlier);
  try {
    return await new Promise((resolve, reject) => {
      input.onDidChangeValue(() => (input.validationMessage = refuse()));
      input.onDidTriggerButton(() => resolve('back'));
      input.onDidAccept(() => {
        input.validationMessage = refuse();
        if (input.validationMessage === undefined) {
          resolve({ value: input.value });
        }
      });
      input.onDidHide(() => reject(new DOMException('Nothing was typed.', 'AbortError')));
      input.show();
    });
  } finally {
    input.dispose();
  }
}

async function closePreviews(): Promise<void> {
  const tabs = window.tabGroups.all
    .flatMap(({ tabs: all }) => all)
    .filter(
      ({ input }) =>
        typeof input === 'object' && input !== null && 'uri' in input && (input.uri as Uri).scheme === SCHEME,
    );
  await window.tabGroups.close(tabs);
}

/** A new plugin runs once its environment is there; outside the workspace its folder is opened first. */
async function offerFirstSteps(folder: string): Promise<void> {
  if (workspace.getWorkspaceFolder(Uri.file(folder))) {
    const setUp = l10n.t('Set Up Python Environment');
    if (
      (await window.showInformationMessage(
        noticeText(l10n.t('{0} is written. It runs once its Python environment is set up.', basename(folder))),
        setUp,
      )) === setUp
    ) {
      await editorCommands.executeCommand(ids.command.setUpEnvironment, folder);
    }
    return;
  }
  const open = l10n.t('Open Folder');
  if ((await window.showInformationMessage(noticeText(l10n.t('{0} is written.', basename(folder))), open)) === open) {
    await editorCommands.executeCommand('vscode.openFolder', Uri.file(folder), { forceNewWindow: true });
  }
}
