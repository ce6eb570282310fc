import type { Json } from '../../base/json';
import { numberText } from '../../base/number-text';
import { sameJson } from '../../base/same-json';
import type { FilePlace } from '../../base/workbench-error';
import type { Check, Contract } from '../../contract/contract';
import { sizeOf } from '../../contract/size-of';
import { serviceSets } from './service-sets';
import type { SpaceonePlugin } from './plugin-finder';

/** By {@link sizeOf}; more is not compared by eye. */
const LONGEST_SHOWN = 200_000;
const MOST_NAMED = 100;

const CONNECTOR = 'spaceone-core e628da07, connector/space_connector.py';

/** What the core services rely on in every plugin, whatever its type. */
export const contract: Contract<SpaceonePlugin> = {
  checks(plugin) {
    const init = plugin?.methods.find(({ name }) => name.endsWith('.init'));
    return [plugin ? offersItsMethods : offersAPlugin, ...(init ? ofInit(init.name, init) : [])];
  },
};

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

/** An answer as a person compares it with another. */
function shown(answer: Json | undefined): string {
  if (answer === undefined) {
    return 'No message.';
  }
  const isLong = sizeOf(answer, LONGEST_SHOWN) > LONGEST_SHOWN;
  return isLong ? 'A message too long to be shown.' : JSON.stringify(answer, undefined, 2);
}

/** The first of many names. */
function listed(names: readonly string[], between: string): string {
  const more = names.length - MOST_NAMED;
  return names.slice(0, MOST_NAMED).join(between) + (more > 0 ? `${between}and ${numberText(more)} more` : '');
}

function isObject(value: Json | undefined): value is Record<string, Json> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isOf(service: string, offered: readonly string[]): boolean {
  return offered.some((name) => name.startsWith(`${service}.`));
}

/** `Collector.init` of `spaceone.api.inventory.plugin.Collector.init`. */
function shortName(name: string): string {
  return name.split('.').slice(-2).join('.');
}
