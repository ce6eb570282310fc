import { Disposable, workspace } from 'vscode';
import type { Catalog } from '../../catalog/catalog';
import { ids } from '../../ids';
import { serverOf } from '../../platforms/platforms';
import type { Runtime } from '../../runtime/runtime';
import type { CredentialProfiles } from '../credential-profiles';
import { chosenInterpreter } from '../debugging/server-sessions';
import { workspacePaths } from '../editor-files';
import { LastRequests } from './last-requests';
import { RequestSchemas } from './request-schemas';

/** What request files are held against, learnt anew when another Python may answer, and what was sent of them last. */
export function knownRequests(
  catalog: Catalog,
  runtime: Runtime,
  profiles: CredentialProfiles,
): { readonly schemas: RequestSchemas; readonly sent: LastRequests; readonly listening: Disposable } {
  const { servers, callers } = runtime;
  const schemas = new RequestSchemas(
    catalog,
    servers,
    callers,
    async (plugin, signal) => {
      const { contracts } = serverOf(plugin);
      if (!contracts) {
        throw new Error(`The contracts of ${plugin.name} are asked for, and its platform has none.`);
      }
      return runtime.contracts(plugin.folder, contracts, chosenInterpreter(plugin.folder), signal);
    },
    () => workspace.isTrusted,
    () => workspacePaths().flatMap((folder) => profiles.all(folder).map(({ name }) => name)),
  );
  const listening = Disposable.from(
    schemas,
    workspace.onDidGrantWorkspaceTrust(() => schemas.forgetContracts()),
    workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration(ids.setting.python)) {
        schemas.forgetContracts();
      }
    }),
  );
  return { schemas, sent: new LastRequests(), listening };
}
