import {
  ConfigurationTarget,
  Disposable,
  ProgressLocation,
  commands as editorCommands,
  l10n,
  window,
  workspace,
} from 'vscode';
import type { Files } from '../base/files';
import { basename, normalize, relative } from '../base/paths';
import type { Catalog } from '../catalog/catalog';
import type { Plugin } from '../catalog/plugin';
import { ids } from '../ids';
import { environmentOf } from '../platforms/platforms';
import type { SetUpResult } from '../runtime/python/environment-setup';
import type { LongRun } from '../runtime/python/long-run';
import type { Runtime } from '../runtime/runtime';
import { withProgress } from './cancellation';
import type { Commands } from './commands';
import { chosenInterpreter } from './debugging/server-sessions';
import type { Log } from './log';
import { noticeText } from './notice-text';
import { choosePlugin, picked, type PluginArgument } from './plugins/choose-plugin';

/** Setting up the Python environments of plugins, and choosing an interpreter instead. */
export function environments(
  catalog: Catalog,
  files: Files,
  runtime: Runtime,
  log: Log,
  commands: Commands,
  didSetUp: () => void,
): Disposable {
  return Disposable.from(
    commands.add(ids.command.setUpEnvironment, async (given: PluginArgument, python?: unknown) => {
      const plugin = await choosePlugin(catalog, given);
      const name = catalog.nameOf(plugin);
      const plan = await environmentOf(plugin, files);
      const result = await withProgress(
        { location: ProgressLocation.Notification, title: l10n.t('Setting up Python for {0}', name) },
        (signal, progress) => {
          let step = '';
          return runtime.environments.setUp({
            folder: plugin.folder,
            plan,
            chosen: chosenInterpreter(plugin.folder),
            // A row's second argument are the rows that are chosen with it.
            base: typeof python === 'string' ? python : undefined,
            signal,
            onProgress: ({ step: number, steps, title, long }) => {
              step = l10n.t('{0} of {1}: {2}', number, steps, title);
              progress.report(
                long ? { message: `${step}\n${longWords(long)}` } : { message: step, increment: 100 / steps },
              );
            },
            onLine: (line) => {
              log.info(line);
              if (/^\s*(Collecting|Installing|Successfully|Building|Downloading|Resolved|Prepared)\b/.test(line)) {
                progress.report({ message: `${step}\n${line.slice(0, 120)}` });
              }
            },
          });
        },
      );
      runtime.servers.of(plugin).forgetFailure();
      didSetUp();
      void tell(plugin, name, result, log);
    }),
    commands.add(ids.command.chooseInterpreter, () => chooseInterpreter()),
    catalog.onDidChange(() => void tellPython(runtime)),
  );
}

/** What takes so long. */
function longWords({ seconds, at }: LongRun): string {
  return at === 'choosing versions'
    ? l10n.t('Still choosing versions that go together ({0} s)', seconds)
    : l10n.t('Still downloading and installing ({0} s)', seconds);
}

/** The one closing message: what runs the plugin now, and what `pip check` had to say. */
async function tell(plugin: Plugin, name: string, result: SetUpResult, log: Log): Promise<void> {
  const complaints = [
    ...result.missing.map((line) => l10n.t('missing: {0}', line)),
    ...result.findings,
    ...result.notes,
  ];
  complaints.forEach((line) => log.info(line));
  const python = l10n.t('Python {0} ({1})', result.version, relative(plugin.folder, normalize(result.interpreter)));
  const moved = result.movedTo
    ? l10n.t(' The environment that was there is kept as {0}.', basename(result.movedTo))
    : '';
  const start = l10n.t('Start Test Server');
  const showLog = l10n.t('Show Log');
  const answer =
    result.missing.length > 0 || result.findings.length > 0
      ? await window.showWarningMessage(
          noticeText(l10n.t('{0} runs on {1}, with problems: {2}', name, python, complaints[0] ?? '') + moved),
          start,
          showLog,
        )
      : await window.showInformationMessage(
          noticeText(l10n.t('{0} is set up with {1}; pip check found no conflicts.', name, python) + moved),
          start,
        );
  if (answer === start) {
    await editorCommands.executeCommand(ids.command.startServer, plugin);
  } else if (answer === showLog) {
    log.show();
  }
}

async function chooseInterpreter(): Promise<void> {
  const configuration = workspace.getConfiguration();
  const browse = { label: `$(folder-opened) ${l10n.t('Choose a file…')}`, choice: 'browse' as const };
  const own = {
    label: `$(home) ${l10n.t("Each plugin's own .venv")}`,
    description: l10n.t('default'),
    choice: 'own' as const,
  };
  const { choice } = await picked(
    window.showQuickPick([own, browse], {
      placeHolder: configuration.get<string>(ids.setting.python) ?? l10n.t('Which Python runs your plugins?'),
    }),
  );
  if (choice === 'own') {
    await configuration.update(ids.setting.python, undefined, target());
    return;
  }
  const [file] = await picked(
    window.showOpenDialog({ title: l10n.t('The Python that runs your plugins'), openLabel: l10n.t('Use This Python') }),
  );
  if (file) {
    await configuration.update(ids.setting.python, file.fsPath, target());
  }
}

/** An interpreter is a matter of the machine, so the choice goes to the person's own settings unless a workspace is open. */
function target(): ConfigurationTarget {
  return workspace.workspaceFolders ? ConfigurationTarget.Workspace : ConfigurationTarget.Global;
}

async function tellPython(runtime: Runtime): Promise<void> {
  const some = chosenInterpreter('/') !== undefined || (await runtime.python.any());
  await editorCommands.executeCommand('setContext', ids.context.noPython, !some);
}
