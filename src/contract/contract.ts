import type { Files } from '../base/files';
import type { FilePlace, Failure } from '../base/workbench-error';
import type { Plugin } from '../catalog/plugin';
import type { Json, JsonObject } from '../base/json';
import type { Caller } from '../runtime/calls/caller';
import type { Loading } from '../runtime/loading/loading';

/** A platform's promises that a plugin of its makes, as checks with an outcome. */
export interface Contract<P extends Plugin = Plugin> {
  /** @param plugin Undefined where only the address of a server is known. */
  checks(plugin: P | undefined): readonly Check<P>[];
}

/** Longer than the platforms wait for an answer that is to be seen by a person. */
export const SECONDS_A_CHECK = 60;

export interface Check<P extends Plugin = Plugin> {
  /** Stable, such as `init-answers`; unique in its contract. */
  readonly id: string;
  /** What holds when it passes, as a sentence without its full stop. */
  readonly title: string;
  /** The source of the promise: the platform's own file and version. */
  readonly source: string;
  /** Where in the plugin's source it is kept or broken. */
  readonly at?: FilePlace | undefined;
  /** What it asks: the plugin's files, its server, or what loads it as its platform does. */
  readonly needs: 'source' | 'server' | 'loader';
  /** Ids of checks without which this one says nothing: it is skipped when one of them has not passed. */
  readonly after?: readonly string[];
  /** How long it may take, a server once it is reached; {@link SECONDS_A_CHECK} unless given. What loads limits itself. */
  readonly seconds?: number;
  run(context: CheckContext<P>): Promise<Outcome>;
}

export type Outcome =
  | { readonly is: 'passed' }
  | {
      readonly is: 'warned' | 'failed';
      readonly failure: Failure;
      /** What the platform wants and what came, where the two can be laid side by side. */
      readonly expected?: string;
      readonly actual?: string;
    }
  | { readonly is: 'skipped'; readonly why: string };

export interface CheckContext<P extends Plugin = Plugin> {
  /** One object for all checks of a run: what they have in common is kept by it. */
  readonly run: object;
  readonly plugin: P | undefined;
  /**
   * All messages of an answer; asked once for each call and message, however many checks look at it.
   * @throws WorkbenchError where they are more than can be kept: the call is stopped there
   */
  answers(call: string, message?: JsonObject): Promise<readonly Json[]>;
  /**
   * The message of an answer that is to have one, asked once as well; undefined where none came.
   * @throws WorkbenchError at the second message, with which the call is stopped
   */
  answer(call: string, message?: JsonObject): Promise<Json | undefined>;
  /** The message with which a method is called when none is named. */
  messageFor(call: string): Promise<JsonObject>;
  readonly caller: Caller;
  /** What the plugin is loaded with; where that is not to be had on this machine, the check is skipped. */
  readonly loading: Loading;
  /** What the plugin's source is read through. */
  readonly files: Files;
  /** Aborts when the run is cancelled, and when the check has taken too long. */
  readonly signal: AbortSignal;
}

export interface CheckResult {
  readonly check: Pick<Check, 'id' | 'title' | 'source' | 'at'>;
  readonly outcome: Outcome;
  readonly milliseconds: number;
}
