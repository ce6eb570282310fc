import type { Disposable } from 'vscode';
import { type SecretStorage } from 'vscode';
import type { Runtime } from '../../../../runtime/runtime';
import type { CommandTable } from '../../../commands';
import type { KnownWorkspace } from '../../../known-workspace';
import type { CheckedDocuments } from '../../../language/checked-documents';
import { SourceSecrets } from '../sources/source-secrets';
import { ComponentRuns } from './component-runs';
import { RunCommands } from './run-commands';

export { componentLenses, runFileLenses } from './run-lenses';

/** Runs of components in the editor; made when the first of it is needed. */
export class Runs implements Disposable {
  readonly runs: ComponentRuns;
  readonly commands: RunCommands;
  private readonly registered: Disposable;

  constructor(
    secrets: SecretStorage,
    runtime: Runtime,
    { catalog, files }: KnownWorkspace,
    documents: CheckedDocuments,
    table: CommandTable,
  ) {
    this.runs = new ComponentRuns(runtime, files, new SourceSecrets(secrets));
    this.commands = new RunCommands(catalog, files, documents, this.runs);
    this.registered = this.commands.register(table);
  }

  dispose(): void {
    this.registered.dispose();
    this.runs.dispose();
  }
}
