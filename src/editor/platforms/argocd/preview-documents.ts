import {
  EventEmitter,
  Hover,
  MarkdownString,
  Uri,
  languages,
  window,
  workspace,
  type Disposable,
  type ViewColumn,
  type Position,
  type TextDocument,
} from 'vscode';
import { basename } from '../../../base/paths';
import { finishInTurns } from '../../../base/steps';
import { k8s } from '../../../manifest/dialects/k8s-dialect';
import { cutDocuments } from '../../../manifest/parse/document-cuts';
import { ManifestDocument } from '../../../manifest/parse/manifest-document';
import { ParseCache } from '../../../manifest/parse/parse-cache';
import { shift } from '../../../manifest/parse/text-range';
import { applicationsText } from '../../../platforms/argocd/preview/application-text';
import { originMarkdown } from '../../../platforms/argocd/preview/origin-words';
import { pathAt } from '../../../platforms/argocd/preview/set-places';
import { originOf } from '../../../platforms/argocd/preview/value-origin';
import { rangeIn } from '../../language/checked-documents';
import { openDocument } from '../../language/open-document';
import type { PreviewSession } from './preview-session';

/** Not among the schemes in which manifests are looked for: what is generated is nobody's to mend. */
const SCHEME = 'plugin-workbench-preview';

/** The Applications of previews as read-only YAML, which follows the page; a hover tells where a value comes from. */
export class PreviewDocuments implements Disposable {
  private readonly changed = new EventEmitter<Uri>();
  private readonly sessions = new Map<string, PreviewSession>();
  private readonly texts = new Map<string, string>();
  private readonly following = new Map<string, Disposable>();
  private readonly cache = new ParseCache(500_000);
  private readonly parts: readonly Disposable[];

  constructor(private readonly redact: (text: string) => string) {
    this.parts = [
      this.changed,
      workspace.registerTextDocumentContentProvider(SCHEME, {
        onDidChange: this.changed.event,
        provideTextDocumentContent: (uri) => this.texts.get(uri.toString()) ?? '',
      }),
      workspace.onDidCloseTextDocument(({ uri }) => this.forget(uri.toString())),
      languages.registerHoverProvider(
        { scheme: SCHEME },
        { provideHover: (document, position) => this.hover(document, position) },
      ),
    ];
  }

  /** Opens the Applications of a session, or goes to where they are open. */
  async show(session: PreviewSession, viewColumn: ViewColumn): Promise<void> {
    const uri = uriOf(session);
    this.sessions.set(uri.toString(), session);
    await this.write(uri, session);
    if (!this.following.has(uri.toString())) {
      this.following.set(
        uri.toString(),
        session.onDidChange(() => void this.write(uri, session)),
      );
    }
    const shown = window.visibleTextEditors.find(({ document }) => document.uri.toString() === uri.toString());
    await window.showTextDocument(await openDocument(uri), {
      preview: false,
      viewColumn: shown?.viewColumn ?? viewColumn,
    });
  }

  dispose(): void {
    this.parts.forEach((part) => void part.dispose());
    this.following.forEach((each) => void each.dispose());
  }

  private async write(uri: Uri, { file, result, isRunning }: PreviewSession): Promise<void> {
    if (isRunning || !result) {
      return;
    }
    const applications = result.previews.flatMap(({ error, applications: made }) => (error === undefined ? made : []));
    const head = `What the ApplicationSets of ${basename(file)} would generate: read only, and made anew while you type.`;
    const text = this.redact(await finishInTurns(applicationsText(head, applications)));
    if (text !== this.texts.get(uri.toString())) {
      this.texts.set(uri.toString(), text);
      this.changed.fire(uri);
    }
  }

  /** Where the value under the pointer comes from. */
  private async hover(document: TextDocument, position: Position): Promise<Hover | undefined> {
    const result = this.sessions.get(document.uri.toString())?.result;
    const offset = document.offsetAt(position);
    const cuts = cutDocuments(document.getText()).filter(({ text }) => /^kind: Application$/m.test(text));
    const index = cuts.findIndex(({ start, text }) => offset >= start && offset < start + text.length);
    const cut = cuts[index];
    if (!cut || !result) {
      return undefined;
    }
    const made = result.previews.flatMap((preview) =>
      preview.error === undefined ? preview.applications.map((application) => ({ preview, application })) : [],
    );
    const found = made[index];
    const parsed = new ManifestDocument(await finishInTurns(this.cache.parseInSteps(cut.text)), k8s);
    const at = pathAt({ kind: 'Application', name: '', document: parsed, start: cut.start }, offset);
    const origin = found && at && originOf(found.preview, found.application, at.path);
    return origin && at.node.is === 'scalar'
      ? new Hover(
          new MarkdownString(this.redact(originMarkdown(origin))),
          rangeIn(document, shift(at.node.range, cut.start)),
        )
      : undefined;
  }

  private forget(key: string): void {
    this.following.get(key)?.dispose();
    this.following.delete(key);
    this.sessions.delete(key);
    this.texts.delete(key);
  }
}

/** Where the Applications of a session are read. */
export function uriOf({ document }: Pick<PreviewSession, 'document'>): Uri {
  const name = basename(document.uri.path).replace(/\.(?:ya?ml|json)$/, '');
  return Uri.from({ scheme: SCHEME, path: `/${name}.applications.yaml`, query: document.uri.toString() });
}
