import { Disposable, type ExtensionContext, type TreeDataProvider, type TreeView } from 'vscode';
import type { Files } from '../../../../base/files';
import type { Manifests } from '../../../../catalog/manifests';
import type { Redactor } from '../../../../runtime/secrets/redactor';
import type { CommandTable } from '../../../commands';
import type { CheckedDocuments } from '../../../language/checked-documents';
import type { ManifestNotes } from '../../../plugins/manifest-notes';
import { endpointCommands } from './endpoints/endpoint-commands';
import { EndpointTokens } from './endpoints/endpoint-tokens';
import { Endpoints } from './endpoints/endpoints';
import { WindowRepository } from './endpoints/local-repository';
import type { LocalRepositoryPlace } from './endpoints/local-repository-place';
import { ManagedSources } from './endpoints/managed-sources';
import { SpacectlFiles } from './endpoints/spacectl-files';
import { ManifestRegistrations } from './publish/manifest-registrations';
import { deployments, type Calling } from './publish/deployments';
import { publishing } from './publish/publishing';
import type { RefusedManifests } from './publish/refused-manifests';
import { registrationCommands } from './view/registration-commands';
import { RegistrationDocuments } from './view/registration-documents';
import type { RegistrationNode } from './view/registration-tree';
import { RegistrationsView } from './view/registrations-view';

/** What endpoints have registered, in the editor; made when the first of it is needed. */
export class Registrations implements AsyncDisposable {
  readonly tree: TreeDataProvider<RegistrationNode>;
  readonly notes: ManifestNotes;
  private readonly local: WindowRepository;
  private readonly parts: Disposable;

  constructor(
    { secrets, workspaceState }: Pick<ExtensionContext, 'secrets' | 'workspaceState'>,
    place: LocalRepositoryPlace,
    manifests: Manifests,
    files: Pick<Files, 'read'>,
    documents: CheckedDocuments,
    refused: RefusedManifests,
    redactor: Redactor,
    shown: TreeView<RegistrationNode>,
    commands: CommandTable,
    calling: Calling,
  ) {
    const tokens = new EndpointTokens(secrets);
    this.local = new WindowRepository(place, redactor);
    const endpoints = new Endpoints(this.local, new SpacectlFiles(), tokens, workspaceState, redactor);
    const notes = new ManifestRegistrations(endpoints, manifests, files);
    const managed = new ManagedSources(endpoints, place.tell);
    const view = new RegistrationsView(endpoints, managed, workspaceState, shown);
    const texts = new RegistrationDocuments(endpoints, (text) => redactor.redact(text));
    this.tree = view;
    this.notes = notes;
    this.parts = Disposable.from(
      notes,
      view,
      texts,
      managed,
      endpoints,
      deployments(endpoints, documents, calling, commands),
      publishing(endpoints, manifests, documents, refused, commands),
      endpointCommands(endpoints, tokens, commands),
      registrationCommands(endpoints, view, texts, commands),
    );
  }

  /** Resolves when the local Repository listens no more. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.parts.dispose();
    await this.local[Symbol.asyncDispose]();
  }
}
