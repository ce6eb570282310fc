import {
  Disposable,
  TestRunProfileKind,
  l10n,
  tests,
  window,
  workspace,
  type TestRun,
  type TestRunRequest,
  type Uri,
} from 'vscode';
import type { Files } from '../../base/files';
import { isAbort, toFailure } from '../../base/workbench-error';
import type { Catalog } from '../../catalog/catalog';
import { platforms } from '../../platforms/all-platforms';
import { platformOf } from '../../platforms/platforms';
import type { WayToCloud } from '../../runtime/recording/recorded-plugin';
import type { TestRunOptions, TestRunner } from '../../runtime/testing/plugin-tests';
import type { Runtime } from '../../runtime/runtime';
import { toSignal } from '../cancellation';
import { requireTrust } from '../commands';
import { chosenInterpreter } from '../debugging/server-sessions';
import { pathOf } from '../editor-files';
import type { Failures } from '../failures';
import { OwnTestDebugging } from './own-test-debugging';
import { OwnTestItems, type ChosenTests } from './own-test-items';
import { OwnTestReport } from './own-test-report';

/** Changes are read together, this many milliseconds after the last of a burst. */
const BURST = 400;

interface HowTestsRun {
  readonly debug: boolean;
  /** Answers what plugins ask of their clouds from their recordings, where their platform's tests can. */
  readonly replay: boolean;
}

/** The tests that plugins of the workspace have of their own, in the Testing view: found in their text, run and debugged from there. */
export function ownTests(catalog: Catalog, files: Files, runtime: Runtime, failures: Failures): Disposable {
  const controller = tests.createTestController('pluginWorkbench.tests', l10n.t('Plugin tests'));
  const items = new OwnTestItems(controller, catalog, files);
  const debugging = new OwnTestDebugging(runtime.redactor, failures);
  let isWanted = false;
  let timer: NodeJS.Timeout | undefined;

  async function look(): Promise<void> {
    isWanted = true;
    await catalog.ready();
    await items.update();
  }
  const mayHold = (uri: Uri): boolean =>
    uri.scheme === 'file' && platforms.some((platform) => platform.tests?.mayHold(pathOf(uri)));
  const changed = (): void => {
    if (isWanted) {
      clearTimeout(timer);
      timer = setTimeout(() => void items.update(), BURST);
    }
  };
  const fileChanged = (uri: Uri): void => (mayHold(uri) ? changed() : undefined);
  /** What is open shows where its tests can be run. */
  const opened = (uri: Uri | undefined): void => {
    if (!isWanted && uri && mayHold(uri)) {
      void look().catch((error: unknown) => failures.show(error));
    }
  };

  async function run(request: TestRunRequest, how: HowTestsRun): Promise<void> {
    requireTrust();
    await look();
    const told = controller.createTestRun(request);
    // The view is free at once, whatever is still to be stopped.
    const cancelled = told.token.onCancellationRequested(() => told.end());
    try {
      const chosen = items.chosenBy(request);
      chosen.flatMap((each) => items.itemsOf(each)).forEach((item) => told.enqueued(item));
      for (const each of chosen) {
        await runOne(each, told, how);
      }
    } finally {
      cancelled.dispose();
      told.end();
    }
  }

  async function runOne(chosen: ChosenTests, told: TestRun, { debug, replay }: HowTestsRun): Promise<void> {
    const { plugin, wanted } = chosen;
    const report = new OwnTestReport(told, plugin, items, runtime.redactor);
    const signal = toSignal(told.token);
    const note = (line: string): void => report.onLine(line, undefined);
    try {
      await using runner = await runnerOf(chosen, replay, signal, note);
      note(l10n.t('Testing with {0}.', runner.about));
      const work = (options: TestRunOptions): Promise<void> => runner.run(wanted, report, options);
      if (debug) {
        const name = l10n.t('Tests of {0}', catalog.nameOf(plugin));
        await debugging.run(name, plugin.folder, told, (asked, ended) =>
          work({ debugger: asked, signal: AbortSignal.any([signal, ended]) }),
        );
      } else {
        await work({ signal });
      }
    } catch (error) {
      if (!isAbort(error)) {
        report.errored(toFailure(error), items.itemsOf(chosen));
      }
    }
  }

  async function runnerOf(
    { plugin }: ChosenTests,
    replay: boolean,
    signal: AbortSignal,
    note: (line: string) => void,
  ): Promise<TestRunner> {
    const found = platformOf(plugin).tests;
    if (!found) {
      throw new Error(`${plugin.name} has no tests.`);
    }
    const replayed: WayToCloud = async (recorded) => {
      const calls = await runtime.recordings.replay(recorded);
      calls.onNote(note);
      return calls;
    };
    return found.runner(runtime, plugin, files, {
      chosen: chosenInterpreter(plugin.folder),
      signal,
      cloud: replay && found.takesCloud ? replayed : undefined,
      onProgress: ({ step, steps, title, long }) => note(`[${step}/${steps}] ${title}${long ? ` (${long.at})` : ''}`),
    });
  }

  for (const [label, kind, replay] of [
    [l10n.t('Run Tests'), TestRunProfileKind.Run, false],
    [l10n.t('Debug Tests'), TestRunProfileKind.Debug, false],
    [l10n.t('Run Tests From a Recording'), TestRunProfileKind.Run, true],
  ] as const) {
    const how = { debug: kind === TestRunProfileKind.Debug, replay };
    const handler = (request: TestRunRequest): Promise<void> =>
      run(request, how).catch((error: unknown) => void failures.show(error));
    controller.createRunProfile(label, kind, handler, !replay);
  }
  controller.resolveHandler = () => look();
  controller.refreshHandler = () => look();
  const watcher = workspace.createFileSystemWatcher('**/*.py');
  opened(window.activeTextEditor?.document.uri);
  return Disposable.from(
    controller,
    debugging,
    watcher,
    new Disposable(() => clearTimeout(timer)),
    watcher.onDidChange(fileChanged),
    watcher.onDidCreate(fileChanged),
    watcher.onDidDelete(fileChanged),
    workspace.onDidChangeTextDocument(({ document }) => fileChanged(document.uri)),
    window.onDidChangeActiveTextEditor((editor) => opened(editor?.document.uri)),
    catalog.onDidChange(changed),
  );
}
