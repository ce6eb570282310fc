import { isObject, type Json } from '../../../base/json';
import { sameJson } from '../../../base/same-json';
import type { FilePlace } from '../../../base/workbench-error';
import type { Check, Contract } from '../../../contract/contract';
import { serviceSets } from '../service-sets';
import type { SpaceonePlugin } from '../plugin-finder';
import { accountCollectorChecks } from './account-checks';
import type { Methods } from './asked-methods';
import { collectorChecks } from './collector-checks';
import { costChecks } from './cost-checks';
import { listed, shown } from '../../../contract/fault';
import { hasHandlers, refusesNothing } from './handler-checks';
import { authChecks, externalAuthChecks } from './login-checks';
import { monitoringChecks } from './monitoring-checks';
import { protocolChecks } from './protocol-checks';
import { webhookChecks } from './webhook-checks';

const CONNECTOR = 'spaceone-core e628da07, connector/space_connector.py';

/** What the core services rely on in every plugin, whatever its type. */
export const contract: Contract<SpaceonePlugin> = {
  checks(plugin) {
    if (!plugin) {
      return [offersAPlugin];
    }
    const { methods, type } = plugin;
    const named: Methods = (wanted) => methods.find(({ name }) => name === wanted);
    const init = methods.find(({ name }) => name.endsWith('.init'));
    return [
      hasHandlers,
      offersItsMethods,
      ...(init ? ofInit(init.name, init) : []),
      ...(checksOfType[type]?.(named) ?? []),
      ...methods.filter(({ name }) => REFUSING.includes(name)).map(refusesNothing),
    ];
  },
};

/** What the core of each type does with the answers of its plugins. */
const checksOfType: Readonly<Record<string, (methods: Methods) => readonly Check<SpaceonePlugin>[]>> = {
  'inventory.Collector': collectorChecks,
  'monitoring.DataSource': monitoringChecks,
  'monitoring.Webhook': (methods) => webhookChecks(methods, 'monitoring.Webhook'),
  'notification.Protocol': protocolChecks,
  'cost_analysis.DataSource': costChecks,
  'identity.Auth': authChecks,
  'identity.ExternalAuth': externalAuthChecks,
  'identity.Provider': accountCollectorChecks,
  'alert_manager.Webhook': (methods) => webhookChecks(methods, 'alert_manager.Webhook'),
  'alert_manager.NotificationProtocol': protocolChecks,
};

/** Methods that a person's typing reaches directly: what they lack is to be told in the platform's words. */
const REFUSING = serviceSets.flatMap(({ services }) =>
  Object.keys(services).flatMap((service) => (services[service]?.includes('verify') ? [`${service}.verify`] : [])),
);

/** A core service finds a method by reflection, by the short name of its service, and fails when there is none. */
const offersItsMethods: Check<SpaceonePlugin> = {
  id: 'offers-its-methods',
  title: 'The server offers every method that the source declares',
  source: CONNECTOR,
  needs: 'server',
  async run({ plugin, caller, signal }) {
    const offered = (await caller.methods(signal)).map(({ name }) => shortName(name));
    const declared = plugin?.methods ?? [];
    const missing = declared.find(({ name }) => !offered.includes(name));
    if (missing) {
      return {
        is: 'failed',
        failure: {
          what: `The server does not offer ${missing.name}.`,
          why: 'A core service that calls it gets ERROR_CONNECTOR, "Method not supported".',
          where: missing,
          next: { title: 'Add its service to the server, or take the method out' },
        },
        expected: listed(
          declared.map(({ name }) => name),
          '\n',
        ),
        actual: listed(offered, '\n'),
      };
    }
    const isPlugin = serviceSets.some(({ services }) => Object.keys(services).some((each) => isOf(each, offered)));
    return isPlugin
      ? { is: 'passed' }
      : {
          is: 'failed',
          failure: {
            what: 'The server offers no service of any plugin type.',
            why: offered.length > 0 ? `It offers ${listed(offered, ', ')}.` : 'It offers nothing.',
          },
        };
  },
};

/** The same where only the server is known, and nothing of its source. */
const offersAPlugin: Check<SpaceonePlugin> = {
  ...offersItsMethods,
  title: 'The server offers a service of some plugin type',
};

/**
 * Every core service calls init when the plugin is chosen, and most do again at any later call, since the plugin service
 * names the version as an updated one each time (plugin 40ef54fe, service/plugin_service.py).
 */
function ofInit(call: string, at: FilePlace): Check<SpaceonePlugin>[] {
  return [
    {
      id: 'init-answers',
      title: 'init answers with one message that has metadata',
      source: CONNECTOR,
      at,
      needs: 'server',
      after: [offersItsMethods.id],
      async run(context) {
        const answer = await context.answer(call);
        return hasMetadata(answer)
          ? { is: 'passed' }
          : {
              is: 'warned',
              failure: {
                what: `${call} answers without metadata.`,
                why: 'What the console asks of a user, and what the core reads of a plugin, stands there.',
                where: at,
                next: { title: 'Answer with a dictionary that has "metadata"' },
              },
              expected: '{ "metadata": { … } }',
              actual: shown(answer),
            };
      },
    },
    {
      id: 'init-answers-again',
      title: 'init answers a second time as it did the first',
      source: 'plugin 40ef54fe, service/plugin_service.py',
      at,
      needs: 'server',
      after: ['init-answers'],
      async run(context) {
        const first = await context.answer(call);
        // Another question to the context, so that the server is asked anew.
        const again = await context.answer(call, await context.messageFor(call));
        return sameJson(first, again)
          ? { is: 'passed' }
          : {
              is: 'warned',
              failure: {
                what: `${call} answers something else the second time.`,
                why: 'The core calls it again and again and keeps what came last.',
                where: at,
                next: { title: 'Answer from the options alone' },
              },
              expected: shown(first),
              actual: shown(again),
            };
      },
    },
  ];
}

function hasMetadata(answer: Json | undefined): boolean {
  const metadata = isObject(answer) ? answer['metadata'] : undefined;
  return isObject(metadata) && Object.keys(metadata).length > 0;
}

function isOf(service: string, offered: readonly string[]): boolean {
  return offered.some((name) => name.startsWith(`${service}.`));
}

/** `Collector.init` of `spaceone.api.inventory.plugin.Collector.init`. */
function shortName(name: string): string {
  return name.split('.').slice(-2).join('.');
}
