import { Disposable, type ExtensionContext } from 'vscode';
import type { Runtime } from '../../../runtime/runtime';
import type { CommandTable } from '../../commands';
import type { KnownWorkspace } from '../../known-workspace';
import type { Log } from '../../log';
import { formPreviews } from './forms/late-form-previews';
import { sourceViews } from './sources/late-sources';

/** What the editor has for BlueKing SOPS alone: sources, and previews of forms. */
export function bksopsViews(
  context: ExtensionContext,
  runtime: Runtime,
  workspace: KnownWorkspace,
  commands: CommandTable,
  log: Log,
): Disposable {
  return Disposable.from(
    sourceViews(context, runtime, workspace, commands, log),
    formPreviews(context.extensionUri, commands, log),
  );
}
