import { EventEmitter, Uri, commands, l10n, window, workspace, type Disposable } from 'vscode';
import { basename } from '../../base/paths';

const SCHEME = 'plugin-workbench-preview';

/** A file as it would be written. */
export interface PlannedFile {
  readonly path: string;
  /** What is to be said of it beside its path. */
  readonly description: string;
  readonly text: string;
  /** The absolute path of the file that it is an edit of. */
  readonly editOf?: string;
}

/** What a person can decide about the files that are shown. */
export interface Choosable<D> {
  readonly label: string;
  readonly description: string;
  readonly decision: D;
}

/** Shows files as they would be written, before anything is. */
export class PlannedFiles implements Disposable {
  private readonly texts = new Map<string, string>();
  private readonly changed = new EventEmitter<Uri>();
  private readonly registration = workspace.registerTextDocumentContentProvider(SCHEME, {
    onDidChange: this.changed.event,
    provideTextDocumentContent: (uri) => this.texts.get(uri.path) ?? '',
  });

  dispose(): void {
    this.registration.dispose();
    this.changed.dispose();
  }

  /**
   * Shows the files of a folder, each as soon as it is picked, until the person decides.
   * @throws an AbortError when the person decides nothing
   */
  async confirm<D>(
    folder: string,
    files: readonly PlannedFile[],
    choices: readonly Choosable<D>[],
    obstacle?: string,
  ): Promise<D> {
    const picker = window.createQuickPick<Choosable<D> | { label: string; description: string; file: PlannedFile }>();
    picker.title = l10n.t('{0}: {1} files', folder, files.length);
    picker.placeholder = obstacle ?? l10n.t('Look at a file, or write them all');
    picker.items = [
      ...choices,
      ...files.map((file) => ({
        label: `$(${file.editOf === undefined ? 'file' : 'edit'}) ${file.path}`,
        description: file.description,
        file,
      })),
    ];
    picker.matchOnDescription = true;
    picker.ignoreFocusOut = true;
    try {
      return await new Promise<D>((resolve, reject) => {
        picker.onDidAccept(() => {
          const [item] = picker.activeItems;
          if (item && 'decision' in item) {
            resolve(item.decision);
          } else if (item) {
            void this.preview(basename(folder), item.file);
          }
        });
        picker.onDidHide(() => reject(new DOMException('Nothing was picked.', 'AbortError')));
        picker.show();
      });
    } finally {
      picker.dispose();
    }
  }

  /** Closes what was looked at. */
  async close(): Promise<void> {
    const tabs = window.tabGroups.all.flatMap((group) => group.tabs);
    await window.tabGroups.close(tabs.filter(({ input }) => isPreview(input)));
  }

  private async preview(folder: string, { path, text, editOf }: PlannedFile): Promise<void> {
    const uri = Uri.from({ scheme: SCHEME, path: `/${folder}/${path}` });
    this.texts.set(uri.path, text);
    this.changed.fire(uri);
    const shown = { preview: true, preserveFocus: true };
    await (editOf === undefined
      ? window.showTextDocument(uri, shown)
      : commands.executeCommand('vscode.diff', Uri.file(editOf), uri, l10n.t('{0}: as it would be', path), shown));
  }
}

/** True for the tab of a planned file, and for that of a planned edit beside its file. */
function isPreview(input: unknown): boolean {
  const { uri, modified } = (input ?? {}) as { readonly uri?: Uri; readonly modified?: Uri };
  return uri?.scheme === SCHEME || modified?.scheme === SCHEME;
}
