import { Disposable, EventEmitter } from 'vscode';
import type { Files } from '../../../../../base/files';
import type { ManifestEntry, Manifests } from '../../../../../catalog/manifests';
import { cutDocuments } from '../../../../../manifest/parse/document-cuts';
import { LineIndex } from '../../../../../manifest/parse/line-index';
import { ManifestDocument } from '../../../../../manifest/parse/manifest-document';
import { ParseCache } from '../../../../../manifest/parse/parse-cache';
import { registerManifest } from '../../../../../platforms/spaceone/register-manifest';
import { manifestState } from '../../../../../platforms/spaceone/registrations/registration-state';
import type { ManifestNote, ManifestNotes } from '../../../../plugins/manifest-notes';
import type { Endpoints } from '../endpoints/endpoints';
import { registrationText, registrationWords, textOfAll, type ManifestRegistration } from './registration-note';

/** What the chosen endpoint has of the workspace's register manifests; nothing while it has not been asked. */
export class ManifestRegistrations implements ManifestNotes, Disposable {
  private readonly cache = new ParseCache(1_000_000);
  private readonly changed = new EventEmitter<void>();
  private readonly listening: Disposable;
  /** Fires when it may have other ones. */
  readonly onDidChange = this.changed.event;

  constructor(
    private readonly endpoints: Endpoints,
    private readonly manifests: Manifests,
    private readonly files: Pick<Files, 'read'>,
  ) {
    this.listening = Disposable.from(
      endpoints.onDidChange(() => this.changed.fire()),
      endpoints.onDidChangeRegistrations(({ id }) => {
        if (id === endpoints.chosen.id) {
          this.changed.fire();
        }
      }),
    );
  }

  async of(manifest: ManifestEntry): Promise<ManifestNote | undefined> {
    if (manifest.kind !== registerManifest.id) {
      return undefined;
    }
    const registration = await this.registrationOf(manifest);
    return { text: registration && registrationText(registration), words: registrationWords(registration) };
  }

  /** Of the register manifest that asks for most. */
  async in(folder: string): Promise<string | undefined> {
    const { contract } = this.endpoints.registrationsOf(this.endpoints.chosen);
    const entries = contract ? await this.manifests.in(folder) : [];
    const found = await Promise.all(entries.map((entry) => this.registrationOf(entry)));
    return textOfAll(found.filter((each) => each !== undefined));
  }

  dispose(): void {
    this.listening.dispose();
    this.changed.dispose();
  }

  /** Undefined for other kinds, and while the endpoint has not been asked. */
  private async registrationOf({ file, kind, line }: ManifestEntry): Promise<ManifestRegistration | undefined> {
    const { contract, plugins, endpoint } = this.endpoints.registrationsOf(this.endpoints.chosen);
    const text = contract && kind === registerManifest.id ? await this.files.read(file) : undefined;
    if (!contract || text === undefined) {
      return undefined;
    }
    const lines = new LineIndex(text);
    for (const cut of cutDocuments(text)) {
      const document = new ManifestDocument(this.cache.parse(cut.text), registerManifest.dialect);
      if (lines.positionAt(cut.start + document.head.start).line === line - 1) {
        return { state: manifestState(document, plugins, contract), endpoint: endpoint.name };
      }
    }
    return undefined;
  }
}
