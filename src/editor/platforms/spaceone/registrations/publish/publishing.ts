import { Disposable } from 'vscode';
import type { Manifests } from '../../../../../catalog/manifests';
import { ids } from '../../../../../ids';
import type { CheckedDocuments } from '../../../../language/checked-documents';
import type { CommandTable } from '../../../../commands';
import { askEndpoint } from '../endpoints/ask-endpoint';
import { EndpointWrites } from './endpoint-writes';
import type { Endpoints } from '../endpoints/endpoints';
import { openManifest } from './open-manifest';
import { PublishManifest } from './publish-manifest';
import type { RefusedManifests } from './refused-manifests';
import type { ManifestArgument } from './register-manifests';
import { RegisteredNames } from '../language/registered-names';
import { registeredDefinitions } from '../language/registered-definitions';
import { registrationDiff } from '../view/registration-diff';
import { registrationLenses } from '../language/registration-lenses';
import { RequestPreviews } from './request-preview';
import { writeCommands } from './write-commands';

/** From a checked manifest to a registered plugin, and what of that is known in the editor. */
export function publishing(
  endpoints: Endpoints,
  manifests: Manifests,
  documents: CheckedDocuments,
  refused: RefusedManifests,
  commands: CommandTable,
): Disposable {
  const writes = new EndpointWrites();
  const previews = new RequestPreviews();
  const publish = new PublishManifest(endpoints, manifests, refused, previews, writes);
  return Disposable.from(
    writes,
    previews,
    new RegisteredNames(endpoints, manifests, documents),
    registrationLenses(documents, endpoints),
    openManifest(documents, endpoints),
    askEndpoint(endpoints),
    registeredDefinitions(documents, endpoints),
    registrationDiff(endpoints, manifests, writes, commands),
    writeCommands(endpoints, manifests, writes, commands),
    commands.add(ids.command.registerPlugin, (given: ManifestArgument) => publish.publish(given)),
    commands.add(ids.command.updatePlugin, (given: ManifestArgument) => publish.publish(given)),
    commands.add(ids.command.cancelEndpointRequest, () => writes.cancel()),
  );
}
