import { isObject, type Json, type JsonObject } from '../../../base/json';
import type { Check } from '../../../contract/contract';
import type { SpaceonePlugin } from '../plugin-finder';
import { answersCheck, metadataCheck, refusesEmptySecret, type Methods } from './asked-methods';
import { objectsAt } from './collected-resources';
import { shown, type Fault } from '../../../contract/fault';
import { faultsOf, isEmpty, serverCheck, sortOf } from './fault';
import { schemaFault } from './schema-faults';

const ACCOUNTS = 'identity 119cc5fb, service/job_service.py';

/** What the identity core does with the answers of an account collector (2.0). */
export function accountCollectorChecks(methods: Methods): Check<SpaceonePlugin>[] {
  const init = methods('AccountCollector.init');
  const sync = methods('AccountCollector.sync');
  return [
    ...(init
      ? [
          metadataCheck(
            init,
            { title: 'The metadata of init has a form that the console can show', source: ACCOUNTS },
            (metadata) => schemaFault('additional_options_schema', metadata['additional_options_schema']),
          ),
        ]
      : []),
    ...(sync
      ? [
          answersCheck(sync, ACCOUNTS),
          serverCheck(
            {
              id: 'accounts-fit',
              title: 'Each account has what the core makes a service account of',
              source: ACCOUNTS,
              after: [`${sync.name}-answers`],
            },
            sync,
            async (context) => accountsFault(objectsAt((await context.answers(sync.name))[0], 'results')),
          ),
          serverCheck(
            {
              id: 'syncs-again',
              title: 'The same sync gives the same accounts again',
              source: `${ACCOUNTS}: an account is found again by its resource_id`,
              after: [`${sync.name}-answers`],
            },
            sync,
            async (context) => {
              const ids = (messages: readonly Json[]): string =>
                objectsAt(messages[0], 'results')
                  .map(({ resource_id: id }) => shown(id))
                  .sort()
                  .join('\n');
              const first = ids(await context.answers(sync.name));
              const again = ids(await context.answers(sync.name, { ...(await context.messageFor(sync.name)) }));
              return first === again
                ? undefined
                : {
                    what: 'The second sync gives other resource_ids than the first.',
                    why: 'The core finds an account again by its resource_id: it makes every account anew each time.',
                    next: 'Take an id of the account that stays the same',
                    expected: first,
                    actual: again,
                  };
            },
          ),
          refusesEmptySecret(sync, {
            id: 'empty-secret',
            title: 'Without credentials sync fails',
            source: `${ACCOUNTS}: secret_data is {} where it breaks its schema`,
            after: [`${sync.name}-answers`],
            isShort: (answered) => Promise.resolve(objectsAt(answered[0], 'results').length === 0),
            why: 'The core takes an empty answer as that there are no accounts.',
          }),
        ]
      : []),
  ];
}

function accountsFault(accounts: readonly JsonObject[]): Fault | undefined {
  for (const [index, account] of accounts.entries()) {
    const number = index + 1;
    const fault = faultsOf(account, `Account ${number}`);
    const lacking = ['name', 'resource_id'].find((key) => isEmpty(account[key]));
    if (lacking !== undefined) {
      return fault(
        `has no "${lacking}"`,
        'The job fails with a KeyError; accounts before it stay.',
        `Fill "${lacking}" in`,
      );
    }
    const before = accounts.findIndex(({ resource_id: id }) => id === account['resource_id']);
    if (before < index) {
      return fault(
        `has the resource_id of account ${before + 1}, ${shown(account['resource_id'])}`,
        'To the core both are one account: the second changes the first.',
        'Give each account an id of its own',
      );
    }
    const place = locationFault(account['location']);
    if (place !== undefined) {
      return fault(
        place,
        'The core finds workspace and project groups by name and resource_id, and fails with a KeyError.',
        'Answer with "location": [{ "name": …, "resource_id": … }]',
      );
    }
    if (!isEmpty(account['secret_data']) && isEmpty(account['secret_schema_id'])) {
      return fault(
        'has secret_data and no secret_schema_id',
        'The core stores such credentials by their schema, and without one it does not.',
        'Name the schema of its credentials in secret_schema_id',
      );
    }
  }
  const homeless = accounts.findIndex(({ location }) => isEmpty(location));
  return homeless < 0 || homeless >= accounts.length
    ? undefined
    : {
        isOdd: true,
        what: `Account ${homeless + 1} has no location.`,
        why: 'In the accounts of a domain the first location is the workspace: the core leaves such an account out unless one workspace is named for all.',
        next: 'Answer with the path of the account as its location',
        actual: accounts[homeless],
      };
}

function locationFault(location: Json | undefined): string | undefined {
  if (isEmpty(location)) {
    return undefined;
  }
  if (!Array.isArray(location)) {
    return `has ${sortOf(location)} as location`;
  }
  const odd = location.findIndex((each) => !isObject(each) || isEmpty(each['name']) || isEmpty(each['resource_id']));
  return odd < 0 ? undefined : `has a location without name or resource_id`;
}
