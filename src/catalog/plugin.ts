import type { Files } from '../base/files';
import { basename } from '../base/paths';
import type { PluginIdentity } from '../base/plugin-identity';
import { WorkbenchError, toFailure, type Failure, type FilePlace } from '../base/workbench-error';

/** What of a plugin can be called, as its source declares it. */
export interface Method extends Required<FilePlace> {
  /** As a request names it, such as `Collector.collect` or `getparams.execute`. */
  readonly name: string;
}

/** What a plugin holds that cannot be called by itself, such as a component of a package. */
export interface Part extends FilePlace {
  /** What the platform calls such a thing, such as `component`. */
  readonly sort: string;
  readonly name: string;
}

/** A plugin in the workspace, as its files describe it. */
export interface Plugin extends PluginIdentity {
  readonly name: string;
  /** What it is to its platform, in the platform's own words, such as `inventory.Collector`. */
  readonly type: string;
  readonly version?: string;
  /** What else tells it apart, in the platform's own words, such as how it is built. */
  readonly facts: readonly string[];
  /** Where it starts: what a click on it opens. */
  readonly entry: FilePlace;
  readonly methods: readonly Method[];
  readonly parts: readonly Part[];
}

/** A folder that shows itself as a plugin of a platform and could not be read: known by that, and able to nothing. */
export interface UnreadablePlugin extends PluginIdentity {
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

/** Why something that looks like a plugin is none. */
export interface Lack {
  /** A part of a sentence, such as "main.py makes no server". */
  readonly what: string;
  readonly where: FilePlace;
}

/** How a platform finds its plugins among the files of a workspace. */
export interface PluginFinder<P extends Plugin = Plugin> {
  /** The platform's id. */
  readonly platform: string;
  /** Files whose presence or content makes a plugin, as globs relative to a workspace folder. */
  readonly markers: readonly string[];
  /** The folder of the plugin to which a marker belongs; undefined when its path cannot be one. */
  folderOf(marker: string): string | undefined;
  /** True for a file outside a plugin's folder that what is read of it hangs on, such as a manifest that names it. */
  hangsOn?(folder: string, file: string): boolean;
  /**
   * Reads the plugin of a folder; undefined when there is none.
   * @throws Whatever makes this one plugin unreadable; a WorkbenchError names the file
   */
  read(folder: string, files: Files): Promise<P | undefined>;
  /** What is a plugin to it, as it stands behind "A plugin is": "a folder with …". */
  readonly sought?: string;
  /** What a folder that is no plugin lacks to be one; undefined when it does not look like one either. */
  lack?(folder: string, files: Files): Promise<Lack | undefined>;
}
