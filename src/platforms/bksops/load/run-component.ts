import { nearestWord } from '../../../base/nearest-word';
import { WorkbenchError, type Failure, type FilePlace } from '../../../base/workbench-error';
import type { WorkEnd } from '../../../runtime/loading/supervised-work';
import { OUT_OF_MEMORY } from './explain-failure';
import { endWords, placeOf, raisedWords } from './fates';
import type { LoaderError, LoaderEvent, LoaderFrame, RunEvent } from './loader-event';
import { readEvent } from './read-event';
import type { LoadingWork } from '../../../runtime/loading/loading';
import { loaderLayers, type InstalledList } from './requirements';
import { loaderTask, rootsOf, type SourceTask } from './source-task';

export interface ComponentToRun {
  readonly code: string;
  /** The only one there is unless given. */
  readonly version?: string | undefined;
  /** The inputs by key; the defaults, and an empty value for each other that its service tells, unless given. */
  readonly inputs?: Readonly<Record<string, unknown>> | undefined;
  /** What inputs hold while none are given, by key; nothing unless told. */
  readonly defaults?: Readonly<Record<string, unknown>> | undefined;
  /** What it finds in `parent_data`, by key; nothing unless given. */
  readonly parent?: Readonly<Record<string, unknown>> | undefined;
}

export interface RunLimits {
  /** How often it may be scheduled. */
  readonly schedules: number;
  /** How long it may take in all after it was loaded, in seconds. */
  readonly seconds: number;
}

/** What a task of SOPS would be given that long; a component that polls for ever ends here. */
export const RUN_LIMITS: RunLimits = { schedules: 100, seconds: 300 };

/** How a component has run. */
export interface ComponentRun {
  readonly code: string;
  readonly version: string;
  readonly result: boolean;
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly outputs: Readonly<Record<string, unknown>>;
  readonly schedules: number;
  /** What it has logged and printed, a line each, in its order. */
  readonly log: readonly string[];
  /** Why it has failed. */
  readonly error?: RunError;
}

export interface RunError {
  readonly message: string;
  /** Where it was raised in the source's own files. */
  readonly where?: FilePlace;
  /** Outermost first. */
  readonly frames: readonly LoaderFrame[];
}

/** That nobody has registered a component of a code. */
export class NoSuchComponent extends WorkbenchError {
  /** @param registered The codes of those that are there. */
  constructor(
    failure: Failure,
    readonly registered: readonly string[],
  ) {
    super(failure);
  }
}

export interface RunOptions {
  readonly limits?: RunLimits;
  /** Hears each line of the log as it comes. */
  readonly onLog?: (line: string) => void;
  /** Hears how often it has been scheduled while it polls, each time from 1 on. */
  readonly onSchedule?: (count: number) => void;
  readonly signal: AbortSignal;
  /** Hears where a debugger may attach, who has to know the token; the component is loaded once it has. */
  readonly debugger?: { readonly token: string; readonly onListening: (port: number) => void } | undefined;
  /** Requirements that are there for the modules. */
  readonly installed?: readonly InstalledList[] | undefined;
}

/**
 * Loads sources as SOPS does and runs one of their components as a task of it: `execute`, and `schedule` until it is
 * finished, without the import hook, which is there while SOPS loads and not when it runs.
 * @throws WorkbenchError when there is no such component; an AbortError on abort
 */
export async function runComponent(
  tasks: readonly SourceTask[],
  component: ComponentToRun,
  work: LoadingWork,
  {
    limits = RUN_LIMITS,
    onLog = () => undefined,
    onSchedule = () => undefined,
    signal,
    installed = [],
    debugger: wanted,
  }: RunOptions,
): Promise<ComponentRun> {
  const run = new Run(component, tasks.flatMap(rootsOf), onLog, onSchedule, wanted?.onListening);
  const task = {
    sources: tasks.map((source, index) => loaderTask(source, index, 0)),
    layers: loaderLayers(installed),
    component: { ...component, schedules: limits.schedules },
    ...(wanted && { debugger: wanted.token }),
  };
  const end = await work.run(task, wanted ? undefined : limits.seconds, run, signal);
  return run.result(end);
}

/** What is told of a run. */
class Run {
  private version: string | undefined;
  private known: Readonly<Record<string, readonly string[]>> | undefined;
  private readonly failed: string[] = [];
  private readonly log: string[] = [];
  private inputs: Readonly<Record<string, unknown>> = {};
  private outputs: Readonly<Record<string, unknown>> = {};
  private schedules = 0;
  private outcome: boolean | undefined;
  private error: RunError | undefined;

