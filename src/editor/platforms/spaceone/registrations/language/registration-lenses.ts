import { CodeLens, Disposable, EventEmitter, Range, l10n, languages, workspace, type TextDocument } from 'vscode';
import { ids } from '../../../../../ids';
import { registerManifest } from '../../../../../platforms/spaceone/register-manifest';
import type { EndpointRegistrations } from '../../../../../platforms/spaceone/registrations/endpoint-registrations';
import { manifestState, type ManifestState } from '../../../../../platforms/spaceone/registrations/registration-state';
import { manifestSelector, type CheckedDocuments } from '../../../../language/checked-documents';
import type { Endpoints } from '../endpoints/endpoints';
import { canUpdate } from '../publish/open-manifest';
import type { ManifestPlace } from '../publish/register-manifests';
import { areLensesWanted, onLensesSetting } from '../../../../language/lenses-setting';

/** What the chosen endpoint has of each register manifest, above it, with what can be done about it. */
export function registrationLenses(documents: CheckedDocuments, endpoints: Endpoints): Disposable {
  const changed = new EventEmitter<void>();
  return Disposable.from(
    changed,
    documents.onDidCheck(() => changed.fire()),
    endpoints.onDidChange(() => changed.fire()),
    endpoints.onDidChangeRegistrations(() => changed.fire()),
    workspace.onDidGrantWorkspaceTrust(() => changed.fire()),
    onLensesSetting(() => changed.fire()),
    languages.registerCodeLensProvider(manifestSelector, {
      onDidChangeCodeLenses: changed.event,
      provideCodeLenses: (document) =>
        !areLensesWanted() ? [] : lensesOf(document, documents, endpoints.registrationsOf(endpoints.chosen)),
    }),
  );
}

function lensesOf(
  document: TextDocument,
  documents: CheckedDocuments,
  registrations: EndpointRegistrations,
): CodeLens[] {
  const checked = documents.lastOf(document);
  return (checked?.documents ?? []).flatMap(({ kind, document: manifest, start }) => {
    if (kind?.id !== registerManifest.id || !manifest || !checked) {
      return [];
    }
    const { line } = checked.lines.positionAt(start + manifest.head.start);
    const { contract, plugins, endpoint } = registrations;
    const state = contract && manifestState(manifest, plugins, contract);
    return lensesFor(state, endpoint.name, { uri: document.uri, line });
  });
}

function lensesFor(state: ManifestState | undefined, endpoint: string, place: ManifestPlace): CodeLens[] {
  const range = new Range(place.line, 0, place.line, 0);
  const lens = (title: string, command: string, given: unknown = place): CodeLens =>
    new CodeLens(range, { title, command, arguments: [given] });
  const words = (title: string): CodeLens => new CodeLens(range, { title, command: '' });
  const ifTrusted = (...lenses: CodeLens[]): CodeLens[] => (workspace.isTrusted ? lenses : []);
  switch (state?.is) {
    case undefined:
    case 'not registered':
      return ifTrusted(lens(`$(cloud-upload) ${l10n.t('Register at {0}', endpoint)}`, ids.command.registerPlugin));
    case 'unclear':
      return [];
    case 'registered':
      return state.registration.state === 'disabled'
        ? [
            words(`$(circle-slash) ${l10n.t('Registered at {0}, disabled', endpoint)}`),
            ...ifTrusted(lens(l10n.t('Enable'), ids.command.enablePlugin)),
          ]
        : [words(`$(pass) ${l10n.t('Registered at {0}', endpoint)}`)];
    case 'changed': {
      return [
        words(`$(diff-modified) ${l10n.t('Changed since registered at {0}', endpoint)}`),
        ...(canUpdate(state) ? ifTrusted(lens(l10n.t('Update'), ids.command.updatePlugin)) : []),
        lens(l10n.t('Show Changes'), ids.command.showRegistrationChanges),
      ];
    }
  }
}
