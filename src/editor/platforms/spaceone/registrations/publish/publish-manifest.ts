import { Selection, TextEditorRevealType, l10n, window } from 'vscode';
import { WorkbenchError } from '../../../../../base/workbench-error';
import { basename } from '../../../../../base/paths';
import type { Manifests } from '../../../../../catalog/manifests';
import { ids } from '../../../../../ids';
import { moveFinding, type Finding } from '../../../../../manifest/finding';
import { EndpointFailure } from '../../../../../platforms/spaceone/registrations/endpoint-failure';
import type { EndpointRegistrations } from '../../../../../platforms/spaceone/registrations/endpoint-registrations';
import { failureFinding } from '../../../../../platforms/spaceone/registrations/refusals';
import { registerRequest } from '../../../../../platforms/spaceone/registrations/register-request';
import { isWritable, type Registration } from '../../../../../platforms/spaceone/registrations/registration';
import {
  manifestState,
  updateRequest,
  type ManifestState,
} from '../../../../../platforms/spaceone/registrations/registration-state';
import type { RepositoryContract } from '../../../../../platforms/spaceone/registrations/repository-contract';
import type { JsonObject } from '../../../../../runtime/calls/grpc-api';
import { rangeIn } from '../../../../language/checked-documents';
import { pathOf } from '../../../../editor-files';
import type { Endpoints } from '../endpoints/endpoints';
import type { EndpointWrites, WorkedWrite } from './endpoint-writes';
import type { RefusedManifests } from './refused-manifests';
import { chooseRegisterManifest, type ManifestArgument, type RegisterManifest } from './register-manifests';
import type { RequestPreviews } from './request-preview';

/** A plugin's manifest on its way to the chosen endpoint. */
interface Publication {
  readonly manifest: RegisterManifest;
  readonly registrations: EndpointRegistrations;
  readonly contract: RepositoryContract;
  readonly state: ManifestState;
}

type Changed = Extract<ManifestState, { is: 'changed' }>;

/** Brings register manifests to the chosen endpoint: registers what it has not, and updates what it has otherwise. */
export class PublishManifest {
  constructor(
    private readonly endpoints: Endpoints,
    private readonly manifests: Manifests,
    private readonly refused: RefusedManifests,
    private readonly previews: RequestPreviews,
    private readonly writes: EndpointWrites,
  ) {}

  /** Rejects with what no change of the manifest can answer; what one can is marked in it. */
  async publish(given: ManifestArgument): Promise<void> {
    await this.endpoints.ready();
    const manifest = await chooseRegisterManifest(this.manifests, given);
    const registrations = this.endpoints.registrationsOf(this.endpoints.chosen);
    this.refused.forget(manifest.document);
    const errors = manifest.findings.filter(({ severity }) => severity === 'error');
    if (errors.length > 0) {
      throw await stoppedBy(errors, manifest, l10n.t('Nothing was sent to {0}.', registrations.endpoint.name));
    }
    const publication = await this.ask(manifest, registrations);
    const { state } = publication;
    const request = registerRequest(manifest.manifest, publication.contract, registrations.endpoint.name);
    if (request.is === 'refused') {
      throw await this.mark(request.findings, publication);
    }
    switch (state.is) {
      case 'registered':
        window.setStatusBarMessage(
          l10n.t('{0} is registered at {1} as it stands here.', state.pluginId, registrations.endpoint.name),
          5000,
        );
        return;
      case 'changed':
        return this.update(publication, state);
      case 'not registered':
      case 'unclear':
        return this.register(publication, request.request, request.pluginId);
    }
  }

  /** What the endpoint takes, and what it has of the manifest's plugin at this moment. */
  private async ask(manifest: RegisterManifest, registrations: EndpointRegistrations): Promise<Publication> {
    const { client, endpoint } = registrations;
    return this.writes.cancellable(endpoint, l10n.t('Asking {0}', endpoint.name), async (signal) => {
      const contract = await client.contract(signal);
      const before = manifestState(manifest.manifest, registrations.plugins, contract);
      const fresh: Registration[] = [];
      if (before.is !== 'unclear') {
        for await (const { plugins } of client.plugins({ pluginId: before.pluginId }, signal)) {
          plugins.forEach((plugin) => fresh.push(plugin));
        }
        registrations.named(before.pluginId).forEach((plugin) => registrations.left(plugin));
        fresh.forEach((plugin) => registrations.took(plugin));
      }
      const ids = new Set(fresh.map(({ id }) => id));
      const plugins = [...fresh, ...registrations.plugins.filter(({ id }) => !ids.has(id))];
      return { manifest, registrations, contract, state: manifestState(manifest.manifest, plugins, contract) };
    });
  }

