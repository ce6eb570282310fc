import type { LoadingWork } from '../../../runtime/loading/loading';
import type { WorkEnd } from '../../../runtime/loading/supervised-work';
import type {
  LoadedComponent,
  LoadedModule,
  LoaderError,
  LoaderEvent,
  ModuleIndex,
  RequirementList,
} from './loader-event';
import { explainFailure } from './explain-failure';
import { readEvent } from './read-event';
import { loaderLayers, type InstalledList } from './requirements';
import { loaderTask, type SourceTask } from './source-task';

/** What has become of a module when it was imported. */
export type Trial =
  | { readonly is: 'loaded'; readonly loaded: LoadedModule }
  | { readonly is: 'failed'; readonly error: LoaderError }
  /** It ended or silenced its process. */
  | { readonly is: 'ended'; readonly end: WorkEnd; readonly error?: LoaderError | undefined };

/** A module and all that was told while it was imported. */
export interface TriedModule {
  readonly task: SourceTask;
  readonly index: number;
  trial?: Trial;
  /** The module after whose failure SOPS does not come to this one. */
  readonly after?: TriedModule | undefined;
  readonly components: LoadedComponent[];
  /** Those of it and of what it imports, a list for each. */
  readonly requirements: RequirementList[];
  /** Once it has failed or ended: those and the ones of the modules before it in its process. */
  asked?: readonly RequirementList[];
  /** A requirement line for each version that SOPS's loader runs with, where something is to be installed. */
  readonly kept: string[];
  /** What was made of them before it was tried. */
  readonly installed: readonly InstalledList[];
  readonly printed: string[];
  /** Bytes that it has printed past what is shown. */
  unseen: number;
}

/** A source and all its modules as they were tried. */
export interface TriedSource {
  readonly task: SourceTask;
  /** What the importer itself has refused. */
  error?: LoaderError;
  /** How the process ended, when that was before any of its modules. */
  end?: WorkEnd;
  readonly modules: (TriedModule | undefined)[];
}

/** Lines of a module's output that are kept. */
const MOST_LINES = 200;

/** What is loaded in one process: each source from one of its modules on. */
interface Segment {
  readonly parts: readonly { readonly source: TriedSource; readonly first: number }[];
  readonly after?: TriedModule | undefined;
}

export interface TryOptions {
  /** How long a module may take. */
  readonly seconds: number;
  readonly signal: AbortSignal;
  readonly onTried?: ((module: TriedModule) => void) | undefined;
  /** Requirements that are there for the modules, each list from the moment on at which SOPS has installed it. */
  readonly installed?: readonly InstalledList[];
  /** True to hear beside which versions the others are to be installed. */
  readonly installs?: boolean;
}

/**
 * Loads sources as SOPS does when it starts: one after the other into one process, each to its first failure. What SOPS
 * does not come to then is loaded in another process, to tell what would become of it.
 * @throws WorkbenchError when the Python cannot load at all; an AbortError on abort
 */
export async function trySources(
  tasks: readonly SourceTask[],
  work: LoadingWork,
  { seconds, signal, onTried = () => undefined, installed = [], installs = false }: TryOptions,
): Promise<TriedSource[]> {
  const sources = tasks.map((task): TriedSource => ({ task, modules: [] }));
  const waiting: Segment[] = [{ parts: sources.map((source) => ({ source, first: 0 })) }];
  for (let segment = waiting.shift(); segment; segment = waiting.shift()) {
    const run = new SegmentRun(segment, installed, onTried);
    const task = { sources: run.task, layers: loaderLayers(installed), install: installs };
    waiting.unshift(...run.finish(await work.run(task, seconds, run, signal)));
  }
  return sources;
}

/** One process's work, as it is told. */
class SegmentRun {
  private current: TriedModule | undefined;
  private told: TriedModule | undefined;
  private part = 0;
  private readonly asked: RequirementList[] = [];

  constructor(
    private readonly segment: Segment,
    private readonly installed: readonly InstalledList[],
    private readonly onTried: (module: TriedModule) => void,
  ) {}

  /** What the loader is told. */
  get task(): object[] {
    return this.segment.parts.map(({ source, first }, index) => loaderTask(source.task, index, first));
  }

