import type { Files } from '../base/files';
import type { ScaffoldKind } from '../base/scaffold';
import type { Plugin, PluginFinder } from '../catalog/plugin';
import type { ManifestKind } from '../manifest/kind';
import type { FileNameReader } from '../catalog/manifests';
import type { NameReader } from '../manifest/names/names';
import type { Rule } from '../manifest/rule';
import type { LaunchRecipe } from '../runtime/launch-recipe';
import type { EnvironmentPlan } from '../runtime/python/environment-plan';

/** What a call came back with instead of an answer, as far as a platform can say more about it. */
export interface CallFailure {
  /** The gRPC status, such as `INVALID_ARGUMENT`. */
  readonly status: string;
  /** The platform's own error id, such as `ERROR_REQUIRED_PARAMETER`. */
  readonly errorId?: string | undefined;
  readonly message: string;
}

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

/** All that is particular to one platform. */
export interface Platform extends ManifestPlatform {
  readonly finder: PluginFinder;
  readonly scaffolds: readonly ScaffoldKind[];
  /** How the plugin's test server is started. */
  launchRecipe(plugin: Plugin, files: Files): Promise<LaunchRecipe>;
  /** What the plugin's Python environment must hold. */
  environmentPlan(plugin: Plugin, files: Files): Promise<EnvironmentPlan>;
  /** A request that makes sense for the method, as a message's JSON; undefined when the platform knows no better than the descriptors. */
  sampleRequest(plugin: Plugin, service: string, method: string): object | undefined;
  /** The same for a server of which only its contract is known, by the full name of the service. */
  sampleFor(service: string, method: string): object | undefined;
  /** What to do about a failed call, in a sentence; undefined when the platform has nothing to add. */
  advice(plugin: Plugin, failure: CallFailure): string | undefined;
}
