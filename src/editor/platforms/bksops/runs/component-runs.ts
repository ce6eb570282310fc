import type { Disposable } from 'vscode';
import { DocumentLink, ProgressLocation, Range, Uri, l10n, languages, workspace } from 'vscode';
import { isInside, basename } from '../../../../base/paths';
import { isAbort, sentence, toFailure } from '../../../../base/workbench-error';
import { runComponent, type RunOptions } from '../../../../platforms/bksops/load/run-component';
import type { RunFile } from '../../../../platforms/bksops/runs/run-file';
import { preparedRun, type RunGround } from '../../../../platforms/bksops/runs/run-ground';
import { placesIn, RunText } from '../../../../platforms/bksops/runs/run-text';
import type { Runtime } from '../../../../runtime/runtime';
import { Answers } from '../../../calls/answers';
import { withProgress } from '../../../cancellation';
import { requireTrust } from '../../../commands';
import { chosenInterpreter } from '../../../debugging/server-sessions';
import { pathOf, type EditorFiles } from '../../../editor-files';
import { setUpWords } from '../sources/set-up-words';
import type { SourceSecrets } from '../sources/source-secrets';

/** A component that is to be run. */
export interface WantedRun {
  readonly run: RunFile;
  /** Where the run is written, or the component itself: it tells which package is meant. */
  readonly file: string;
}

/** How a run is followed. */
export interface RunFollower {
  readonly signal: AbortSignal;
  readonly onLog?: (line: string) => void;
  /** Hears how far the Python is that a run waits for. */
  readonly onSetUp?: (progress: string) => void;
  readonly debugger?: RunOptions['debugger'];
}

const SCHEME = 'plugin-workbench-run';

/** Runs components; the results open beside what is run, one a component of a file. */
export class ComponentRuns implements Disposable {
  private readonly results = new Answers(SCHEME);
  private readonly underWay = new Map<string, AbortController>();
  private readonly links = languages.registerDocumentLinkProvider(
    { scheme: SCHEME },
    {
      provideDocumentLinks: (document) =>
        placesIn(document.getText()).map(({ start, end, file, line }) => {
          const range = new Range(document.positionAt(start), document.positionAt(end));
          return new DocumentLink(range, Uri.file(file).with({ fragment: `L${line}` }));
        }),
    },
  );

  constructor(
    private readonly runtime: Runtime,
    private readonly files: EditorFiles,
    private readonly secrets: SourceSecrets,
  ) {}

  /** Runs a component with progress that can be cancelled. */
  async run(wanted: WantedRun): Promise<void> {
    const title = l10n.t('Running {0}', wanted.run.component);
    await withProgress({ location: ProgressLocation.Notification, title }, (signal, progress) => {
      const report = (message: string): void => progress.report({ message });
      return this.follow(wanted, { signal, onLog: report, onSetUp: report });
    });
  }

  /**
   * Runs a component; a run of the same that is under way is ended first.
   * @throws WorkbenchError when it could not be run at all; an AbortError on abort
   */
  async follow(wanted: WantedRun, follower: RunFollower): Promise<void> {
    requireTrust();
    const { run, file } = wanted;
    const key = `/${basename(file)}/${run.component}${run.version === undefined ? '' : ` ${run.version}`}.run.yaml`;
    this.underWay.get(key)?.abort();
    const controller = new AbortController();
    this.underWay.set(key, controller);
    const signal = AbortSignal.any([follower.signal, controller.signal]);
    try {
      await this.show(wanted, key, { ...follower, signal });
    } finally {
      if (this.underWay.get(key) === controller) {
        this.underWay.delete(key);
      }
    }
  }

  dispose(): void {
    this.underWay.forEach((controller) => controller.abort());
    this.links.dispose();
    this.results.dispose();
  }

  /** Shows what becomes of a run while it goes on. */
  private async show(wanted: WantedRun, path: string, follower: RunFollower): Promise<void> {
    const { component, version, sources } = wanted.run;
    const from = workspace.asRelativePath(Uri.file(sources ?? wanted.file));
    const name = [component, version].filter(Boolean).join(' ');
    const text = new RunText(sources === undefined ? `${name} by ${from}` : `${name} from ${from}`);
    const uri = await this.results.open(path, text);
    const started = Date.now();
    const onLog = (line: string): void => {
      text.add(line);
      this.results.update(uri, text);
      follower.onLog?.(line);
    };
    try {
      const ended = await this.execute(wanted, { ...follower, onLog });
      text.close({ is: 'ended', milliseconds: Date.now() - started, run: ended });
    } catch (error) {
      text.close(
        isAbort(error)
          ? { is: 'cancelled', milliseconds: Date.now() - started }
          : { is: 'not run', why: this.runtime.redactor.redact(sentence(toFailure(error))) },
      );
      throw error;
    } finally {
      this.results.put(uri, text);
    }
  }

  private async execute(
    { run, file }: WantedRun,
    { signal, onSetUp = () => undefined, ...follower }: RunFollower & { readonly onLog: (line: string) => void },
  ): ReturnType<typeof runComponent> {
    const { redactor } = this.runtime;
    const variable = (of: string, name: string): Promise<string> => this.secrets.lookUp(of, name);
    const { ground, inputs, parent } = await preparedRun(run, file, { files: this.files, variable, redactor });
    await saveIn(ground);
    const chosen = chosenInterpreter(run.sources ?? file);
    const loader = await ground.loader(this.runtime, {
      ...{ chosen, signal },
      onProgress: (progress) => onSetUp(redactor.redact(setUpWords(progress))),
    });
    try {
      const component = { code: run.component, version: run.version, inputs, parent };
      return await runComponent(ground.tasks, component, loader.work, { signal, ...follower });
    } finally {
      await loader.work[Symbol.asyncDispose]();
    }
  }
}

/** The loader reads files, and the person means what is on the screen. */
async function saveIn({ rootFolder }: RunGround): Promise<void> {
  const isMeant = (uri: Uri): boolean =>
    rootFolder !== undefined && uri.scheme === 'file' && isInside(rootFolder, pathOf(uri));
  const changed = workspace.textDocuments.filter(({ isDirty, uri }) => isDirty && isMeant(uri));
  await Promise.all(changed.map((document) => document.save()));
}
