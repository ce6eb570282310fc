import { Disposable, type ExtensionContext } from 'vscode';
import type { Runtime } from '../../../runtime/runtime';
import type { CommandTable } from '../../commands';
import type { Failures } from '../../failures';
import type { KnownWorkspace } from '../../known-workspace';
import type { CheckedDocuments } from '../../language/checked-documents';
import type { Log } from '../../log';
import { formPreviews } from './forms/late-form-previews';
import { componentRuns } from './runs/late-runs';
import { sourceViews } from './sources/late-sources';

/** What the editor has for BlueKing SOPS alone: sources, previews of forms, and runs of components. */
export function bksopsViews(
  context: ExtensionContext,
  runtime: Runtime,
  workspace: KnownWorkspace,
  commands: CommandTable,
  documents: CheckedDocuments,
  failures: Failures,
  log: Log,
): Disposable {
  return Disposable.from(
    sourceViews(context, runtime, workspace, commands),
    formPreviews(context.extensionUri, commands, log),
    componentRuns(context, runtime, workspace, documents, commands, failures),
  );
}
