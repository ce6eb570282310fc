import { Disposable, EventEmitter, Uri, l10n, window, workspace } from 'vscode';
import type { EndpointRegistrations } from '../../../../../platforms/spaceone/registrations/endpoint-registrations';
import { keyOf, type Registration } from '../../../../../platforms/spaceone/registrations/registration';
import { registrationYaml } from '../../../../../platforms/spaceone/registrations/registered-text';
import type { Endpoint } from '../../../../../platforms/spaceone/registrations/endpoints';
import { openDocument } from '../../../../language/open-document';
import type { Endpoints } from '../endpoints/endpoints';

/** Not among the schemes in which manifests are looked for: what a server says is nobody's to mend. */
const SCHEME = 'plugin-workbench-registration';

/** Registered plugins as read-only YAML, kept as the endpoint last said them. */
export class RegistrationDocuments implements Disposable {
  private readonly changed = new EventEmitter<Uri>();
  private readonly texts = new Map<string, string>();
  private readonly listening: Disposable;

  constructor(
    private readonly endpoints: Endpoints,
    private readonly redact: (text: string) => string,
  ) {
    this.listening = Disposable.from(
      workspace.registerTextDocumentContentProvider(SCHEME, {
        onDidChange: this.changed.event,
        provideTextDocumentContent: (uri) => this.text(uri),
      }),
      endpoints.onDidChangeRegistrations(({ id }) => this.look(id)),
      workspace.onDidCloseTextDocument(({ uri }) => this.texts.delete(uri.toString())),
    );
  }

  async show(endpoint: Endpoint, registration: Registration): Promise<void> {
    const uri = registrationUri(endpoint, registration);
    await window.showTextDocument(await openDocument(uri), { preview: true });
  }

  dispose(): void {
    this.listening.dispose();
    this.changed.dispose();
  }

  private look(endpointId: string): void {
    for (const { uri } of workspace.textDocuments) {
      if (uri.scheme === SCHEME && placeOf(uri)[0] === endpointId) {
        const before = this.texts.get(uri.toString());
        if (this.text(uri) !== before) {
          this.changed.fire(uri);
        }
      }
    }
  }

  private text(uri: Uri): string {
    const [endpointId, key] = placeOf(uri);
    const endpoint = this.endpoints.find(endpointId);
    const model = endpoint && this.endpoints.registrationsOf(endpoint);
    const found = model?.plugins.find((registration) => keyOf(registration) === key);
    const text = found
      ? this.redact(registrationYaml(found))
      : (this.wordsWithout(model) ?? this.texts.get(uri.toString()));
    this.texts.set(uri.toString(), text ?? '');
    return text ?? '';
  }

  /** What is gone while a list is coming, or with its endpoint, stays as it was last seen. */
  private wordsWithout(model: EndpointRegistrations | undefined): string | undefined {
    if (model?.state.is === 'not asked') {
      return `# ${l10n.t('The endpoint has not been asked yet. Its node in Registered Plugins does so.')}\n`;
    }
    return model?.isKnown === true ? `# ${l10n.t('It is not registered any more.')}\n` : undefined;
  }
}

/** Where a registered plugin is read. */
export function registrationUri(endpoint: Endpoint, registration: Registration): Uri {
  return Uri.from({
    scheme: SCHEME,
    path: ['', endpoint.name, registration.repository?.id ?? '', `${registration.id}.yaml`]
      .map((part) => part.replaceAll('/', '-'))
      .join('/'),
    query: JSON.stringify([endpoint.id, keyOf(registration)]),
  });
}

function placeOf({ query }: Uri): readonly [endpointId: string, key: string] {
  return JSON.parse(query) as [string, string];
}
