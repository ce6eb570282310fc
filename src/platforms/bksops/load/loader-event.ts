/** One frame of a traceback. */
export interface LoaderFrame {
  /** A path on this machine, or the address of a module that is nowhere on it. */
  readonly file: string;
  readonly line: number;
  readonly name: string;
}

/** An exception as sops_loader.py tells it: the one that a module raised, without those that the importers wrap around it. */
export interface LoaderError {
  /** The name of its class. */
  readonly type: string;
  readonly message: string;
  /** Those in the source's own files, outermost first. */
  readonly frames: readonly LoaderFrame[];
  /** The innermost of all. */
  readonly innermost?: LoaderFrame | null;
  readonly syntax?: { readonly file: string | null; readonly line: number | null; readonly text: string };
  /** What an ImportError is about. */
  readonly name?: string | null;
  /** The module that the importer has not found. */
  readonly missing?: string;
  /** The file that Python finds for the root package by itself. */
  readonly shadow?: string | null;
  /** Where it was looked for. */
  readonly tried?: readonly string[];
}

/** A component as it was registered. */
export interface LoadedComponent {
  readonly code: string;
  readonly version: string;
  readonly name: string;
  readonly group: string;
  /** Its `desc`, and the `__group_icon__` of its module; empty where it gives none. */
  readonly description?: string;
  readonly icon?: string;
  readonly class: string;
  readonly hasForm: boolean;
  /** True when its form is the text itself, and no address. */
  readonly embedded: boolean;
  readonly file: string | null;
  readonly line: number | null;
  /** The module of the component of the same code and version that it has replaced. */
  readonly replaces: string | null;
}

/** A requirement of a module, and what the Python here has of it. */
export interface LookedUpRequirement {
  readonly line: string;
  /** The line in the text of the module, where that shows it. */
  readonly at: number | null;
  readonly installed?: string;
  readonly fits: boolean;
  /** True when SOPS's loader runs with another version of it. */
  readonly needed?: boolean;
}

/** A list of requirements as a module has it. */
export interface RequirementList {
  /** The module's, or an address where it is not on this machine. */
  readonly file: string | null;
  /** True when the module's body has failed before SOPS would have installed them. */
  readonly late: boolean;
  readonly requirements: readonly LookedUpRequirement[];
}

/** Where a module is in the task: the index of its source, and its own in that. */
export interface ModuleIndex {
  readonly source: number;
  readonly module: number;
}

export type LoaderEvent =
  | { readonly is: 'source'; readonly source: number }
  | { readonly is: 'source failed'; readonly source: number; readonly error: LoaderError }
  | ({ readonly is: 'module'; readonly name: string } & ModuleIndex)
  | ({ readonly is: 'failed'; readonly error: LoaderError } & ModuleIndex)
  | ({ readonly is: 'loaded' } & LoadedModule & ModuleIndex)
  | ({ readonly is: 'component' } & LoadedComponent)
  | ({ readonly is: 'requirements' } & RequirementList)
  /** A requirement line for each version that SOPS's loader runs with. */
  | { readonly is: 'kept'; readonly versions: readonly string[] };

export interface LoadedModule {
  readonly forks: number;
  readonly isPackage: boolean;
  /** True when it asks not to be registered. */
  readonly ignored: boolean;
  readonly file?: string | null;
  /** What stands in for the root package of the source: that of another source, or one that Python finds by itself. */
  readonly shadow?: { readonly source: string | null; readonly file: string };
}

/** How a run of a component is told. */
export type RunEvent =
  | { readonly is: 'debugger'; readonly port: number }
  | { readonly is: 'no component'; readonly known: Readonly<Record<string, readonly string[]>> }
  | { readonly is: 'running'; readonly version: string }
  | { readonly is: 'inputs'; readonly inputs: Readonly<Record<string, unknown>> }
  | { readonly is: 'log'; readonly level: string; readonly text: string }
  | { readonly is: 'schedule'; readonly count: number; readonly callback: boolean }
  | { readonly is: 'never'; readonly why: 'no schedule' | 'limit' }
  | { readonly is: 'outputs'; readonly outputs: Readonly<Record<string, unknown>> }
  | { readonly is: 'raised'; readonly error: LoaderError }
  | { readonly is: 'result'; readonly result: boolean };
