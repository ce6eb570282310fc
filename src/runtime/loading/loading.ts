import type { Redactor } from '../secrets/redactor';
import type { WorkEnd, WorkListener } from './supervised-work';

/** A file that names what is to be loaded, such as a manifest with sources. */
export interface LoadedFile {
  /** Absolute, as in `paths.ts`. */
  readonly file: string;
  readonly text: string;
}

/** What does the loading; a process for each run. */
export interface LoadingWork {
  /** See {@link SupervisedWork.run}. */
  run(task: object, seconds: number | undefined, listener: WorkListener, signal: AbortSignal): Promise<WorkEnd>;
}

/** What plugins are loaded with on this machine, for as long as they are looked at. */
export interface Loading {
  /** What loads that which a file names. Rejects when nothing on this machine can. */
  open(named: LoadedFile): Promise<LoadingWork>;
  /** Gives the value behind a name to which a file refers, such as `${env:NAME}`; undefined where there is none. */
  variable(file: string, name: string): string | undefined | Promise<string | undefined>;
  readonly redactor: Redactor;
}
