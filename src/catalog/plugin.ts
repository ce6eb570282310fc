import type { Files } from '../base/files';
import { basename } from '../base/paths';
import { WorkbenchError, toFailure, type Failure } from '../base/workbench-error';

/** A method of a plugin's gRPC or HTTP contract, as its source declares it. */
export interface Handler {
  /** The service's short name, such as `Collector`. */
  readonly service: string;
  readonly method: string;
  readonly file: string;
  /** 1-based line of the declaration. */
  readonly line: number;
}

/** A plugin in the workspace, as its files describe it. */
export interface Plugin {
  /** The platform's id, such as `spaceone`. */
  readonly platform: string;
  /** The folder that holds it: its identity in the workspace. */
  readonly folder: string;
  readonly name: string;
  /** What it is to its platform, in the platform's own words, such as `inventory.Collector`. */
  readonly type: string;
  readonly version?: string;
  /** How it is built, such as `PluginServer` (see the platform's styles). */
  readonly style?: string;
  /** The file where its contract starts: what a click on it opens. */
  readonly entry: string;
  readonly handlers: readonly Handler[];
}

/** A folder that shows itself as a plugin of a platform and could not be read: known by that, and able to nothing. */
export interface UnreadablePlugin {
  readonly platform: string;
  readonly folder: string;
  readonly failure: Failure;
}

/** What was found in a folder. */
export type FoundPlugin =
  { readonly is: 'plugin'; readonly plugin: Plugin } | { readonly is: 'unreadable'; readonly plugin: UnreadablePlugin };

/** The plugin of a folder that could not be read, with the file at fault where it is known. */
export function unreadablePlugin(platform: string, folder: string, error: unknown): UnreadablePlugin {
  const { what, why, where, next } = toFailure(error);
  const failure = {
    what: `The plugin in ${basename(folder)} cannot be read.`,
    why: [what, why].filter(Boolean).join(' '),
    where,
    next,
  };
  return { platform, folder, failure };
}

/**
 * The plugin where it could be read.
 * @throws WorkbenchError that says why it could not
 */
export function readable(found: FoundPlugin): Plugin {
  if (found.is === 'unreadable') {
    throw new WorkbenchError(found.plugin.failure);
  }
  return found.plugin;
}

/** How a platform finds its plugins among the files of a workspace. */
export interface PluginFinder {
  /** The platform's id. */
  readonly platform: string;
  /** Files whose presence or content makes a plugin, as globs relative to a workspace folder. */
  readonly markers: readonly string[];
  /** The folder of the plugin to which a marker belongs; undefined when its path cannot be one. */
  folderOf(marker: string): string | undefined;
  /**
   * Reads the plugin of a folder; undefined when there is none.
   * @throws Whatever makes this one plugin unreadable; a WorkbenchError names the file
   */
  read(folder: string, files: Files): Promise<Plugin | undefined>;
}
