import { Disposable, EventEmitter, Range, Uri, commands as editorCommands, l10n, workspace } from 'vscode';
import { WorkbenchError } from '../../../../../base/workbench-error';
import { basename } from '../../../../../base/paths';
import type { Manifests } from '../../../../../catalog/manifests';
import { ids } from '../../../../../ids';
import { registeredManifest } from '../../../../../platforms/spaceone/registrations/registered-text';
import { manifestState, type ManifestState } from '../../../../../platforms/spaceone/registrations/registration-state';
import type { CommandTable } from '../../../../commands';
import { pathOf } from '../../../../editor-files';
import { openDocument } from '../../../../language/open-document';
import type { EndpointWrites } from '../publish/endpoint-writes';
import type { Endpoints } from '../endpoints/endpoints';
import {
  chooseRegisterManifest,
  registerManifestsIn,
  type ManifestArgument,
  type RegisterManifest,
} from '../publish/register-manifests';

const SCHEME = 'plugin-workbench-registered';
/** The registered side follows an edit of the manifest after this many milliseconds. */
const PAUSE = 200;

/** *Show Changes*: a manifest as it is registered, read-only, beside the manifest. */
export function registrationDiff(
  endpoints: Endpoints,
  manifests: Manifests,
  writes: EndpointWrites,
  commands: CommandTable,
): Disposable {
  const sides = new RegisteredSides(endpoints, manifests);
  return Disposable.from(
    sides,
    commands.add(ids.command.showRegistrationChanges, async (given: ManifestArgument) => {
      await endpoints.ready();
      const manifest = await chooseRegisterManifest(manifests, given);
      const registrations = endpoints.registrationsOf(endpoints.chosen);
      const { endpoint } = registrations;
      const contract = await writes.load(registrations);
      const found = manifestState(manifest.manifest, registrations.plugins, contract);
      if (found.is !== 'changed') {
        throw new WorkbenchError({ what: sameWords(found, endpoint.name) });
      }
      const { document, line } = manifest;
      const file = basename(pathOf(document.uri));
      await editorCommands.executeCommand(
        'vscode.diff',
        sides.uriOf(manifest, endpoint.id),
        document.uri,
        l10n.t('{0} registered at {1} ↔ {2}', found.pluginId, endpoint.name, file),
        { selection: new Range(line, 0, line, 0) },
      );
    }),
  );
}

function sameWords(state: ManifestState, endpoint: string): string {
  return state.is === 'registered'
    ? l10n.t('{0} is registered at {1} as it stands here.', state.pluginId, endpoint)
    : l10n.t('The plugin of this manifest is not registered at {0}.', endpoint);
}

/** Manifests as they are registered: read-only documents that follow the manifest and the endpoint. */
class RegisteredSides implements Disposable {
  private readonly changed = new EventEmitter<Uri>();
  private readonly listening: Disposable;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly endpoints: Endpoints,
    private readonly manifests: Manifests,
  ) {
    this.listening = Disposable.from(
      workspace.registerTextDocumentContentProvider(SCHEME, {
        onDidChange: this.changed.event,
        provideTextDocumentContent: (uri) => this.textOf(uri),
      }),
      workspace.onDidChangeTextDocument(({ document }) => {
        if (document.languageId === 'yaml' && document.uri.scheme !== SCHEME) {
          this.followSoon();
        }
      }),
      endpoints.onDidChangeRegistrations(() => this.followSoon()),
    );
  }

  /** The address of what is registered at an endpoint of a document's manifest. */
  uriOf({ document, line }: RegisterManifest, endpoint: string): Uri {
    const manifest = registerManifestsIn(document, this.manifests.names).findIndex((each) => each.line === line);
    const query = JSON.stringify({ of: document.uri.toString(), manifest, endpoint });
    return Uri.from({ scheme: SCHEME, path: document.uri.path, query });
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.listening.dispose();
    this.changed.dispose();
  }

  private followSoon(): void {
    clearTimeout(this.timer);
    const open = workspace.textDocuments.filter(({ uri }) => uri.scheme === SCHEME);
    if (open.length > 0) {
      this.timer = setTimeout(() => open.forEach(({ uri }) => this.changed.fire(uri)), PAUSE);
    }
  }

  private async textOf({ query }: Uri): Promise<string> {
    const { of, manifest: index, endpoint } = JSON.parse(query) as { of: string; manifest: number; endpoint: string };
    const document = await openDocument(Uri.parse(of, true));
    const text = document.getText();
    const manifest = registerManifestsIn(document, this.manifests.names)[index];
    const place = this.endpoints.find(endpoint);
    const registrations = place && this.endpoints.registrationsOf(place);
    const contract = registrations?.contract;
    if (!manifest || !contract) {
      return text;
    }
    const state = manifestState(manifest.manifest, registrations.plugins, contract);
    return state.is === 'changed'
      ? text.slice(0, manifest.start) +
          registeredManifest(state, manifest.manifest, contract) +
          text.slice(manifest.end)
      : text;
  }
}