  readonly onLine = (line: string): void => {
    if (this.current && this.current.printed.length < MOST_LINES) {
      this.current.printed.push(line);
    }
  };

  readonly onUnseen = (bytes: number): void => {
    if (this.current) {
      this.current.unseen += bytes;
    }
  };

  readonly onEvent = (told: Readonly<Record<string, unknown>>): void => {
    // What is told of a run is none of a load's.
    const event = readEvent(told) as LoaderEvent | undefined;
    if (!event) {
      return;
    }
    const source = 'source' in event ? this.segment.parts[event.source]?.source : undefined;
    switch (event.is) {
      case 'source':
        this.tell();
        this.part = event.source;
        this.current = undefined;
        break;
      case 'source failed':
        if (source) {
          source.error = event.error;
        }
        break;
      case 'module':
        this.begin(event);
        break;
      case 'failed':
        this.settle(event, { is: 'failed', error: event.error });
        break;
      case 'loaded':
        this.settle(event, { is: 'loaded', loaded: event });
        break;
      case 'component':
        this.current?.components.push(event);
        break;
      case 'requirements':
        [this.asked, this.current?.requirements].forEach((lists) => lists?.push(event));
        break;
      case 'kept':
        this.current?.kept.push(...event.versions);
        break;
    }
  };

  /** What is still to be tried after the process has ended. */
  finish(end: WorkEnd): Segment[] {
    const { current, part, segment } = this;
    if (end.is === 'done') {
      this.tell();
      return segment.parts.flatMap((each) => this.rest(each));
    }
    const before = segment.parts.slice(0, part).flatMap((each) => this.rest(each));
    const own = segment.parts[part]?.source;
    if (current) {
      // What it has raised to end the process is the reason for that end.
      const error = current.trial?.is === 'failed' ? current.trial.error : undefined;
      current.trial = { is: 'ended', end, error };
      current.asked = [...this.asked];
      this.tell();
    } else if (own) {
      own.end = end;
    }
    const parts = [...(own && current ? this.partsAfter(own, current) : []), ...segment.parts.slice(part + 1)];
    return [...before, ...(parts.length > 0 ? [{ parts, after: segment.after ?? current }] : [])];
  }

  /** The modules of a source behind the one that has failed in this process. */
  private rest({ source, first }: Segment['parts'][number]): Segment[] {
    const last = source.modules.at(-1);
    if (!last || last.index < first || last.trial?.is !== 'failed') {
      return [];
    }
    const parts = this.partsAfter(source, last);
    // What only SOPS has ends nothing there.
    const after = this.segment.after ?? (isKnownToSopsAlone(last) ? undefined : last);
    return parts.length > 0 ? [{ parts, after }] : [];
  }

  private partsAfter(source: TriedSource, { index, task }: TriedModule): Segment['parts'] {
    return index + 1 < task.modules.length ? [{ source, first: index + 1 }] : [];
  }

  private begin({ source: part, module: index }: ModuleIndex): void {
    this.tell();
    const { installed, segment } = this;
    const { source, first } = segment.parts[part] ?? { first: 0 };
    if (source && index === Math.max(source.modules.length, first)) {
      const empty = { components: [], requirements: [], kept: [], printed: [], unseen: 0 };
      this.current = { task: source.task, index, after: segment.after, installed, ...empty };
      source.modules[index] = this.current;
    }
  }

  /** The first that is told of the module under way counts. */
  private settle({ source, module }: ModuleIndex, trial: Trial): void {
    if (this.current?.index === module && this.part === source && !this.current.trial) {
      this.current.trial = trial;
      if (trial.is === 'failed') {
        // What later modules of the process ask for comes too late for it.
        this.current.asked = [...this.asked];
      }
    }
  }

  private tell(): void {
    if (this.current?.trial && this.told !== this.current) {
      this.told = this.current;
      this.onTried(this.current);
    }
  }
}

function isKnownToSopsAlone({ task, index, trial, asked = [], installed }: TriedModule): boolean {
  const module = task.modules[index]?.name ?? '';
  return (
    trial?.is === 'failed' &&
    explainFailure({ task, module, error: trial.error, asked, installed }).isKnownToSopsAlone === true
  );
}
