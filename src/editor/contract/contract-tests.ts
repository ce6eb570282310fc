import {
  Disposable,
  TestRunProfileKind,
  TestRunRequest,
  l10n,
  tests,
  workspace,
  type CancellationToken,
  type TestRunProfile,
} from 'vscode';
import type { Files } from '../../base/files';
import { isSamePlugin } from '../../base/plugin-identity';
import { WorkbenchError } from '../../base/workbench-error';
import type { Catalog } from '../../catalog/catalog';
import { ids } from '../../ids';
import { platformOf } from '../../platforms/platforms';
import { loadingOf, type LoadingOptions } from '../../platforms/plugin-loading';
import type { Runtime } from '../../runtime/runtime';
import { toSignal } from '../cancellation';
import { requireTrust, type Commands } from '../commands';
import type { CredentialProfiles } from '../credential-profiles';
import type { PluginServers } from '../debugging/plugin-servers';
import { chosenInterpreter } from '../debugging/server-sessions';
import type { Failures } from '../failures';
import { pathOf } from '../editor-files';
import { choosePlugin, type PluginArgument } from '../plugins/choose-plugin';
import { ContinuousChecks } from './continuous-checks';
import { ContractItems, served } from './contract-items';
import { ContractRuns, type MakeLoading } from './contract-runs';
import { TestRunReport } from './test-run-report';

/** The contracts of the workspace's plugins in the Testing view: found with the plugins, run and debugged from there. */
export function contractTests(
  catalog: Catalog,
  files: Files,
  servers: PluginServers,
  commands: Commands,
  failures: Failures,
  runtime: Runtime,
  variable: LoadingOptions['variable'],
  profiles: CredentialProfiles,
): Disposable {
  const controller = tests.createTestController('pluginWorkbench.contracts', l10n.t('Plugin contracts'));
  const items = new ContractItems(controller, catalog);
  const makeLoading: MakeLoading = (plugin, platform, signal, note) =>
    loadingOf(platform, runtime, {
      chosen: chosenInterpreter(plugin.folder),
      signal,
      variable,
      onOpened: (about) => note(l10n.t('Loading with {0}.', about)),
      onProgress: ({ step, steps, title, long }) => note(`[${step}/${steps}] ${title}${long ? ` (${long.at})` : ''}`),
    });
  const runs = new ContractRuns(servers, files, makeLoading, async (profile, { folder }) => {
    const { secretData } = await profiles.values(profile, folder);
    return secretData;
  });

  async function run(
    request: TestRunRequest,
    options: { debug: boolean; changed?: boolean; replay?: boolean },
  ): Promise<void> {
    requireTrust();
    const told = controller.createTestRun(request);
    // The view is free at once, whatever is still to be stopped.
    const cancelled = told.token.onCancellationRequested(() => told.end());
    try {
      const report = new TestRunReport(told, items, runtime.redactor);
      await runs.run(items.chosenBy(request), report, { ...options, signal: toSignal(told.token) });
    } finally {
      cancelled.dispose();
      told.end();
    }
  }

  /** Has what the request is for checked again after each saved change, until the person ends it. */
  function runContinuously(request: TestRunRequest, token: CancellationToken): void {
    requireTrust();
    const { exclude, profile: by } = request;
    const checks = new ContinuousChecks(async (plugins) => {
      const changed = items
        .chosenBy(request)
        .filter(({ plugin }) => plugins.some((each) => isSamePlugin(each, plugin)));
      const include = changed.flatMap(({ plugin, wanted }) => [...wanted].flatMap((id) => items.of(plugin, id) ?? []));
      if (include.length > 0) {
        const again = new TestRunRequest(include, exclude, by, true);
        await run(again, { debug: false, changed: true }).catch((error: unknown) => void failures.show(error));
      }
    });
    const saving = workspace.onDidSaveTextDocument(({ uri }) => {
      const found = catalog.pluginsOf(pathOf(uri));
      checks.saved(found.flatMap((each) => (each.is === 'plugin' ? [each.plugin] : [])));
    });
    token.onCancellationRequested(() => {
      saving.dispose();
      checks.end();
    });
  }

  function profile(label: string, kind: TestRunProfileKind, replay = false): TestRunProfile {
    const debug = kind === TestRunProfileKind.Debug;
    const handler = async (request: TestRunRequest, token: CancellationToken): Promise<void> => {
      try {
        if (request.continuous) {
          runContinuously(request, token);
        } else {
          await run(request, { debug, replay });
        }
      } catch (error) {
        void failures.show(error);
      }
    };
    const tag = debug || replay ? served : undefined;
    return controller.createRunProfile(label, kind, handler, !replay, tag, !debug && !replay);
  }

  async function runOf(given: PluginArgument, by: TestRunProfile): Promise<void> {
    const plugin = await choosePlugin(catalog, given);
    await items.update();
    const item = items.of(plugin);
    if (!item) {
      throw new WorkbenchError({
        what: l10n.t('{0} has no contract to check.', catalog.nameOf(plugin)),
        why: l10n.t('None is known of such plugins of {0}.', platformOf(plugin).title),
        where: plugin.entry,
      });
    }
    await run(new TestRunRequest([item], undefined, by), { debug: by.kind === TestRunProfileKind.Debug });
  }

  const running = profile(l10n.t('Run Contract Checks'), TestRunProfileKind.Run);
  profile(l10n.t('Run Contract Checks From a Recording'), TestRunProfileKind.Run, true);
  const debugging = profile(l10n.t('Debug Contract Checks'), TestRunProfileKind.Debug);
  controller.resolveHandler = async () => {
    await catalog.ready();
    await items.update();
  };
  controller.refreshHandler = () => catalog.search();
  return Disposable.from(
    controller,
    catalog.onDidChange(() => void items.update()),
    commands.add(ids.command.runContract, (given: PluginArgument) => runOf(given, running)),
    commands.add(ids.command.debugContract, (given: PluginArgument) => runOf(given, debugging)),
  );
}
