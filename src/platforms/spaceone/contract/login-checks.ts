import { isObject, type Json, type JsonObject } from '../../../base/json';
import type { Method } from '../../../catalog/plugin';
import type { Check } from '../../../contract/contract';
import type { SpaceonePlugin } from '../plugin-finder';
import { answersCheck, crashOutcome, metadataCheck, type Methods } from './asked-methods';
import { objectsAt } from './collected-resources';
import { outcomeOf, shown, type Fault } from '../../../contract/fault';
import { asked, faultsOf, isEmpty, serverCheck } from './fault';

const EXTERNAL_AUTH = 'identity 119cc5fb, manager/external_auth_manager.py';
const TOKEN = 'identity 119cc5fb, manager/token_manager/external_token_manager.py';
const AUTH = 'identity 16916f97 (release-1.12), connector/auth_plugin_connector.py';

const LONGEST_USER_ID = 60;
const STATES = ['ENABLED', 'DISABLED', 'PENDING'];
const EMAIL = /^[^@\s]+@[^@\s]+$/;
/** Names whose values are no one's business on a login page. */
const SECRET_NAME = /secret|password|passwd|private_?key|api_?key|access_?key|token$/i;
const WRONG = { user_id: 'nobody@example.com', password: 'wrong', access_token: 'wrong', token: 'wrong' };

/** What the identity core does with the answers of an external authentication plugin (2.0). */
export function externalAuthChecks(methods: Methods): Check<SpaceonePlugin>[] {
  const init = methods('ExternalAuth.init');
  const authorize = methods('ExternalAuth.authorize');
  return [
    ...(init ? [metadataCheck(init, loginPage, loginPageFault)] : []),
    ...(authorize
      ? [...userChecks(authorize, TOKEN, 'credentials'), refusesWrong(authorize, 'credentials', TOKEN)]
      : []),
  ];
}

/** What the identity core of 1.x does with the answers of an authentication plugin. */
export function authChecks(methods: Methods): Check<SpaceonePlugin>[] {
  const verify = methods('Auth.verify');
  const find = methods('Auth.find');
  const login = methods('Auth.login');
  return [
    ...(verify ? [answersCheck(verify, AUTH)] : []),
    ...(find ? [answersCheck(find, AUTH), findCheck(find)] : []),
    ...(login ? [...userChecks(login, AUTH, 'user_credentials'), refusesWrong(login, 'user_credentials', AUTH)] : []),
  ];
}

const loginPage = { title: 'The metadata of init is what a login page may show', source: EXTERNAL_AUTH };

function loginPageFault(metadata: JsonObject): Fault | undefined {
  const secret = secretIn(metadata);
  if (secret !== undefined) {
    return {
      what: `The metadata of init has "${secret}".`,
      why: 'The core gives the metadata to the login page, to everybody and without a login.',
      next: `Keep "${secret}" in the plugin`,
    };
  }
  const lacking = ['protocol', 'identity_provider'].find((key) => isEmpty(metadata[key]));
  return lacking === undefined
    ? undefined
    : {
        what: `The metadata of init has no "${lacking}".`,
        why: 'The login page chooses its way of logging in by protocol and identity_provider.',
        next: `Fill "${lacking}" in`,
        expected: '{ "metadata": { "protocol": "oidc", "identity_provider": "keycloak", … } }',
        actual: metadata,
      };
}

/** A name that tells of a secret with a value behind it, at any depth. */
function secretIn(value: Json, path = ''): string | undefined {
  if (!isObject(value)) {
    return undefined;
  }
  for (const [key, inner] of Object.entries(value)) {
    const at = path === '' ? key : `${path}.${key}`;
    if (SECRET_NAME.test(key) && typeof inner === 'string' && inner !== '') {
      return at;
    }
    const found = secretIn(inner, at);
    if (found !== undefined) {
      return found;
    }
  }
  return undefined;
}

