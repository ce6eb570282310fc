import { Disposable, Uri, workspace, type ExtensionContext } from 'vscode';
import type { Catalog } from '../../catalog/catalog';
import { ids } from '../../ids';
import { sentence } from '../../base/workbench-error';
import { AnswerHistory } from '../../platforms/answer-history';
import { serverOf } from '../../platforms/platforms';
import type { Runtime } from '../../runtime/runtime';
import type { CredentialProfiles } from '../credential-profiles';
import { chosenInterpreter } from '../debugging/server-sessions';
import { workspacePaths } from '../editor-files';
import type { Log } from '../log';
import { LastRequests } from './last-requests';
import { RequestSchemas } from './request-schemas';

/** What is known of requests and their answers, beyond the files that hold them. */
export interface KnownRequests {
  readonly schemas: RequestSchemas;
  readonly sent: LastRequests;
  readonly history: AnswerHistory;
  readonly listening: Disposable;
}

/**
 * What request files are held against, learnt anew when another Python may answer, what was sent of them last, and what
 * was answered: in the editor's own storage, of this workspace where there is one.
 */
export function knownRequests(
  context: Pick<ExtensionContext, 'storageUri' | 'globalStorageUri'>,
  catalog: Catalog,
  runtime: Runtime,
  profiles: CredentialProfiles,
  log: Log,
): KnownRequests {
  const { servers, callers, redactor } = runtime;
  const storage = Uri.joinPath(context.storageUri ?? context.globalStorageUri, 'answers');
  const history = new AnswerHistory(storage.fsPath, redactor, (failure) => log.error(sentence(failure)));
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
  return { schemas, sent: new LastRequests(), history, listening };
}
