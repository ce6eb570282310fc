import type { JsonObject } from '../../../base/json';
import { WorkbenchError, toFailure, type Failure } from '../../../base/workbench-error';
import type { Plugin } from '../../../catalog/plugin';
import { exchange, type Answerer } from '../../exchange';
import type { RepositoryClient } from '../registrations/repository-client';
import type { Deployment } from './deployment';

/** What the core does when it deploys a plugin, in its order. */
export const DEPLOY_STEPS = ['resolve', 'start', 'init', 'verify'] as const;
export type DeployStepName = (typeof DEPLOY_STEPS)[number];

/** What came of one of them. */
export interface DeployStep {
  readonly name: DeployStepName;
  readonly outcome:
    | { readonly is: 'passed'; readonly words: string }
    | { readonly is: 'failed'; readonly failure: Failure }
    | { readonly is: 'skipped'; readonly why: string };
}

/** Where a deployment is tried. */
export interface DeployGround {
  /** Where the plugin is registered; undefined where none was named. */
  readonly repository: Pick<RepositoryClient, 'get' | 'versions'> | undefined;
  /** The plugin whose image the manifest means, as it stands here. */
  readonly plugin: Plugin;
  /** Starts its server. */
  readonly start: () => Promise<Answerer>;
  /** The message with which a method is called, its credentials filled in. */
  readonly messageFor: (call: string, answerer: Answerer) => Promise<JsonObject>;
  readonly signal: AbortSignal;
}

/**
 * Does here what the core does with a deploy manifest, step by step, each of which stands on those before it: resolves id
 * and version in the Repository, starts the plugin, and calls init and verify with the manifest's options (inventory
 * 65d4f208 and plugin, service/plugin_service.py). Nothing is written anywhere.
 * @throws an AbortError when the signal aborts
 */
export async function* tryDeployment(deployment: Deployment, ground: DeployGround): AsyncGenerator<DeployStep> {
  let failed: DeployStepName | undefined;
  let answerer: Answerer | undefined;
  const work: Readonly<Record<DeployStepName, () => Promise<DeployStep['outcome']>>> = {
    resolve: () => resolved(deployment, ground),
    start: async () => {
      answerer = await ground.start();
      return {
        is: 'passed',
        words: `The plugin serves at ${answerer.caller.endpoint}.${versionNote(deployment, ground)}`,
      };
    },
    init: () => called('init', deployment, ground, answerer),
    verify: () => called('verify', deployment, ground, answerer),
  };
  for (const name of DEPLOY_STEPS) {
    ground.signal.throwIfAborted();
    const outcome: DeployStep['outcome'] = failed
      ? { is: 'skipped', why: `Not tried, as ${failed} has failed.` }
      : await work[name]().catch((error: unknown) => {
          ground.signal.throwIfAborted();
          return { is: 'failed', failure: toFailure(error) };
        });
    failed ??= outcome.is === 'failed' ? name : undefined;
    yield { name, outcome };
  }
}

async function resolved(
  { pluginId, version, upgradeMode, request }: Deployment,
  { repository, signal }: DeployGround,
): Promise<DeployStep['outcome']> {
  if (!repository) {
    return { is: 'skipped', why: 'No Repository was named.' };
  }
  const plugin = await repository.get(pluginId, undefined, signal);
  if (!plugin) {
    throw new WorkbenchError({
      what: `The plugin "${pluginId}" is not registered there.`,
      why: 'The core answers ERROR_PLUGIN_NOT_FOUND.',
      next: { title: 'Register it first, or correct its id' },
    });
  }
  if (request && !request.types.includes(plugin.type)) {
    throw new WorkbenchError({
      what: `"${pluginId}" is registered as ${plugin.type}, and ${request.title} runs ${request.types.join(' or ')}.`,
      next: { title: 'Name a plugin of that type, or send the request of its own service' },
    });
  }
  const tags = await repository.versions(pluginId, undefined, signal);
  const meant = upgradeMode === 'AUTO' ? tags[0] : version;
  if (meant === undefined || !tags.includes(meant)) {
    throw new WorkbenchError({
      what:
        meant === undefined
          ? upgradeMode === 'AUTO'
            ? `The image of "${pluginId}" has no tag.`
            : 'With upgrade_mode MANUAL a version is needed.'
          : `version: ${meant} of ${pluginId} does not exist.`,
      why: `The core answers ERROR_INVALID_PLUGIN_VERSION; the image has ${tags.length > 0 ? tags.slice(0, 8).join(', ') : 'no tags'}.`,
      next: { title: 'Push the tag, or name one that is there' },
    });
  }
  const off = plugin.state === 'disabled' ? ' It is disabled there.' : '';
  return { is: 'passed', words: `${plugin.image}:${meant}, registered as ${plugin.type}.${off}` };
}

/** What runs here is the source, and not the image. */
function versionNote({ version, upgradeMode }: Deployment, { plugin }: DeployGround): string {
  return upgradeMode === 'MANUAL' && plugin.version !== undefined && plugin.version !== version
    ? ` Its source is version ${plugin.version}, and ${version ?? 'none'} is deployed.`
    : '';
}

async function called(
  verb: 'init' | 'verify',
  { options }: Deployment,
  { plugin, messageFor, signal }: DeployGround,
  answerer: Answerer | undefined,
): Promise<DeployStep['outcome']> {
  const call = plugin.methods.map(({ name }) => name).find((name) => name.endsWith(`.${verb}`));
  if (!answerer || call === undefined) {
    return { is: 'skipped', why: `The plugin has no ${verb}.` };
  }
  const message = { ...(await messageFor(call, answerer)), options };
  const ended = await exchange(answerer, { call, message }, { signal });
  signal.throwIfAborted();
  if (ended.is !== 'answered') {
    throw ended.is === 'failed' ? new WorkbenchError(ended.failure) : new DOMException('Cancelled.', 'AbortError');
  }
  return { is: 'passed', words: `${call} answered in ${ended.milliseconds} ms with the manifest’s options.` };
}
