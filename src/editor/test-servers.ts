import { Disposable } from 'vscode';
import type { Files } from '../base/files';
import type { Catalog } from '../catalog/catalog';
import type { LoadingOptions } from '../platforms/plugin-loading';
import type { Runtime } from '../runtime/runtime';
import { callLenses } from './calls/call-lenses';
import { Calls } from './calls/calls';
import type { LastRequests } from './calls/last-requests';
import type { Commands } from './commands';
import type { CredentialProfiles } from './credential-profiles';
import { contractTests } from './contract/contract-tests';
import { debugging } from './debugging/debugging';
import { PluginServers } from './debugging/plugin-servers';
import { ServerSessions } from './debugging/server-sessions';
import type { RunOfDocument } from './debugging/what-f5-starts';
import type { Failures } from './failures';
import { failuresThatGo } from './failures-that-go';
import type { CheckedDocuments } from './language/checked-documents';
import { ownTests } from './own-tests/own-tests';
import { serverCommands } from './servers';

/** Test servers: started, debugged, watched, called and held to their contracts. */
export function testServers(
  catalog: Catalog,
  files: Files,
  runtime: Runtime,
  profiles: CredentialProfiles,
  documents: CheckedDocuments,
  sent: LastRequests,
  commands: Commands,
  failures: Failures,
  variable: LoadingOptions['variable'],
  runOf: RunOfDocument,
): Disposable {
  const { servers, callers, redactor } = runtime;
  const pluginServers = new PluginServers(catalog, servers, callers);
  const sessions = new ServerSessions(catalog, files, runtime, profiles, failures);
  return Disposable.from(
    failuresThatGo(servers),
    debugging(catalog, sessions, redactor, failures, runOf),
    serverCommands(catalog, servers, pluginServers, commands, failures, redactor),
    new Calls(catalog, pluginServers, profiles, documents, sent).register(commands),
    contractTests(catalog, files, pluginServers, commands, failures, runtime, variable, profiles),
    ownTests(catalog, files, runtime, failures),
    callLenses(catalog, documents),
  );
}
