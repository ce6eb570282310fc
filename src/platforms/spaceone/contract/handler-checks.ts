import type { Method } from '../../../catalog/plugin';
import type { Check } from '../../../contract/contract';
import type { SpaceonePlugin } from '../plugin-finder';
import { serviceSets, type ServiceSet } from '../service-sets';
import { generationOf } from '../style';
import { crashOutcome } from './asked-methods';
import { listed, outcomeOf } from '../../../contract/fault';
import { asked } from './fault';

const CONNECTOR = 'spaceone-core e628da07, connector/space_connector.py';

/**
 * Methods whose absence the core survives: it swallows every error of get_tasks of a collector, asks for linked accounts
 * only where the metadata says so, and never calls verify of a protocol.
 */
const SPARED = new Set([
  'inventory.Collector Job.get_tasks',
  'cost_analysis.DataSource Cost.get_linked_accounts',
  'notification.Protocol Protocol.verify',
  'alert_manager.NotificationProtocol Protocol.verify',
]);

/** Services of a data source, of which it has those for what it measures. */
const EITHER = ['Metric', 'Log'];

/** The service set of a plugin's type. */
export function setOf({ type }: SpaceonePlugin): ServiceSet | undefined {
  return serviceSets.find((set) => set.type === type);
}

/** The methods that a type wants in the plugin's generation and the source does not have. */
export function missingMethods(plugin: SpaceonePlugin): readonly string[] {
  const set = setOf(plugin);
  const declared = new Set(plugin.methods.map(({ name }) => name));
  const unknown = generationOf(plugin.style) === '1.x' ? (set?.onlyNew ?? []) : [];
  const services = Object.keys(set?.services ?? {}).filter((service) => isWanted(service, declared));
  return services.flatMap((service) =>
    (set?.services[service] ?? [])
      .map((method) => `${service}.${method}`)
      .filter((name) => !declared.has(name) && !unknown.includes(name)),
  );
}

function isWanted(service: string, declared: ReadonlySet<string>): boolean {
  const has = (each: string): boolean => [...declared].some((name) => name.startsWith(`${each}.`));
  return !EITHER.includes(service) || has(service) || !EITHER.some(has);
}

/** The framework answers for a method without a handler, and what it answers looks like a crash. */
export const hasHandlers: Check<SpaceonePlugin> = {
  id: 'has-handlers',
  title: 'Every method of its type has a handler',
  source: 'spaceone-core 2.0.144, plugin server: a method without a route is called all the same',
  needs: 'source',
  run({ plugin }) {
    const missing = plugin ? missingMethods(plugin) : [];
    const spared = missing.every((name) => SPARED.has(`${plugin?.type ?? ''} ${name}`));
    return Promise.resolve(
      outcomeOf(
        missing.length === 0
          ? undefined
          : {
              isOdd: spared,
              what: `${listed(missing, ', ')} ${missing.length === 1 ? 'has' : 'have'} no handler.`,
              why: spared
                ? 'The core does without it, and every such call fails.'
                : plugin?.style === 'PluginServer'
                  ? 'A core service that calls it gets INTERNAL, "\'NoneType\' object is not callable".'
                  : 'A core service that calls it gets "Method not implemented!", or "Method not supported" where its whole service is missing.',
              next: `Write ${missing[0] ?? ''}`,
            },
        plugin?.entry,
      ),
    );
  },
};

/** What is no request at all must be refused in the platform's words: a crash tells a person nothing. */
export function refusesNothing(method: Method): Check<SpaceonePlugin> {
  return {
    id: `${method.name}-refuses`,
    title: `${method.name} refuses a request that lacks what it must have`,
    source: `${CONNECTOR}: ERROR_UNKNOWN is told as "internal error"`,
    at: method,
    needs: 'server',
    after: ['offers-its-methods'],
    async run(context) {
      const { refusal } = await asked(context.answers(method.name, {}));
      return refusal ? crashOutcome(refusal, method) : { is: 'passed' };
    },
  };
}
