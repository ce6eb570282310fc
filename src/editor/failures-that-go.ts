import { Disposable, workspace, type Uri } from 'vscode';
import type { Failure } from '../base/workbench-error';
import { ids } from '../ids';
import { isAboutPython, isCauseOf } from '../runtime/server/failure-that-goes';
import type { TestServer } from '../runtime/server/test-server';
import type { TestServers } from '../runtime/server/test-servers';
import { pathOf } from './editor-files';

/**
 * A server's failure goes when its cause goes: one about the environment when that, what it is made of or the choice of an
 * interpreter changes; one at a place of a file when that file changes.
 */
export function failuresThatGo(servers: TestServers): Disposable {
  const watcher = workspace.createFileSystemWatcher('**/*');
  const changed = (uri: Uri): void => {
    const file = pathOf(uri);
    failed(servers)
      .filter(({ failure, server }) => isCauseOf(failure, server.plugin.folder, file))
      .forEach(({ server }) => server.forgetFailure());
  };
  return Disposable.from(
    watcher,
    watcher.onDidChange(changed),
    watcher.onDidCreate(changed),
    watcher.onDidDelete(changed),
    workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration(ids.setting.python)) {
        failed(servers)
          .filter(({ failure }) => isAboutPython(failure))
          .forEach(({ server }) => server.forgetFailure());
      }
    }),
  );
}

function failed({ all }: TestServers): { readonly server: TestServer; readonly failure: Failure }[] {
  return all.flatMap((server) => (server.state.is === 'failed' ? [{ server, failure: server.state.failure }] : []));
}
