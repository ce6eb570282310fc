import { isObject, type Json, type JsonObject } from '../../../base/json';
import { sentence, toFailure } from '../../../base/workbench-error';
import type { TemplateEngine } from '../../../runtime/template-engine/template-engine';
import { askPlugin } from '../calls/ask-plugin';
import type { PluginAnswer } from '../calls/answer';
import { connectionOf, connectionTo, type ConnectionInstead, type PluginConnection } from '../calls/connection';
import { ControllerError, saying } from '../calls/controller-error';
import { requestOf } from '../calls/request';
import { objectsAround } from './controller-objects';
import { decoded } from './rendering/decode';
import { repeatedKeys } from './repeated-keys';
import type { GeneratorWorld, Outside } from './generators/generator-context';
import { metadataOf, type ManifestObject, type ManifestObjects } from './manifest-objects';
import { previewSet, type SetPreview } from './preview-set';
import { applicationSetShape } from './rendering/shapes';
import type { ArgoVersion } from './rendering/templates';

/** How the sets of a workspace are previewed. */
export interface ManifestPreviewOptions {
  readonly engine: TemplateEngine;
  readonly manifests: ManifestObjects;
  readonly version: ArgoVersion;
  /** What a front end has in the place of what the manifests say. */
  readonly instead: ConnectionInstead;
  readonly outside: Outside;
  /** Told of each token before it is sent. */
  readonly onSecret: (secret: string) => void;
  readonly signal: AbortSignal;
}

/** What one ApplicationSet of a workspace would generate. */
export interface ManifestPreview extends SetPreview {
  readonly file: string;
  readonly name: string;
  readonly namespace: string | undefined;
  /** The error is none of the controller's: something that the preview needs is missing, or it would have no end. */
  readonly isIncomplete?: boolean;
  /** The addresses in ConfigMaps to which no connection could be made from here. */
  readonly unreached?: readonly string[];
}

/**
 * Previews an ApplicationSet as it stands in a manifest.
 * @throws an AbortError on abort
 */
export async function previewManifest(
  found: ManifestObject,
  options: ManifestPreviewOptions,
): Promise<ManifestPreview> {
  try {
    return await previewOf(found, options);
  } catch (error) {
    options.signal.throwIfAborted();
    return { ...nothingOf(found), error: sentence(toFailure(error)), isIncomplete: true };
  }
}

function nothingOf(found: ManifestObject): ManifestPreview {
  const [name, namespace] = [metadataOf(found, 'name') ?? '', metadataOf(found, 'namespace')];
  return { file: found.file, name, namespace, parameters: [], applications: [], warnings: [] };
}

async function previewOf(found: ManifestObject, options: ManifestPreviewOptions): Promise<ManifestPreview> {
  const about = nothingOf(found);
  const repeated = repeatedKeys(found.text);
  if (repeated !== undefined) {
    return { ...about, error: repeated };
  }
  let set: JsonObject;
  try {
    set = await saying(
      'error unmarshaling JSON: while decoding JSON',
      () => decoded(found.object, applicationSetShape(), { isStrict: true, fromYaml: true }) as JsonObject,
    );
  } catch (error) {
    if (error instanceof ControllerError) {
      return { ...about, error: error.message };
    }
    throw error;
  }
  const plugins = new PluginsOfSet(found, options);
  const { engine, version, signal, outside } = options;
  const world = { outside, askPlugin: plugins.ask.bind(plugins) };
  const namespace = about.namespace ?? (await plugins.namespace(set));
  const preview = await previewSet(set, { engine, version, signal, namespace, world });
  return {
    ...about,
    namespace,
    ...preview,
    warnings: [...preview.warnings, ...plugins.warnings],
    unreached: plugins.unreached,
  };
}

/** The servers of one set's plugin generators, and what is to be said of their connections. */
class PluginsOfSet {
  private readonly said = new Set<string>();
  private readonly connections = new Map<string, Promise<PluginConnection>>();
  private readonly set: string;
  readonly unreached: string[] = [];

  constructor(
    private readonly found: ManifestObject,
    private readonly options: ManifestPreviewOptions,
  ) {
    this.set = metadataOf(found, 'name') ?? '';
  }

  get warnings(): readonly string[] {
    return [...this.said];
  }

  async ask(configMap: string, parameters: Parameters<GeneratorWorld['askPlugin']>[1]): Promise<PluginAnswer> {
    const known = this.connections.get(configMap) ?? this.connect(configMap);
    this.connections.set(configMap, known);
    const connection = await saying('error getting plugin from generator', () => known);
    return saying('error listing params', async () => {
      try {
        return await askPlugin(this.set, requestOf(this.set, connection, parameters), this.options.signal);
      } catch (error) {
        const isUnreached = error instanceof ControllerError && error.message.includes(': dial tcp');
        if (isUnreached && connection.isFromFile && !this.unreached.includes(connection.baseUrl)) {
          this.unreached.push(connection.baseUrl);
        }
        throw error;
      }
    });
  }

  /** Where the controller is, as far as the set's connections show it. */
  async namespace(set: JsonObject): Promise<string> {
    return (await this.objects(firstConfigMap(set) ?? '')).namespace;
  }

  private objects(configMap: string): ReturnType<typeof objectsAround> {
    return objectsAround(this.found, configMap, this.options.manifests);
  }

  private async connect(configMap: string): Promise<PluginConnection> {
    const objects = await this.objects(configMap);
    const { instead } = this.options;
    if (!objects.configMap(configMap) && instead.baseUrl !== undefined) {
      this.said.add(
        `The ConfigMap "${configMap}" is not in the controller's namespace here: without it the controller stops.`,
      );
      return connectionTo(instead.baseUrl, instead.token ?? '');
    }
    const connection = connectionOf(configMap, objects, instead);
    if (!connection.isTokenMissing) {
      this.options.onSecret(connection.token);
    } else {
      this.said.add(
        `The Secret has no such key: the controller sends the reference itself as the token, "${connection.token}".`,
      );
    }
    return connection;
  }
}

/** The ConfigMap that the first plugin generator in a value refers to. */
function firstConfigMap(value: Json): string | undefined {
  if (typeof value !== 'object' || value === null) {
    return undefined;
  }
  const reference = isObject(value) ? value['configMapRef'] : undefined;
  if (isObject(reference) && typeof reference['name'] === 'string') {
    return reference['name'];
  }
  for (const each of Object.values(value)) {
    const found = firstConfigMap(each);
    if (found !== undefined) {
      return found;
    }
  }
  return undefined;
}

/** The ApplicationSets among the objects of a kind. */
export function isApplicationSet({ object }: ManifestObject): boolean {
  return (
    typeof object['apiVersion'] === 'string' &&
    object['apiVersion'].startsWith('argoproj.io/') &&
    isObject(object['spec'])
  );
}
