import { Uri, commands as editorCommands, env, l10n, window, type TextDocument } from 'vscode';
import { WorkbenchError } from '../../../../base/workbench-error';
import type { Sources } from '../../../../catalog/sources';
import { ids } from '../../../../ids';
import { hideSecrets } from '../../../../platforms/bksops/exchange/hidden-secrets';
import { importSources } from '../../../../platforms/bksops/exchange/import-forms';
import { newManifest, withSources } from '../../../../platforms/bksops/exchange/manifest-edits';
import type { ExchangedSources, SourceFields } from '../../../../platforms/bksops/exchange/source-fields';
import { sourceOfAnswers, sourceQuestions, variablesOf } from '../../../../platforms/bksops/exchange/source-questions';
import { pathOf } from '../../../editor-files';
import { openDocument } from '../../../language/open-document';
import { noticeText } from '../../../notice-text';
import { picked } from '../../../plugins/choose-plugin';
import { askAll } from '../../../scaffold/ask';
import { nameOf, type SourceArgument } from './choose-source';
import type { SourceSecrets } from './source-secrets';
import { chooseFolder, rewrite, showAt, writeNew } from './written-manifest';

/** Where sources are written: into a manifest, or into a new one. */
type Target = { readonly file: string } | { readonly folder: string };

/** Adds sources to manifests: asked for one by one, or taken over from what SOPS has. */
export class AddSource {
  constructor(
    private readonly sources: Pick<Sources, 'all'>,
    private readonly secrets: SourceSecrets,
  ) {}

  /** Add Source…: a question after the other, and then the values of what stands for credentials. */
  async ask(given: SourceArgument): Promise<void> {
    const target = await this.target(given);
    const names = await this.namesIn(target);
    const answers = await askAll(l10n.t('Add source'), sourceQuestions, (name) => names.has(name.toLowerCase()));
    const source = sourceOfAnswers(answers);
    const document = await this.write(target, { origins: [source], caches: [] });
    await showAt(document, `name: ${source.name}`);
    for (const name of variablesOf(source)) {
      if (!(await this.secrets.has(pathOf(document.uri), name))) {
        await this.secrets.ask(pathOf(document.uri), name);
      }
    }
    const sync = l10n.t('Sync All Sources');
    const pressed = await window.showInformationMessage(
      noticeText(l10n.t('{0} is in {1}. Sync it to see what it holds.', source.name, nameOf(pathOf(document.uri)))),
      sync,
    );
    if (pressed === sync) {
      await editorCommands.executeCommand(ids.command.syncAllSources, { is: 'manifest', file: pathOf(document.uri) });
    }
  }

  /** Import Sources…: those of the API or the settings of a SOPS, without those whose names are taken. */
  async import(given: SourceArgument): Promise<void> {
    const text = await textToImport();
    const found = await importSources(text);
    const target = await this.target(given);
    const names = await this.namesIn(target);
    const isNew = ({ name }: SourceFields): boolean => !names.has(name.toLowerCase());
    const secrets = new Map<string, string>();
    const hidden = (all: readonly SourceFields[]): SourceFields[] =>
      all.filter(isNew).map((source) => {
        const safe = hideSecrets(source);
        safe.secrets.forEach((value, name) => secrets.set(name, value));
        return safe.fields;
      });
    const added = { origins: hidden(found.origins), caches: hidden(found.caches) };
    const count = added.origins.length + added.caches.length;
    if (count === 0) {
      throw new WorkbenchError({ what: l10n.t('All of these sources are in the manifest already.') });
    }
    const document = await this.write(target, added);
    const file = pathOf(document.uri);
    await this.secrets.store(file, secrets);
    await showAt(document, 'name: ');
    const left = found.origins.length + found.caches.length - count;
    const words = [
      l10n.t('{0} of {1} are in {2}.', count, count + left, nameOf(file)),
      ...(left > 0 ? [l10n.t('The names of the others are taken.')] : []),
      ...(secrets.size > 0
        ? [l10n.t('Credentials went to the secret storage: {0}.', [...secrets.keys()].join(', '))]
        : []),
    ];
    void window.showInformationMessage(noticeText(words.join(' ')));
  }

  private async write(target: Target, added: ExchangedSources): Promise<TextDocument> {
    return 'file' in target
      ? rewrite(target.file, (text) => withSources(text, target.file, added))
      : writeNew(target.folder, newManifest(added));
  }

  private async namesIn(target: Target): Promise<ReadonlySet<string>> {
    const all = 'file' in target ? (await this.sources.all()).filter(({ file }) => file === target.file) : [];
    return new Set(all.map(({ name }) => name.toLowerCase()));
  }

  private async target(given: SourceArgument): Promise<Target> {
    if (given?.is === 'manifest') {
      return { file: given.file };
    }
    const files = [...new Set((await this.sources.all()).map(({ file }) => file))];
    if (files.length === 0) {
      return { folder: await chooseFolder() };
    }
    const items = [
      ...files.map((file) => ({ label: nameOf(file), file })),
      { label: `$(new-file) ${l10n.t('New manifest…')}`, file: undefined },
    ];
    const { file } = await picked(window.showQuickPick(items, { placeHolder: l10n.t('Into which manifest?') }));
    return file === undefined ? { folder: await chooseFolder() } : { file };
  }
}

async function textToImport(): Promise<string> {
  const from = await picked(
    window.showQuickPick(
      [
        { label: `$(clippy) ${l10n.t('From the clipboard')}`, isFile: false },
        { label: `$(file) ${l10n.t('From a file…')}`, isFile: true },
      ],
      { placeHolder: l10n.t('The API form of a SOPS, or its setting COMPONENTS_PACKAGE_SOURCES') },
    ),
  );
  if (!from.isFile) {
    return env.clipboard.readText();
  }
  const filters = { [l10n.t('JSON, Python, YAML')]: ['json', 'py', 'yaml', 'yml'] };
  const [uri = Uri.file('')] = await picked(window.showOpenDialog({ filters, openLabel: l10n.t('Import') }));
  return (await openDocument(uri)).getText();
}
