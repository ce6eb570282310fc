import { isObject } from '../../../base/json';
import { Budget } from '../../../base/budget';
import type { JsonObject } from '../../../runtime/calls/grpc-api';
import type { ManagedPlugin } from '../repository/managed-plugins';
import { isManaged, type Registration } from './registration';
import { pluginIdOf } from './register-request';
import type { RepositoryClient } from './repository-client';

/** Characters of JSON: a service's own managed plugins have 0.3 million of them, five thousand plugins some ten. */
const LONGEST_LIST = 50_000_000;

/**
 * Those of an endpoint's plugins that its managed repository has, as a managed repository of ours keeps them. Of the
 * endpoint's generation nothing is left: the type is a `resource_type`, and what an answer leaves out is left out.
 */
export function managedAmong(registrations: Iterable<Registration>): ManagedPlugin[] {
  return [...registrations].filter(isManaged).map(managedPluginOf);
}

/**
 * The plugins of an endpoint's managed repository, all pages of them.
 * @throws EndpointFailure; an AbortError; BudgetSpent for a list without end
 */
export async function takeManaged(client: RepositoryClient, signal: AbortSignal): Promise<ManagedPlugin[]> {
  const budget = new Budget(LONGEST_LIST, `The list of plugins of ${client.endpoint.name}`);
  const taken: ManagedPlugin[] = [];
  for await (const { plugins } of client.plugins({}, signal)) {
    plugins.forEach(({ answer }) => budget.spend(JSON.stringify(answer).length));
    taken.push(...managedAmong(plugins));
  }
  return taken;
}

function managedPluginOf({ id, name, image, type, provider, answer }: Registration): ManagedPlugin {
  const { labels } = answer;
  return {
    plugin_id: id,
    name,
    // The service puts the path of its own images in front.
    image: pluginIdOf({ image }),
    resource_type: type,
    ...(provider !== undefined && { provider }),
    ...objectAt(answer, 'capability'),
    ...(Array.isArray(labels) && { labels: labels.filter((label) => typeof label === 'string') }),
    ...objectAt(answer, 'tags'),
    ...objectAt(answer, 'docs'),
  };
}

function objectAt(answer: JsonObject, key: 'capability' | 'tags' | 'docs'): Pick<ManagedPlugin, typeof key> {
  const value = answer[key];
  return isObject(value) ? { [key]: value } : {};
}
