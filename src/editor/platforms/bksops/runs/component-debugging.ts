import {
  DebugAdapterInlineImplementation,
  DebugConfigurationProviderTriggerKind,
  Disposable,
  Uri,
  debug,
  l10n,
  workspace,
  type DebugConfiguration,
  type DebugConfigurationProvider,
} from 'vscode';
import { definedEntries } from '../../../../base/defined-entries';
import { isAbort, WorkbenchError } from '../../../../base/workbench-error';
import { ids } from '../../../../ids';
import { readRunFile, type Inputs } from '../../../../platforms/bksops/runs/run-file';
import type { Redactor } from '../../../../runtime/secrets/redactor';
import { requireTrust } from '../../../commands';
import { PythonWorkAdapter, type DebuggedWork } from '../../../debugging/python-work-adapter';
import { pathOf } from '../../../editor-files';
import type { Failures } from '../../../failures';
import { openDocument } from '../../../language/open-document';
import type { ComponentRuns, WantedRun } from './component-runs';
import type { RunCommands } from './run-commands';

/** A `launch` configuration of a component; see package.json for what each attribute means. */
interface ComponentConfiguration extends DebugConfiguration {
  readonly run?: string;
  readonly component?: string;
  readonly version?: string;
  readonly package?: string;
  readonly sources?: string;
  readonly source?: string;
  readonly inputs?: Inputs;
  readonly parent?: Inputs;
  readonly justMyCode?: boolean;
}

/** What runs components, made when it is needed. */
export type LateRuns = () => Promise<{ readonly runs: ComponentRuns; readonly commands: RunCommands }>;

/** The configuration that runs the component of the open file. */
export function componentOfOpenFile(): DebugConfiguration {
  return { type: ids.componentDebugType, request: 'launch', name: l10n.t('Component of the open file') };
}

/** Configurations of the type `sops-component`, and the sessions that they start. */
export function componentDebugging(load: LateRuns, redactor: Redactor, failures: Failures): Disposable {
  const provideDebugConfigurations = (): DebugConfiguration[] => [componentOfOpenFile()];
  const { Dynamic } = DebugConfigurationProviderTriggerKind;
  return Disposable.from(
    debug.registerDebugConfigurationProvider(ids.componentDebugType, new Configurations(load, failures)),
    debug.registerDebugConfigurationProvider(ids.componentDebugType, { provideDebugConfigurations }, Dynamic),
    debug.registerDebugAdapterDescriptorFactory(ids.componentDebugType, {
      createDebugAdapterDescriptor: async ({ configuration }) => {
        const { runs } = await load();
        const work = (how: DebuggedWork): Promise<void> => follow(runs, configuration, how, failures);
        return new DebugAdapterInlineImplementation(
          new PythonWorkAdapter(work, configuration, redactor, (error) => void failures.show(error)),
        );
      },
    }),
  );
}

class Configurations implements DebugConfigurationProvider {
  constructor(
    private readonly load: LateRuns,
    private readonly failures: Failures,
  ) {}

  provideDebugConfigurations(): DebugConfiguration[] {
    return [componentOfOpenFile()];
  }

  /** A configuration that names no component runs that of the open file. Undefined ends the launch in silence. */
  async resolveDebugConfigurationWithSubstitutedVariables(
    _folder: unknown,
    configuration: ComponentConfiguration,
  ): Promise<DebugConfiguration | undefined> {
    try {
      requireTrust();
      return await this.resolved(configuration);
    } catch (error) {
      void this.failures.show(error);
      return undefined;
    }
  }

  private async resolved(configuration: ComponentConfiguration): Promise<DebugConfiguration> {
    const { run: named, component } = configuration;
    if (named === undefined && component !== undefined) {
      return configuration;
    }
    const { run, file } =
      named === undefined ? await (await this.load()).commands.wanted(undefined) : await writtenRun(named);
    return { ...configuration, ...definedEntries(run), package: file, run: undefined };
  }
}

async function writtenRun(path: string): Promise<WantedRun> {
  const document = await openDocument(Uri.file(path));
  const file = pathOf(document.uri);
  return { run: readRunFile(document.getText(), file), file };
}

function wantedBy(configuration: ComponentConfiguration): WantedRun {
  const { component, version, sources, source, inputs = {}, parent = {} } = configuration;
  const [folder] = workspace.workspaceFolders ?? [];
  // What its inputs refer to is not what was stored for the sources: see preparedRun.
  const file = configuration.package ?? (folder && pathOf(folder.uri)) ?? sources;
  if (component === undefined || file === undefined) {
    throw new WorkbenchError({
      what: l10n.t('The configuration does not say which component of which package is run.'),
      next: { title: l10n.t('Open launch.json'), command: 'workbench.action.debug.configure' },
    });
  }
  return { run: { component, version, sources, source, inputs, parent }, file };
}

/** Runs a component for as long as its session lasts. */
async function follow(
  runs: ComponentRuns,
  configuration: ComponentConfiguration,
  { signal, print, debugger: asked }: DebuggedWork,
  failures: Failures,
): Promise<void> {
  try {
    await runs.follow(wantedBy(configuration), {
      signal,
      onLog: print,
      onSetUp: print,
      ...(asked && { debugger: asked }),
    });
  } catch (error) {
    if (!isAbort(error)) {
      void failures.show(error);
    }
  }
}
