import { Disposable, EventEmitter, TabInputText, window, type ExtensionContext, type TreeView } from 'vscode';
import type { Files } from '../../../base/files';
import type { Catalog } from '../../../catalog/catalog';
import type { ManifestEntry, Manifests } from '../../../catalog/manifests';
import { ids } from '../../../ids';
import type { AnswerHistory } from '../../../platforms/answer-history';
import { registerManifest } from '../../../platforms/spaceone/register-manifest';
import type { Redactor } from '../../../runtime/secrets/redactor';
import type { CommandTable } from '../../commands';
import type { Failures } from '../../failures';
import type { CheckedDocuments, FindingsBeside } from '../../language/checked-documents';
import { LateCommands } from '../../late-commands';
import { LateTree } from '../../late-tree';
import type { Log } from '../../log';
import type { ManifestNote, ManifestNotes } from '../../plugins/manifest-notes';
import { localRepositoryPlace } from './registrations/endpoints/local-repository-place';
import { RefusedManifests } from './registrations/publish/refused-manifests';
import { dynamicViews } from './views/dynamic-views';
import type { Registrations } from './registrations/registrations';
import type { RegistrationNode } from './registrations/view/registration-tree';

const { command } = ids;

/** What is done about registrations. A test holds this list against the code that is loaded for it. */
const registrationCommandIds: readonly string[] = [
  command.refreshRegistrations,
  command.filterRegistrations,
  command.clearRegistrationFilter,
  command.groupRegistrations,
  command.showMoreRegistrations,
  command.showRegistration,
  command.copyRegistrationId,
  command.openRegistrationDocs,
  command.openRegistrationIcon,
  command.startLocalRepository,
  command.chooseEndpoint,
  command.addEndpoint,
  command.removeEndpoint,
  command.editEndpointToken,
  command.useAsManagedPlugins,
  command.copyEndpointAddress,
  command.copySpacectlEnvironment,
  command.registerPlugin,
  command.updatePlugin,
  command.enablePlugin,
  command.disablePlugin,
  command.deregisterPlugin,
  command.showRegistrationChanges,
  command.cancelEndpointRequest,
];

/**
 * What the editor has for SpaceONE alone: registrations, and the views of what collectors answer. Most windows need none of it at first, so its code is loaded
 * when its view is seen, one of its commands is run, or a manifest of the platform is open.
 */
export class SpaceoneViews implements ManifestNotes, AsyncDisposable {
  private readonly changed = new EventEmitter<void>();
  readonly onDidChange = this.changed.event;
  /** What endpoints have refused of manifests. */
  readonly findings: FindingsBeside;
  private readonly refused = new RefusedManifests();
  private loading: Promise<Registrations> | undefined;
  private loaded: Registrations | undefined;

  constructor(
    private readonly context: ExtensionContext,
    private readonly manifests: Manifests,
    private readonly files: Pick<Files, 'read'>,
    private readonly redactor: Redactor,
    private readonly failures: Failures,
    private readonly log: Log,
  ) {
    this.findings = this.refused;
  }

  /** Shows its view, and loads the rest when it is needed. */
  register(documents: CheckedDocuments, commands: CommandTable, catalog: Catalog, history: AnswerHistory): Disposable {
    const late = new LateCommands(registrationCommandIds);
    const load = (): Promise<Registrations> => (this.loading ??= this.load(documents, tree.view, late));
    const tree = new LateTree(ids.view.registrations, async () => (await load()).tree);
    if (isLeftOpen()) {
      void load();
    }
    return Disposable.from(
      this.changed,
      this.refused,
      tree,
      late.register(commands, load),
      dynamicViews(this.context.extensionUri, catalog, history, commands),
      documents.onDidCheck(({ checked }) => {
        if (checked?.documents.some(({ kind }) => kind?.platform === registerManifest.platform)) {
          void load();
        }
      }),
    );
  }

  /** While nothing is loaded no endpoint has been asked, so that there is nothing to say but what can be done. */
  async of(manifest: ManifestEntry): Promise<ManifestNote | undefined> {
    if (this.loaded) {
      return this.loaded.notes.of(manifest);
    }
    return manifest.kind === registerManifest.id ? { text: undefined, words: { unregistered: true } } : undefined;
  }

  async in(folder: string): Promise<string | undefined> {
    return this.loaded?.notes.in(folder);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const loaded = await this.loading?.catch(() => undefined);
    await loaded?.[Symbol.asyncDispose]();
  }

  private async load(
    documents: CheckedDocuments,
    view: TreeView<RegistrationNode>,
    commands: CommandTable,
  ): Promise<Registrations> {
    const { context, manifests, files, refused, redactor } = this;
    const place = localRepositoryPlace(context, manifests, this.failures, this.log);
    const { Registrations } = await import('./registrations/registrations');
    const made = new Registrations(context, place, manifests, files, documents, refused, redactor, view, commands);
    made.notes.onDidChange(() => this.changed.fire());
    this.loaded = made;
    return made;
  }
}

/** True when an earlier window has left a document open that only the code to be loaded can give. */
function isLeftOpen(): boolean {
  const inputs = window.tabGroups.all.flatMap(({ tabs }) => tabs.map(({ input }) => input));
  return inputs.some(
    (input) => input instanceof TabInputText && input.uri.scheme.startsWith('plugin-workbench-regist'),
  );
}