  private async register(publication: Publication, request: JsonObject, pluginId: string): Promise<void> {
    const { endpoint } = publication.registrations;
    await this.previews.confirm(
      {
        title: l10n.t('Register {0} at {1}', pluginId, endpoint.name),
        accept: l10n.t('Register at {0}', endpoint.name),
        method: 'Plugin.register',
        request,
      },
      endpoint,
    );
    await this.send(publication, {
      pluginId,
      title: l10n.t('Registering {0} at {1}', pluginId, endpoint.name),
      done: l10n.t('Registered {0} at {1}.', pluginId, endpoint.name),
      undone: l10n.t('{0} is not registered at {1}.', pluginId, endpoint.name),
      send: (client, signal) => client.register(request, signal),
      isDone: (found) => found !== undefined && isWritable(found),
    });
  }

  private async update(publication: Publication, state: Changed): Promise<void> {
    const { manifest, contract, registrations } = publication;
    const { endpoint } = registrations;
    const { pluginId } = state;
    const unreached = state.differences.filter(({ isUpdatable }) => !isUpdatable).map(({ path }) => path.join('.'));
    const request = updateRequest(state, manifest.manifest, contract);
    if (!request) {
      throw notUpdatable(state, unreached, manifest, endpoint.name);
    }
    await this.previews.confirm(
      {
        title: l10n.t('Update {0} at {1}', pluginId, endpoint.name),
        accept: l10n.t('Update at {0}', endpoint.name),
        method: 'Plugin.update',
        request,
        remarks:
          unreached.length > 0
            ? [l10n.t('An update does not reach {0}: deregister and register anew for that.', unreached.join(', '))]
            : [],
      },
      endpoint,
    );
    await this.send(publication, {
      pluginId: state.registration.id,
      title: l10n.t('Updating {0} at {1}', pluginId, endpoint.name),
      done: l10n.t('Updated {0} at {1}.', pluginId, endpoint.name),
      undone: l10n.t('{0} is at {1} as it was.', pluginId, endpoint.name),
      before: state.registration,
      send: (client, signal) => client.update(request, signal),
      isDone: (found) => found !== undefined && isUpdated(manifest, found, contract),
    });
  }

  private async send(publication: Publication, write: WorkedWrite): Promise<void> {
    try {
      await this.writes.run(publication.registrations, write);
    } catch (error) {
      const finding =
        error instanceof EndpointFailure ? failureFinding(publication.manifest.manifest, error) : undefined;
      throw finding ? await this.mark([finding], publication) : error;
    }
  }

  /** Marks in the manifest what speaks against it, and gives the failure that says so. */
  private async mark(findings: readonly Finding[], { manifest, registrations }: Publication): Promise<WorkbenchError> {
    const { document, version, start } = manifest;
    const placed = findings.map((finding) => moveFinding(finding, start));
    const what = l10n.t('{0} does not take this manifest.', registrations.endpoint.name);
    if (document.version !== version || document.isClosed) {
      // The text that was sent is no longer there to be marked.
      return new WorkbenchError({ what, why: findings[0]?.message });
    }
    this.refused.mark(document, placed);
    return stoppedBy(placed, manifest, what);
  }
}

/** Goes to the first finding and says that it is in the way. */
async function stoppedBy(
  findings: readonly Finding[],
  { document }: RegisterManifest,
  what: string,
): Promise<WorkbenchError> {
  const [first] = findings;
  if (first) {
    const range = rangeIn(document, first.range);
    const editor = await window.showTextDocument(document, { preview: false });
    editor.selection = new Selection(range.start, range.end);
    editor.revealRange(range, TextEditorRevealType.InCenterIfOutsideViewport);
  }
  const others = findings.length - 1;
  return new WorkbenchError({
    what,
    why: [first?.message ?? '', others > 0 ? l10n.t('And {0} more.', others) : ''].filter(Boolean).join(' '),
    ...((first?.fix ?? first?.choices) && { next: { title: l10n.t('Quick Fix'), command: 'editor.action.quickFix' } }),
  });
}

function isUpdated(manifest: RegisterManifest, found: Registration, contract: RepositoryContract): boolean {
  const now = manifestState(manifest.manifest, [found], contract);
  return now.is !== 'changed' || now.differences.every(({ isUpdatable }) => !isUpdatable);
}

function notUpdatable(
  { pluginId, registration }: Changed,
  unreached: readonly string[],
  { document, line }: RegisterManifest,
  endpoint: string,
): WorkbenchError {
  const repository = registration.repository?.name ?? '';
  return new WorkbenchError({
    what: l10n.t('No update makes {0} at {1} what {2} says.', pluginId, endpoint, basename(pathOf(document.uri))),
    why: isWritable(registration)
      ? l10n.t('An update does not reach {0}: deregister and register anew for that.', unreached.join(', '))
      : l10n.t('It is in the repository {0}, which only the platform changes.', repository),
    next: {
      title: l10n.t('Show Changes'),
      command: ids.command.showRegistrationChanges,
      arguments: [{ uri: document.uri, line }],
    },
  });
}