/** The core never gives secret data to a login, so that only the person's own credentials count. */
function userChecks(login: Method, source: string, given: string): Check<SpaceonePlugin>[] {
  const { name } = login;
  const checkId = `${name}-answers`;
  return [
    {
      id: checkId,
      title: `${name} answers with a user`,
      source: `${source}: secret_data is always {}`,
      at: login,
      needs: 'server',
      after: ['offers-its-methods'],
      async run(context) {
        const message = await context.messageFor(name);
        const { refusal } = await asked(context.answers(name, { ...message, secret_data: {} }));
        if (!refusal) {
          return { is: 'passed' };
        }
        if (isEmpty(message[given])) {
          return {
            is: 'skipped',
            why: `It wants ${given}: write a user's into a request file, requests/${name}.yaml.`,
          };
        }
        return outcomeOf(
          {
            what: `${name} refuses the ${given} at hand: ${refusal.details.trim()}`,
            why: 'The core gives it the options, {} as secret_data, and what the person has typed.',
            next: 'Take all that a login needs from the options',
          },
          login,
        );
      },
    },
    serverCheck(
      { id: 'user-fits', title: 'The user of the answer is one that the core stores', source, after: [checkId] },
      login,
      async (context) => {
        const message = await context.messageFor(name);
        return userFault((await context.answers(name, { ...message, secret_data: {} }))[0]);
      },
    ),
  ];
}

function userFault(user: Json | undefined): Fault | undefined {
  const fault = faultsOf(user);
  const [id, name, email, state] = ['user_id', 'name', 'email', 'state'].map((key) =>
    isObject(user) ? user[key] : undefined,
  );
  if (isEmpty(id)) {
    return fault('The answer has no user_id.', '"plugin response is invalid.": nobody can log in.', 'Fill user_id in');
  }
  if (typeof id === 'string' && id.length > LONGEST_USER_ID) {
    return fault(
      `user_id has ${id.length} characters.`,
      `The core keeps ${LONGEST_USER_ID}: ERROR_DB_QUERY when the user is created.`,
      'Answer with a shorter one that stays the same',
    );
  }
  if (isEmpty(name)) {
    return fault(
      'The answer has no name.',
      'A user who is created at the first login needs one.',
      'Fill name in',
      true,
    );
  }
  if (!isEmpty(email) && (typeof email !== 'string' || !EMAIL.test(email))) {
    return fault(
      `email is ${shown(email)}.`,
      'The core refuses a user with such an address.',
      'Leave email out, or answer with an address',
    );
  }
  return isEmpty(state) || (typeof state === 'string' && STATES.includes(state))
    ? undefined
    : fault(
        `state is ${shown(state)}.`,
        `The core knows ${STATES.join(', ')}: ERROR_DB_QUERY when the user is created, and PENDING in 1.x.`,
        `Answer with one of ${STATES.join(', ')}`,
      );
}

/** Whoever types something wrong must stay outside. */
function refusesWrong(login: Method, given: string, source: string): Check<SpaceonePlugin> {
  return {
    id: 'refuses-wrong',
    title: 'Wrong credentials are refused',
    source,
    at: login,
    needs: 'server',
    after: ['offers-its-methods'],
    async run(context) {
      const message = await context.messageFor(login.name);
      const wrong = { ...message, secret_data: {}, [given]: WRONG };
      const { messages, refusal } = await asked(context.answers(login.name, wrong));
      if (refusal) {
        return crashOutcome(refusal, login);
      }
      return isEmpty(isObject(messages[0]) ? messages[0]['user_id'] : undefined)
        ? { is: 'passed' }
        : outcomeOf(
            {
              what: `${login.name} answers wrong ${given} with a user.`,
              why: 'Anybody can log in as that user.',
              next: 'Raise an error where the credentials do not hold',
              actual: messages[0],
            },
            login,
          );
    },
  };
}

function findCheck(find: Method): Check<SpaceonePlugin> {
  return serverCheck(
    {
      id: 'find-counts',
      title: 'find tells with its users how many there are',
      source: AUTH,
      after: [`${find.name}-answers`],
    },
    find,
    async (context) => {
      const [answer] = await context.answers(find.name);
      const users = objectsAt(answer, 'results');
      const total = Number(isObject(answer) ? (answer['total_count'] ?? 0) : 0);
      const nameless = users.findIndex((user) => isEmpty(user['user_id']));
      if (nameless >= 0) {
        return {
          what: `User ${nameless + 1} of find has no user_id.`,
          why: 'The core cannot create such a user.',
          next: 'Fill user_id in',
          actual: users[nameless],
        };
      }
      return total >= users.length
        ? undefined
        : {
            what: `find answers with ${users.length === 1 ? 'one user' : `${users.length} users`} and a total_count of ${total}.`,
            why: 'The core wants a total_count of 1 to create a user: of 0 it says ERROR_NOT_FOUND_USER_IN_EXTERNAL_AUTH.',
            next: 'Set total_count to the number of users that were found',
            actual: answer,
          };
    },
  );
}