  constructor(
    private readonly wanted: ComponentToRun,
    /** The root packages of all sources. */
    private readonly roots: readonly string[],
    private readonly onLog: (line: string) => void,
    private readonly onSchedule: (count: number) => void,
    private readonly onListening: ((port: number) => void) | undefined,
  ) {}

  /** What modules print while they are loaded is none of the run's. */
  readonly onLine = (line: string): void => {
    if (this.version !== undefined) {
      this.note(line);
    }
  };

  readonly onEvent = (told: Readonly<Record<string, unknown>>): void => {
    // What else is told of modules is none of a run's.
    const event = readEvent(told) as RunEvent | Extract<LoaderEvent, { is: 'failed' | 'source failed' }> | undefined;
    if (!event) {
      return;
    }
    switch (event.is) {
      case 'debugger':
        this.onListening?.(event.port);
        break;
      case 'failed':
      case 'source failed':
        this.failed.push(raisedWords(event.error));
        break;
      case 'no component':
        this.known = event.known;
        break;
      case 'running':
        this.version = event.version;
        break;
      case 'inputs':
        this.inputs = event.inputs;
        break;
      case 'log':
        this.note(`${event.level} ${event.text}`);
        break;
      case 'schedule':
        this.schedules = event.count;
        if (event.callback) {
          this.note('It waits for a callback: "schedule" is called once, with no callback data.');
        } else {
          this.onSchedule(event.count);
        }
        break;
      case 'never':
        this.error = { message: endless[event.why](this.schedules), frames: [] };
        break;
      case 'outputs':
        this.outputs = event.outputs;
        break;
      case 'raised':
        this.error = { message: this.raised(event.error), frames: event.error.frames, ...this.placed(event.error) };
        break;
      case 'result':
        this.outcome = event.result;
        break;
    }
  };

  result(end: WorkEnd): ComponentRun {
    const { wanted, version, inputs, outputs, schedules, log } = this;
    if (version === undefined) {
      throw this.notThere(end);
    }
    const said = outputs['ex_data'];
    const failure: RunError | undefined =
      this.error ??
      (end.is === 'done'
        ? this.outcome === true
          ? undefined
          : {
              message: typeof said === 'string' && said !== '' ? said : 'It returned False and set no "ex_data".',
              frames: [],
            }
        : {
            message: end.is === 'late' ? `It did not end within ${end.seconds} seconds, and was ended.` : endWords(end),
            frames: [],
          });
    return {
      ...{ code: wanted.code, version, inputs, outputs, schedules, log },
      result: failure === undefined,
      ...(failure && { error: failure }),
    };
  }

  /** What is imported only when it is run has no import hook any more. */
  private raised(error: LoaderError): string {
    if (error.type === 'MemoryError') {
      return `${raisedWords(error)}. ${OUT_OF_MEMORY}`;
    }
    const root = error.type === 'ModuleNotFoundError' ? error.name?.split('.')[0] : undefined;
    return root !== undefined && this.roots.includes(root)
      ? `${raisedWords(error)}. The import hook of SOPS is there while it loads and gone when a task runs: import "${error.name ?? ''}" at the top of the module.`
      : raisedWords(error);
  }

  private placed(error: LoaderError): { where?: FilePlace } {
    const where = placeOf(error);
    return where ? { where } : {};
  }

  private notThere(end: WorkEnd): WorkbenchError {
    const { code, version } = this.wanted;
    const failed = this.failed.length > 0 ? ` Of what was loaded, this failed: ${this.failed.join('; ')}.` : '';
    const next = { title: 'See with "load" what becomes of each module' };
    if (!this.known) {
      return new WorkbenchError({ what: 'The sources cannot be loaded.', why: endWords(end), next });
    }
    const codes = Object.keys(this.known);
    const versions = this.known[code];
    if (versions) {
      return new WorkbenchError({
        what: version === undefined ? `"${code}" has several versions.` : `"${code}" has no version ${version}.`,
        why: `There are ${versions.join(', ')}.`,
        next: { title: 'Name one of them with --version' },
      });
    }
    const near = nearestWord(code, codes);
    const others = codes.length === 0 ? 'No component was registered.' : `There are ${codes.join(', ')}.`;
    const what = `There is no component "${code}" in what was loaded.`;
    return new NoSuchComponent(
      { what, why: `${near === undefined ? others : `Did you mean "${near}"?`}${failed}`, next },
      codes,
    );
  }

  private note(line: string): void {
    this.log.push(line);
    this.onLog(line);
  }
}

const endless = {
  'no schedule': () =>
    'It asks to be scheduled and has no "schedule" of its own: SOPS would poll it for ever. Write one that calls "finish_schedule".',
  limit: (schedules: number) =>
    `It was not finished after ${schedules} schedules, and was ended: "schedule" has to call "finish_schedule" or return False.`,
};
