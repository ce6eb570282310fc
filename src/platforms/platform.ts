import type { Files } from '../base/files';
import type { Json, JsonObject } from '../base/json';
import type { ScaffoldKind } from '../base/scaffold';
import type { Steps } from '../base/steps';
import type { FilePlace, Intent } from '../base/workbench-error';
import type { FileNameReader } from '../catalog/manifests';
import type { Plugin, PluginFinder } from '../catalog/plugin';
import type { SourceReader } from '../catalog/sources';
import type { Contract } from '../contract/contract';
import type { Finding } from '../manifest/finding';
import type { ManifestKind } from '../manifest/kind';
import type { NameReader } from '../manifest/names/names';
import type { Rule } from '../manifest/rule';
import type { ServerRefusal } from '../runtime/calls/caller';
import type { HttpContract } from '../runtime/calls/http-contract';
import type { PythonContracts } from '../runtime/python-descriptors/installed-descriptors';
import type { EnvironmentPlan } from '../runtime/python/environment-plan';
import type { SupervisedWork } from '../runtime/loading/supervised-work';
import type { LoadedFile } from '../runtime/loading/loading';
import type { SetUpProgress } from '../runtime/python/environment-setup';
import type { WayToCloud } from '../runtime/recording/recorded-plugin';
import type { Runtime } from '../runtime/runtime';
import type { PluginTestClass, TestRunner } from '../runtime/testing/plugin-tests';
import type { Raised } from '../runtime/processes/traceback';
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
  /** What the plugin's Python environment must hold; undefined for one that {@link needsEnvironment} says no of. */
  environment?(plugin: P, files: Files): Promise<EnvironmentPlan | undefined>;
  /** False for a plugin that is not run by Python; where it is absent, all are. */
  needsEnvironment?(plugin: P): boolean;
  readonly server?: ServerSide<P>;
  /** Servers elsewhere that the platform's own tools know. */
  readonly elsewhere?: ServersElsewhere;
  /** The id of the kind of manifest by which its plugins are registered. */
  readonly registerKind?: string;
  /** What the platform relies on in every plugin; loaded when it is asked for. */
  readonly contract?: () => Promise<Contract<P>>;
  /** How the source files of its plugins are checked: while they are written, and by `check`. */
  readonly sourceChecks?: SourceChecks;
  /**
   * What loads that which a file names, as the platform does.
   * @throws WorkbenchError when there is nothing on this machine to load it with
   */
  readonly loader?: (runtime: Runtime, named: LoadedFile, search: LoaderSearch) => Promise<Loader>;
  /** How the sources are read from which its plugins are loaded. */
  readonly sources?: SourceReader;
  readonly tests?: OwnTests<P>;
  /** True for a plugin whose answers describe pages of the platform's console. */
  describesPages?(plugin: P): boolean;
  /** True where each part of a plugin can be run by itself. */
  readonly runsParts?: boolean;
}

/** Servers that a person has set up for a tool of the platform. */
export interface ServersElsewhere {
  /** What the address of one begins with, such as `spacectl`. */
  readonly scheme: string;
  /** How a person writes one. */
  readonly example: string;
  names(): Promise<readonly string[]>;
  /** @throws WorkbenchError where there is none of that name, or it cannot be used */
  find(name: string): Promise<ServerElsewhere>;
}

export interface ServerElsewhere {
  readonly address: string;
  readonly token: string | undefined;
  /** What it is to know beside the token; nothing secret. */
  readonly metadata: Readonly<Record<string, string>>;
}

/** How the source files of a platform's plugins are checked. */
export interface SourceChecks {
  /** The editor's id of their language. */
  readonly language: string;
  /** What a person calls one of them, such as `Python module`. */
  readonly called: string;
  /** How the name of each ends, such as `.py`. */
  readonly ending: string;
  over(files: Files): CheckedSources;
}

/** The source files in a workspace, as far as they belong to plugins. */
export interface CheckedSources {
  /** What a file is checked together with, such as the folder of its package; undefined for one that is no plugin's. */
  unitOf(file: string): Promise<string | undefined>;
  /** What is wrong with a file of a unit, as its text is now: in parts, and in the order of the text. */
  check(file: string, unit: string, text: string): Promise<Steps<Finding[]>>;
  /** Files have changed, come or gone; without a word, any. */
  forget(changed?: readonly string[]): void;
}

/** The tests that its plugins have of their own. */
export interface OwnTests<P extends Plugin = Plugin> {
  /** True for a file that may hold some, by its name. */
  mayHold(file: string): boolean;
  /** The classes of tests in the files of a plugin, as their text shows them, in the order of the paths. Nothing of it is run. */
  find(plugin: P, files: Files): Promise<readonly PluginTestClass[]>;
  /**
   * What runs them, as the platform would have the plugin.
   * @throws WorkbenchError when there is nothing on this machine to run them with
   */
  runner(runtime: Runtime, plugin: P, files: Files, search: LoaderSearch): Promise<TestRunner>;
  /** True where they reach clouds, by the way that the search names. */
  readonly takesCloud?: true;
}

/** How something is looked for that loads plugins. */
export interface LoaderSearch {
  /** The interpreter that a person chose. */
  readonly chosen: string | undefined;
  readonly signal: AbortSignal;
  readonly onProgress?: (progress: SetUpProgress) => void;
  /** How what is run reaches its cloud, where its platform's can go another way than the straight one. */
  readonly cloud?: WayToCloud | undefined;
}

/** What loads plugins; to be disposed of when nothing is loaded with it any more. */
export interface Loader {
  readonly work: SupervisedWork;
  readonly interpreter: string;
  /** Of Python, such as `3.11.7`. */
  readonly version: string;
  /** Such as `bamboo-pipeline 4.0.4 on Python 3.11.7`. */
  readonly about: string;
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
  /**
   * A request to begin with, made of a sample and of what the plugin has answered: its own options, a task of its own.
   * @param answered What a method answered last; undefined where nothing is kept.
   */
  prefilled?(
    sample: JsonObject,
    call: string,
    plugin: P,
    answered: (call: string) => Promise<Json | undefined>,
  ): Promise<JsonObject>;
  /** What a server's refusal means; undefined when the platform has nothing to add. */
  explain?(refusal: ServerRefusal, plugin: P | undefined, about: AboutCall): Explanation | undefined;
  /** What its servers offer over HTTP. */
  readonly http?: HttpContract;
  /** What stands in for the reflection of a gRPC server that has none, or does not run. */
  readonly contracts?: PythonContracts;
  /** The key of gRPC metadata in which its servers and services take a token. */
  readonly tokenKey?: string;
  /** gRPC services by full name that its servers have beside a plugin's own. */
  readonly besides?: readonly string[];
}

/** What is known of a call that was refused, beside the refusal. */
export interface AboutCall {
  /** The method's whole name. */
  readonly call: string;
  /** What the plugin's server told of it in its log; undefined where nothing was raised, or nobody has the log. */
  readonly raised: Raised | undefined;
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
  /** Where to look, where the plugin's log names no line of its own. */
  readonly where?: FilePlace | undefined;
}
