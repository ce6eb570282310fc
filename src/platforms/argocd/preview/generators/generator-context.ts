import type { Json, JsonObject } from '../../../../base/json';
import type { PluginAnswer } from '../../calls/answer';
import type { SpecPath } from '../../calls/controller-error';
import { numberText } from '../../../../base/number-text';
import { WorkbenchError } from '../../../../base/workbench-error';
import type { GeneratorType } from '../../generators';
import type { Origins } from '../origins';
import type { Templates } from '../rendering/templates';

/** The generators whose parameters come from outside, and not from the manifest or a plugin. */
export type OutsideType = Exclude<GeneratorType, 'list' | 'matrix' | 'merge' | 'plugin'>;

/** What generators ask of the world around them. */
export interface GeneratorWorld {
  /**
   * Asks the server of a plugin generator.
   * @param generator Where it stands in the set.
   * @throws ControllerError
   */
  askPlugin(configMap: string, parameters: Readonly<Record<string, Json>>, generator: SpecPath): Promise<PluginAnswer>;
  /**
   * What a generator would find that looks elsewhere.
   * @throws WorkbenchError where nothing tells it
   */
  readonly outside: Outside;
}

/** What stands in for clusters, repositories and their pull requests. */
export interface Outside {
  /**
   * What a generator of that type would find, an object each.
   * @throws WorkbenchError where nothing tells it
   */
  found(type: Exclude<OutsideType, 'git'>): Promise<readonly JsonObject[]>;
  /**
   * The files of a repository.
   * @throws WorkbenchError where nothing tells them
   */
  repository(address: string, revision: string): Promise<RepositoryContent>;
}

/** What is in a repository; paths are relative to it, with slashes. */
export interface RepositoryContent {
  readonly paths: readonly string[];
  /** Folders without a file in them that is told. */
  readonly folders?: readonly string[];
  read(path: string): Promise<string>;
}

/** One ApplicationSet while its parameter sets are generated. */
export interface GeneratorContext extends GeneratorWorld {
  readonly templates: Templates;
  readonly budget: PreviewBudget;
  readonly origins: Origins;
  /** Where the generator that is at work stands in the set. */
  readonly place: SpecPath;
}

/** More parameter sets are no preview that a person looks at; the controller itself has no such limit. */
const MOST_SETS = 20_000;
const MOST_CALLS = 1000;

/** Ends a preview that would have no end. */
export class PreviewBudget {
  private calls = 0;

  constructor(private readonly signal: AbortSignal) {}

  /**
   * @param sets How many parameter sets there are together.
   * @throws WorkbenchError past the limit, an AbortError on abort
   */
  mustHold(sets: number): void {
    this.signal.throwIfAborted();
    if (sets > MOST_SETS) {
      throw tooMuch(`more than ${numberText(MOST_SETS)} parameter sets`);
    }
  }

  /** @throws WorkbenchError past the limit, an AbortError on abort */
  addCall(): void {
    this.signal.throwIfAborted();
    this.calls += 1;
    if (this.calls > MOST_CALLS) {
      throw tooMuch(`more than ${numberText(MOST_CALLS)} calls of its plugins for one reconciliation`);
    }
  }
}

function tooMuch(what: string): WorkbenchError {
  return new WorkbenchError({
    what: `The ApplicationSet makes ${what}, and the preview ends there.`,
    why: 'The controller would go on.',
    next: { title: 'Give its generators less to combine' },
  });
}
