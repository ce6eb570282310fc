import { Disposable, type ExtensionContext, type SecretStorage } from 'vscode';
import type { Runtime } from '../../../runtime/runtime';
import type { CommandTable } from '../../commands';
import type { Failures } from '../../failures';
import type { KnownWorkspace } from '../../known-workspace';
import type { CheckedDocuments } from '../../language/checked-documents';
import type { Log } from '../../log';
import { readyToDeploy } from './deploy/late-ready-to-deploy';
import type { PackageLoading } from '../../test-servers';
import { formPreviews } from './forms/late-form-previews';
import { componentRuns, runOfComponent } from './runs/late-runs';
import { sourceViews } from './sources/late-sources';
import { SourceSecrets } from './sources/source-secrets';

export { runFiles } from './runs/run-files';

/** What the editor has for BlueKing SOPS alone: sources, whether they are ready to deploy, forms, and runs of components. */
export function bksopsViews(
  context: ExtensionContext,
  runtime: Runtime,
  workspace: KnownWorkspace,
  commands: CommandTable,
  documents: CheckedDocuments,
  failures: Failures,
  log: Log,
): Disposable {
  const views = sourceViews(context, runtime, workspace, commands, log);
  return Disposable.from(
    views,
    readyToDeploy(documents, commands, async (table) => {
      const { makeReadyToDeploy } = await import('./deploy/make-ready-to-deploy');
      return makeReadyToDeploy(context, runtime, workspace, await views.load(), table);
    }),
    formPreviews(context.extensionUri, commands, log),
    componentRuns(context, runtime, workspace, documents, commands, failures),
  );
}

/** What the loading and running of components takes from the editor. */
export function componentLoading(storage: SecretStorage, documents: CheckedDocuments): PackageLoading {
  const secrets = new SourceSecrets(storage);
  return { variable: (manifest, name) => secrets.known(manifest, name), runOf: runOfComponent(documents) };
}
