import { Disposable, commands, window } from 'vscode';
import { ids } from '../../../../../ids';
import { registerManifest } from '../../../../../platforms/spaceone/register-manifest';
import { isWritable } from '../../../../../platforms/spaceone/registrations/registration';
import { manifestState, type ManifestState } from '../../../../../platforms/spaceone/registrations/registration-state';
import type { CheckedDocuments } from '../../../../language/checked-documents';
import type { Endpoints } from '../endpoints/endpoints';

/** Tells the title of the open text editor what can be done with the first register manifest in it. */
export function openManifest(documents: CheckedDocuments, endpoints: Endpoints): Disposable {
  let told = '';
  const tell = (): void => {
    const now = wordOf(documents, endpoints);
    if (now !== told) {
      told = now;
      void commands.executeCommand('setContext', ids.context.openManifest, now);
    }
  };
  tell();
  return Disposable.from(
    window.onDidChangeActiveTextEditor(tell),
    documents.onDidCheck(tell),
    endpoints.onDidChange(tell),
    endpoints.onDidChangeRegistrations(tell),
  );
}

function wordOf(documents: CheckedDocuments, endpoints: Endpoints): string {
  const open = window.activeTextEditor && documents.lastOf(window.activeTextEditor.document);
  const manifest = open?.documents.find(({ kind }) => kind?.id === registerManifest.id)?.document;
  if (!manifest) {
    return '';
  }
  const { contract, plugins } = endpoints.registrationsOf(endpoints.chosen);
  return contract ? wordFor(manifestState(manifest, plugins, contract)) : 'unregistered';
}

function wordFor(state: ManifestState): string {
  switch (state.is) {
    case 'not registered':
      return 'unregistered';
    case 'registered':
      return 'registered';
    case 'changed':
      return canUpdate(state) ? 'updatable' : 'changed';
    case 'unclear':
      return '';
  }
}

/** Whether an update brings what is registered closer to the manifest. */
export function canUpdate({ registration, differences }: Extract<ManifestState, { is: 'changed' }>): boolean {
  return isWritable(registration) && differences.some(({ isUpdatable }) => isUpdatable);
}
