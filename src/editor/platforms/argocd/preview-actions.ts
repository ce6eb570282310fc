import {
  Uri,
  ViewColumn,
  WorkspaceEdit,
  l10n,
  type Range,
  window,
  workspace,
  type TextDocument,
  type TextDocumentShowOptions,
} from 'vscode';
import { isObject } from '../../../base/json';
import { finishInTurns } from '../../../base/steps';
import { fixtureText } from '../../../platforms/argocd/preview/fixture-text';
import { fixtureOf, isSameAddress } from '../../../platforms/argocd/preview/fixtures';
import type { GeneratorPlugin } from '../../../platforms/argocd/generator/generator-finder';
import type { ManifestPreview } from '../../../platforms/argocd/preview/preview-manifest';
import { kubernetesYaml } from '../../../platforms/argocd/preview/previews';
import { objectsIn, rangeOf, type PlacedObject } from '../../../platforms/argocd/preview/set-places';
import { ParseCache } from '../../../manifest/parse/parse-cache';
import { pathOf } from '../../editor-files';
import { rangeIn } from '../../language/checked-documents';
import { openDocument } from '../../language/open-document';
import type { Setting } from './page-messages';
import type { PreviewChoices } from './preview-choices';
import type { PreviewDocuments } from './preview-documents';
import type { ShownPlace } from './preview-html';
import type { PreviewParts, PreviewSession } from './preview-session';

const ADDRESS = /^https?:\/\/[^/\s]+/;

/** What a person can do from the page of a preview. */
export class PreviewActions {
  private readonly cache = new ParseCache(500_000);

  constructor(
    private readonly parts: PreviewParts,
    private readonly documents: PreviewDocuments,
  ) {}

  /** The sets and ConfigMaps of a document as its text is now. */
  placed(document: TextDocument): Promise<PlacedObject[]> {
    return finishInTurns(objectsIn(document.getText(), this.cache));
  }

  /** The place of a preview's set in its document. */
  async placeOf(document: TextDocument, { name }: Pick<ManifestPreview, 'name'>): Promise<PlacedObject | undefined> {
    return (await this.placed(document)).find((each) => each.kind === 'ApplicationSet' && each.name === name);
  }

  /** The generators whose test server could be asked, and is not running. */
  idleServers(session: PreviewSession): { name: string; plugin: GeneratorPlugin }[] {
    const { catalog, runtime } = this.parts;
    return session.choices.server.is === 'running'
      ? session.generators
          .filter((plugin) => ['idle', 'failed'].includes(runtime.servers.of(plugin).state.is))
          .map((plugin) => ({ name: catalog.nameOf(plugin), plugin }))
      : [];
  }

  /**
   * What a choice of the page means, after what has to be asked for; undefined where the person changed their mind.
   * @throws nothing
   */
  async chosen(setting: Setting, value: string, now: PreviewChoices): Promise<Partial<PreviewChoices> | undefined> {
    switch (setting) {
      case 'version':
        return value === '3.5' || value === '3.6' ? { version: value } : undefined;
      case 'server':
        return value === 'running' || value === 'manifests' ? { server: { is: value } } : this.askAddress(now);
      case 'against':
        return value === 'nothing' || value === 'kept' ? { against: { is: value } } : this.askAgainst(value, now);
    }
  }

  async openYaml(session: PreviewSession, viewColumn: ViewColumn): Promise<void> {
    await this.documents.show(session, viewColumn);
  }

  async openPlace(session: PreviewSession, { preview, place }: ShownPlace): Promise<void> {
    const shown = session.result?.previews[preview];
    const set = shown && (await this.placeOf(session.document, shown));
    if (set) {
      const range = rangeIn(session.document, rangeOf(set, place));
      await window.showTextDocument(session.document, besideThePage(session.document, range));
    }
  }

  /** Writes what the fixture of the document lacks, behind what it has, and shows it. */
  async writeFixture({ document, result }: PreviewSession): Promise<void> {
    const file = fixtureOf(pathOf(document.uri));
    const uri = Uri.file(file);
    const before = await this.parts.files.read(file);
    const yaml = kubernetesYaml(this.parts.runtime.templateEngine);
    const read = before === undefined ? undefined : await yaml(before);
    const around = await this.parts.objects.around(new AbortController().signal);
    const own = await around.repositoryAround(file);
    const isOwn = (address: string): boolean => own?.addresses.some((each) => isSameAddress(each, address)) === true;
    let known = isObject(read) ? read : undefined;
    const texts: string[] = [];
    for (const { set } of result?.previews ?? []) {
      const text = set && fixtureText(file.replace('.preview.yaml', '.yaml'), set, known, isOwn);
      if (text !== undefined) {
        texts.push(text);
        known = { ...known, ...((await yaml(text)) as object) };
      }
    }
    if (texts.length > 0) {
      const edit = new WorkspaceEdit();
      if (before === undefined) {
        edit.createFile(uri, { contents: Buffer.from(texts.join('')) });
      } else {
        const open = await openDocument(uri);
        const end = open.lineAt(open.lineCount - 1).range.end;
        edit.insert(uri, end, `${before.endsWith('\n') || before === '' ? '' : '\n'}${texts.join('')}`);
      }
      await workspace.applyEdit(edit);
    }
    await window.showTextDocument(await openDocument(uri), { viewColumn: ViewColumn.One });
  }

  private async askAddress({ server }: PreviewChoices): Promise<Partial<PreviewChoices> | undefined> {
    const url = await window.showInputBox({
      title: l10n.t('Address of the server that is asked in the place of each baseUrl'),
      value: server.is === 'address' ? server.url : 'http://127.0.0.1:4355',
      validateInput: (text) =>
        ADDRESS.test(text) ? undefined : l10n.t('An address of HTTP, such as http://127.0.0.1:4355.'),
    });
    return url === undefined ? undefined : { server: { is: 'address', url } };
  }

  private async askAgainst(value: string, { against }: PreviewChoices): Promise<Partial<PreviewChoices> | undefined> {
    if (value === 'other-saved') {
      const [file] =
        (await window.showOpenDialog({
          title: l10n.t('Saved Applications'),
          openLabel: l10n.t('Compare'),
          filters: { [l10n.t('Applications')]: ['yaml', 'yml', 'json'] },
        })) ?? [];
      return file && { against: { is: 'saved', file: pathOf(file) } };
    }
    if (value !== 'other-revision') {
      return undefined;
    }
    const revision = await window.showInputBox({
      title: l10n.t('Revision of the repository, such as a branch, a tag or a commit'),
      value: against.is === 'revision' ? against.revision : 'HEAD',
      validateInput: (text) => (text.trim() === '' ? l10n.t('A revision, such as HEAD or main.') : undefined),
    });
    return revision === undefined ? undefined : { against: { is: 'revision', revision: revision.trim() } };
  }
}

/** Where the document is shown already, else in the first column: the page stands beside it. */
function besideThePage(document: TextDocument, selection: Range): TextDocumentShowOptions {
  const shown = window.visibleTextEditors.find((editor) => editor.document === document);
  return { viewColumn: shown?.viewColumn ?? ViewColumn.One, selection };
}
