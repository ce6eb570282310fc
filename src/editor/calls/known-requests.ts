import { Disposable, workspace } from 'vscode';
import type { Catalog } from '../../catalog/catalog';
import { ids } from '../../ids';
import type { Runtime } from '../../runtime/runtime';
import type { CredentialProfiles } from '../credential-profiles';
import { chosenInterpreter } from '../debugging/server-sessions';
import { workspacePaths } from '../editor-files';
import { RequestSchemas } from './request-schemas';

/** What request files are held against, learnt anew when another Python may answer. */
export function knownRequests(
  catalog: Catalog,
  runtime: Runtime,
  profiles: CredentialProfiles,
): { readonly schemas: RequestSchemas; readonly listening: Disposable } {
  const { servers, connections } = runtime;
  const schemas = new RequestSchemas(
    catalog,
    servers,
    connections,
    ({ folder }, signal) => runtime.contracts(folder, chosenInterpreter(folder), signal),
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
  return { schemas, listening };
}
