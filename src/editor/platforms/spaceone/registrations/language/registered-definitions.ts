import { Position, Range, languages, type Disposable, type LocationLink, type TextDocument } from 'vscode';
import { deployManifest } from '../../../../../platforms/spaceone/deploy-manifest';
import { deployedId, pluginSort } from '../../../../../platforms/spaceone/registered-plugins';
import { manifestSelector, rangeIn, type CheckedDocuments } from '../../../../language/checked-documents';
import type { Endpoints } from '../endpoints/endpoints';
import { registrationUri } from '../view/registration-documents';

/** Leads from a deploy manifest to the plugin as it is registered, where no manifest of the workspace has it. */
export function registeredDefinitions(documents: CheckedDocuments, endpoints: Endpoints): Disposable {
  return languages.registerDefinitionProvider(manifestSelector, {
    provideDefinition: (document, position) => definitions(document, position, documents, endpoints),
  });
}

async function definitions(
  document: TextDocument,
  position: Position,
  documents: CheckedDocuments,
  endpoints: Endpoints,
): Promise<LocationLink[]> {
  const checked = await documents.current(document);
  const { chosen } = endpoints;
  const registrations = endpoints.registrationsOf(chosen);
  for (const { kind, document: manifest, start } of checked?.documents ?? []) {
    const id = kind?.id === deployManifest.id && manifest ? deployedId(manifest) : undefined;
    const range = id && rangeIn(document, { start: start + id.range.start, end: start + id.range.end });
    if (id && range?.contains(position)) {
      const names = await documents.namesFor(document);
      const isHere = names.definitions(pluginSort, id.text).length > 0;
      return (isHere ? [] : registrations.named(id.text)).map((registration) => ({
        originSelectionRange: range,
        targetUri: registrationUri(chosen, registration),
        targetRange: new Range(new Position(0, 0), new Position(0, 0)),
      }));
    }
  }
  return [];
}
