import type { Files } from '../base/files';
import type { ScaffoldKind } from '../base/scaffold';
import type { Intent } from '../base/workbench-error';
import type { FileNameReader } from '../catalog/manifests';
import type { Plugin, PluginFinder } from '../catalog/plugin';
import type { SourceReader } from '../catalog/sources';
import type { Contract } from '../contract/contract';
import type { ManifestKind } from '../manifest/kind';
import type { NameReader } from '../manifest/names/names';
import type { Rule } from '../manifest/rule';
import type { ServerRefusal } from '../runtime/calls/caller';
import type { HttpContract } from '../runtime/calls/http-contract';
import type { PythonContracts } from '../runtime/python-descriptors/installed-descriptors';
import type { EnvironmentPlan } from '../runtime/python/environment-plan';
import type { LaunchRecipe } from '../runtime/server/launch-recipe';

/** What a platform's manifests are. */
export interface ManifestPlatform {
  /** Stands in ids, such as `spaceone`. */
  readonly id: string;
  readonly title: string;
  readonly manifestKinds: readonly ManifestKind[];
  readonly rules: readonly Rule[];
  /** How the names are found that its manifests give and use, beyond each single document. */
  readonly nameReaders?: readonly NameReader[];
  readonly fileNameReaders?: readonly FileNameReader[];
}

/** All that is particular to one platform. Each member is a capability: what is absent is not shown. */
export interface Platform<P extends Plugin = Plugin> extends ManifestPlatform {
  readonly finder?: PluginFinder<P>;
  /** What is written anew for it: plugins of their own, and what is added to one that is there. */
  readonly scaffolds?: readonly ScaffoldKind<P>[];
  /** What the plugin's Python environment must hold. */
  environment?(plugin: P, files: Files): Promise<EnvironmentPlan>;
  readonly server?: ServerSide<P>;
  /** The id of the kind of manifest by which its plugins are registered. */
  readonly registerKind?: string;
  readonly contract?: Contract<P>;
  /** How the sources are read from which its plugins are loaded. */
  readonly sources?: SourceReader;
  /** True where each part of a plugin can be run by itself. */
  readonly runsParts?: boolean;
}

/** What is to be known of plugins that are servers. */
export interface ServerSide<P extends Plugin = Plugin> {
  /** False for a plugin that is loaded and not served; where it is absent, all are served. */
  serves?(plugin: P): boolean;
  /** How the plugin's test server is started. */
  recipe(plugin: P, files: Files): Promise<LaunchRecipe>;
  /**
   * A request that makes sense for a method, as a message's JSON; undefined when the platform knows no better than the
   * server's own description.
   * @param call The method's name, whole or as the plugin's source gives it.
   * @param plugin Undefined where only the address of a server is known.
   */
  sample?(call: string, plugin: P | undefined): object | undefined;
  /** What a server's refusal means; undefined when the platform has nothing to add. */
  explain?(refusal: ServerRefusal, plugin: P | undefined): Explanation | undefined;
  /** What its servers offer over HTTP. */
  readonly http?: HttpContract;
  /** What stands in for the reflection of a gRPC server that has none, or does not run. */
  readonly contracts?: PythonContracts;
  /** The key of gRPC metadata in which its servers and services take a token. */
  readonly tokenKey?: string;
  /** gRPC services by full name that its servers have beside a plugin's own. */
  readonly besides?: readonly string[];
}

/** A refusal in the platform's own terms. */
export interface Explanation {
  /** The platform's own error id, such as `ERROR_REQUIRED_PARAMETER`. */
  readonly id?: string | undefined;
  /** What was said, without the id. */
  readonly message?: string | undefined;
  /** What to do about it, as a sentence. */
  readonly next?: string | undefined;
  /** What does that, where a front end can. */
  readonly intent?: Intent | undefined;
}
