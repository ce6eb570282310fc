import type { Files } from '../base/files';

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

/** How a platform finds its plugins among the files of a workspace. */
export interface PluginFinder {
  /** Files whose presence or content makes a plugin, as globs relative to a workspace folder. */
  readonly markers: readonly string[];
  /** The folder of the plugin to which a marker belongs; undefined when its path cannot be one. */
  folderOf(marker: string): string | undefined;
  /** Reads the plugin of a folder; undefined when there is none. */
  read(folder: string, files: Files): Promise<Plugin | undefined>;
}
