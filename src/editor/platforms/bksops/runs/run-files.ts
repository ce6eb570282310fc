import { Disposable, workspace } from 'vscode';
import { RunComponents } from '../../../../platforms/bksops/runs/run-components';
import type { ModuleFiles } from '../../../../platforms/bksops/sync/module-files';
import { workspacePaths } from '../../../editor-files';
import type { KnownWorkspace } from '../../../known-workspace';
import type { LearntKind } from '../../../language/learnt-kinds';

/** The kind of files with runs, which learns from the components of the workspace as they change. */
export function runFiles({ catalog, files, manifests, sources }: KnownWorkspace): LearntKind & Disposable {
  let modules: Promise<ModuleFiles> | undefined;
  const moduleFiles = (): Promise<ModuleFiles> =>
    (modules ??= import('../../../../platforms/bksops/sync/module-files').then(
      ({ ModuleFiles: Modules }) => new Modules(files, manifests, workspacePaths),
    ));
  const components = new RunComponents({
    plugins: () => catalog.ready(),
    sources: () => sources.all(),
    loaded: async (source, module) => (await moduleFiles()).loaded(source, module),
    files,
  });
  const forget = (): void => components.forget();
  const watcher = workspace.createFileSystemWatcher('**/*.py');
  const listening = Disposable.from(
    components,
    watcher,
    watcher.onDidChange(forget),
    watcher.onDidCreate(forget),
    watcher.onDidDelete(forget),
    workspace.onDidChangeTextDocument(({ document }) => (document.languageId === 'python' ? forget() : undefined)),
    sources.onDidChange(forget),
  );
  const { kind, onDidChange } = components;
  return Object.assign(listening, {
    kind,
    onDidChange,
    look: components.look.bind(components),
  });
}
