import { l10n, window, type Uri } from 'vscode';
import { WorkbenchError } from '../../../../../base/workbench-error';
import type { Manifests } from '../../../../../catalog/manifests';
import { ids } from '../../../../../ids';
import type { EndpointRegistrations } from '../../../../../platforms/spaceone/registrations/endpoint-registrations';
import type { Endpoint } from '../../../../../platforms/spaceone/registrations/endpoints';
import { isWritable, type Registration } from '../../../../../platforms/spaceone/registrations/registration';
import { manifestState } from '../../../../../platforms/spaceone/registrations/registration-state';
import { picked } from '../../../../plugins/choose-plugin';
import type { PluginNode } from '../../../../plugins/plugin-nodes';
import type { EndpointWrites } from '../publish/endpoint-writes';
import type { Endpoints } from '../endpoints/endpoints';
import { registerManifestsIn, chooseRegisterManifest, type ManifestPlace } from '../publish/register-manifests';

/** A plugin that an endpoint has. */
export interface Registered {
  readonly endpoint: Endpoint;
  readonly registration: Registration;
}

/** Which registered plugins a command is for. */
export interface MeantRegistrations {
  readonly isMeant: (registration: Registration) => boolean;
  /** What is said where an endpoint has none of these. */
  readonly noneMeant: (endpoint: string) => string;
}

/** What a command about a registered plugin may be given: its node, its manifest, or nothing by the palette. */
export type RegistrationArgument = Registered | ManifestPlace | PluginNode | Uri | undefined;

/**
 * The registered plugin that a command is about: the given one, that of the given or the open manifest, or the one that
 * the person picks of those that can be changed.
 * @param meant which ones to offer
 * @throws WorkbenchError when there is none, the endpoint's failure, an AbortError when the person picks none
 */
export async function chooseRegistration(
  given: RegistrationArgument,
  meant: MeantRegistrations,
  { endpoints, manifests, writes }: { endpoints: Endpoints; manifests: Manifests; writes: EndpointWrites },
): Promise<{ registrations: EndpointRegistrations; registration: Registration }> {
  await endpoints.ready();
  if (given && 'endpoint' in given) {
    return { registrations: endpoints.registrationsOf(given.endpoint), registration: given.registration };
  }
  const registrations = endpoints.registrationsOf(endpoints.chosen);
  const contract = await writes.load(registrations);
  const { endpoint } = registrations;
  const isOpenManifest = !given && openManifests(manifests) > 0;
  if (given || isOpenManifest) {
    const { manifest } = await chooseRegisterManifest(manifests, given);
    const found = manifestState(manifest, registrations.plugins, contract);
    if (found.is === 'registered' || found.is === 'changed') {
      return { registrations, registration: found.registration };
    }
    if (given) {
      throw new WorkbenchError({
        what: l10n.t('The plugin of this manifest is not registered at {0}.', endpoint.name),
      });
    }
  }
  return { registrations, registration: await pick(registrations, meant) };
}

function openManifests(manifests: Manifests): number {
  const document = window.activeTextEditor?.document;
  return document?.languageId === 'yaml' ? registerManifestsIn(document, manifests.names).length : 0;
}

async function pick(
  { plugins, endpoint }: EndpointRegistrations,
  { isMeant, noneMeant }: MeantRegistrations,
): Promise<Registration> {
  const offered = plugins.filter((plugin) => isWritable(plugin) && isMeant(plugin));
  if (offered.length === 0) {
    const any = plugins.some(isWritable);
    throw new WorkbenchError({
      what: any
        ? noneMeant(endpoint.name)
        : l10n.t('There is no plugin at {0} that can be changed: register one first.', endpoint.name),
      next: { title: l10n.t('Show Registered Plugins'), command: `${ids.view.registrations}.focus` },
    });
  }
  const items = offered.map((registration) => ({
    label: registration.name || registration.id,
    description: registration.id,
    detail: registration.type,
    registration,
  }));
  const placeHolder = l10n.t('Which plugin at {0}?', endpoint.name);
  const { registration } = await picked(
    window.showQuickPick(items, { placeHolder, matchOnDescription: true, matchOnDetail: true }),
  );
  return registration;
}
