import { Disposable } from 'vscode';
import type { LoadingOptions } from '../platforms/plugin-loading';
import type { Runtime } from '../runtime/runtime';
import { callLenses } from './calls/call-lenses';
import { Calls } from './calls/calls';
import { EarlierAnswers } from './calls/earlier-answers';
import type { KnownRequests } from './calls/known-requests';
import { ServersElsewhere } from './calls/servers-elsewhere';
import type { Commands } from './commands';
import type { CredentialProfiles } from './credential-profiles';
import { contractTests } from './contract/contract-tests';
import { debugging } from './debugging/debugging';
import { PluginServers } from './debugging/plugin-servers';
import { ServerSessions } from './debugging/server-sessions';
import type { RunOfDocument } from './debugging/what-f5-starts';
import type { Failures } from './failures';
import { failuresThatGo } from './failures-that-go';
import type { KnownWorkspace } from './known-workspace';
import type { CheckedDocuments } from './language/checked-documents';
import { ownTests } from './own-tests/own-tests';
import { recordingCommands } from './recordings/recording-commands';
import { serverCommands } from './servers';

/** What plugins that are loaded, and not served, take from their platform's part of the editor. */
export interface PackageLoading {
  /** What stands behind the references of manifests, as far as nobody has to be asked for it. */
  readonly variable: LoadingOptions['variable'];
  /** What F5 runs of a document that is no server's. */
  readonly runOf: RunOfDocument;
}

/** Test servers: started, debugged, watched, called and held to their contracts. */
export function testServers(
  { catalog, files }: KnownWorkspace,
  runtime: Runtime,
  profiles: CredentialProfiles,
  documents: CheckedDocuments,
  { sent, history }: KnownRequests,
  commands: Commands,
  failures: Failures,
  { variable, runOf }: PackageLoading,
): Disposable {
  const { servers, callers, credentialFiles, redactor } = runtime;
  const pluginServers = new PluginServers(catalog, servers, callers, credentialFiles, history);
  const sessions = new ServerSessions(catalog, files, runtime, profiles, failures);
  return Disposable.from(
    failuresThatGo(servers),
    debugging(catalog, sessions, redactor, failures, runOf),
    recordingCommands(catalog, runtime.recordings, pluginServers, commands),
    serverCommands(catalog, servers, pluginServers, commands, failures, redactor),
    new Calls(
      catalog,
      pluginServers,
      profiles,
      documents,
      sent,
      files,
      history,
      new ServersElsewhere(runtime, history),
    ).register(commands),
    new EarlierAnswers(catalog, history).register(commands),
    contractTests(catalog, files, pluginServers, commands, failures, runtime, variable, profiles),
    ownTests(catalog, files, runtime, failures),
    callLenses(catalog, documents),
  );
}
