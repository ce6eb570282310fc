import { isObject, type Json, type JsonObject } from '../../../base/json';
import { sentence, toFailure } from '../../../base/workbench-error';
import type { TemplateEngine } from '../../../runtime/template-engine/template-engine';
import { askPlugin, exchangeWithPlugin } from '../calls/ask-plugin';
import type { PluginAnswer } from '../calls/answer';
import { connectionOf, connectionTo, type ConnectionInstead, type PluginConnection } from '../calls/connection';
import { ControllerError, saying, type SpecPath } from '../calls/controller-error';
import { requestOf, type PluginRequest } from '../calls/request';
import type { AskServer } from './answer-memory';
import { remarksOnCalls } from './call-remarks';
import { objectsAround } from './controller-objects';
import { decoded } from './rendering/decode';
import { repeatedKeys } from './repeated-keys';
import type { GeneratorWorld, Outside } from './generators/generator-context';
import { metadataOf, type ManifestObject, type ManifestObjects } from './manifest-objects';
import { Origins } from './origins';
import { keptAnswer, type PluginCall } from './plugin-call';
import { previewSet, type SetPreview } from './preview-set';
import type { RunRemark } from './remarks';
import { applicationSetShape } from './rendering/shapes';
import type { ArgoVersion } from './rendering/templates';

/** How the sets of a workspace are previewed. */
export interface ManifestPreviewOptions {
  readonly engine: TemplateEngine;
  readonly manifests: ManifestObjects;
  readonly version: ArgoVersion;
  /** What a front end has in the place of what the manifests say. */
  readonly instead: (configMap: string) => ConnectionInstead;
  /** How servers are asked; each call is sent unless given. */
  readonly ask?: AskServer | undefined;
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
  /** The set as it was read; undefined where it was not. */
  readonly set?: JsonObject;
  /** The calls of its plugins, in their order. */
  readonly calls: readonly PluginCall[];
  /** What the remarks say. */
  readonly warnings: readonly string[];
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

/** A preview in which nothing is generated. */
export function nothingOf(found: ManifestObject): ManifestPreview {
  const [name, namespace] = [metadataOf(found, 'name') ?? '', metadataOf(found, 'namespace')];
  const nothing = { parameters: [], applications: [], remarks: [], warnings: [], calls: [], origins: new Origins() };
  return { file: found.file, name, namespace, ...nothing };
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
  const { calls, unreached } = plugins;
  const known = { ...about, namespace, set, calls, unreached };
  try {
    const preview = await previewSet(set, { engine, version, signal, namespace, world });
    const remarks = [...preview.remarks, ...plugins.remarks, ...remarksOnCalls(calls)];
    return { ...known, ...preview, remarks, warnings: remarks.map(({ message }) => message) };
  } catch (error) {
    signal.throwIfAborted();
    return { ...known, error: sentence(toFailure(error)), isIncomplete: true };
  }
}

/** The servers of one set's plugin generators, and what is to be said of their connections. */
class PluginsOfSet {
  private readonly said = new Map<string, RunRemark>();
  private readonly connections = new Map<string, Promise<PluginConnection>>();
  private readonly set: string;
  readonly unreached: string[] = [];
  readonly calls: PluginCall[] = [];

  constructor(
    private readonly found: ManifestObject,
    private readonly options: ManifestPreviewOptions,
  ) {
    this.set = metadataOf(found, 'name') ?? '';
  }

  get remarks(): readonly RunRemark[] {
    return [...this.said.values()];
  }

  /** Asks a plugin's server, and keeps what was asked and answered. */
  async ask(...[configMap, parameters, generator]: Parameters<GeneratorWorld['askPlugin']>): Promise<PluginAnswer> {
    const call: { -readonly [Key in 'request' | 'answer']?: PluginCall[Key] } = {};
    const keep = (made: PluginCall['made']): void => void this.calls.push({ generator, configMap, ...call, made });
    try {
      const answer = await this.answerOf(configMap, parameters, generator, call);
      keep({ sets: answer.parameters });
      return answer;
    } catch (error) {
      if (!this.options.signal.aborted) {
        keep({ error: sentence(toFailure(error)) });
      }
      throw error;
    }
  }

  private async answerOf(
    configMap: string,
    parameters: JsonObject,
    generator: SpecPath,
    call: { request?: PluginRequest; answer?: PluginCall['answer'] },
  ): Promise<PluginAnswer> {
    const known = this.connections.get(configMap) ?? this.connect(configMap, generator);
    this.connections.set(configMap, known);
    const connection = await saying('error getting plugin from generator', () => known);
    return saying('error listing params', async () => {
      try {
        const request = requestOf(this.set, connection, parameters);
        call.request = request;
        const { signal, ask = exchangeWithPlugin } = this.options;
        return await askPlugin(this.set, request, signal, async (asked, stop) => {
          const exchange = await ask(asked, stop);
          call.answer = keptAnswer(exchange);
          return exchange;
        });
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

  private async connect(configMap: string, generator: SpecPath): Promise<PluginConnection> {
    const objects = await this.objects(configMap);
    const instead = this.options.instead(configMap);
    if (!objects.configMap(configMap) && instead.baseUrl !== undefined) {
      this.say(
        'config-map-not-here',
        `The ConfigMap "${configMap}" is not in the controller's namespace here: without it the controller stops.`,
        generator,
      );
      return connectionTo(instead.baseUrl, instead.token ?? '');
    }
    const connection = connectionOf(configMap, objects, instead);
    if (!connection.isTokenMissing) {
      this.options.onSecret(connection.token);
    } else {
      this.say(
        'token-not-here',
        `The Secret has no such key: the controller sends the reference itself as the token, "${connection.token}".`,
        generator,
      );
    }
    return connection;
  }

  private say(code: string, message: string, generator: SpecPath): void {
    this.said.set(message, { code: `argocd/${code}`, severity: 'warning', message, place: { generator } });
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
