import { objectAt, type Json, type JsonObject } from '../../../base/json';
import { sentence, toFailure } from '../../../base/workbench-error';
import type { Method } from '../../../catalog/plugin';
import type { Check, CheckContext, Outcome } from '../../../contract/contract';
import { saidByServer, type ServerRefusal } from '../../../runtime/calls/caller';
import type { SpaceonePlugin } from '../plugin-finder';
import { outcomeOf, type Fault } from '../../../contract/fault';
import { asked, isCrash, isEmpty, serverCheck, type Told } from './fault';

/** The method of a name, where the plugin has it. */
export type Methods = (name: string) => Method | undefined;

/**
 * A method answers what it is asked with the request at hand: what its other checks look at. Where a request without
 * credentials is refused in the platform's own words, nothing can be said.
 */
export function answersCheck(method: Method, source: string): Check<SpaceonePlugin> {
  const { name } = method;
  return {
    id: `${name}-answers`,
    title: `${name} answers`,
    source,
    at: method,
    needs: 'server',
    after: ['offers-its-methods'],
    async run(context) {
      const message = await context.messageFor(name);
      try {
        await context.answers(name);
        return { is: 'passed' };
      } catch (error) {
        const said = saidByServer(error);
        if (said && lacksSecret(message) && !isCrash(said)) {
          return {
            is: 'skipped',
            why: `It wants credentials ("${said.details}"): write them into a request file, requests/${name}.yaml.`,
          };
        }
        return { is: 'failed', failure: { ...toFailure(error), where: toFailure(error).where ?? method } };
      }
    },
  };
}

/** True where a request has a place for credentials, and none in it. */
function lacksSecret(message: JsonObject): boolean {
  return 'secret_data' in message && isEmpty(message['secret_data']);
}

interface EmptySecret extends Told {
  /** True where the answers without credentials are less than there is. */
  readonly isShort: (answered: readonly Json[], context: CheckContext<SpaceonePlugin>) => Promise<boolean>;
  readonly why: string;
}

/** What a method does when it is given no credentials: an error of the platform's, and no crash. */
export function refusesEmptySecret(method: Method, { isShort, why, ...told }: EmptySecret): Check<SpaceonePlugin> {
  return {
    ...told,
    at: method,
    needs: 'server',
    async run(context) {
      const message = await context.messageFor(method.name);
      if (lacksSecret(message)) {
        return { is: 'skipped', why: 'The request at hand has no credentials to leave out.' };
      }
      const { messages, refusal } = await asked(context.answers(method.name, { ...message, secret_data: {} }));
      if (refusal) {
        return crashOutcome(refusal, method);
      }
      return (await isShort(messages, context))
        ? outcomeOf(
            {
              what: `${method.name} answers without credentials as if all were well.`,
              why,
              next: 'Raise an error of the platform, such as ERROR_INVALID_CREDENTIALS',
            },
            method,
          )
        : { is: 'passed' };
    },
  };
}

/** verify is what says whether credentials are good; `registered` is what they are given for. */
export function verifyRefuses(verify: Method, source: string, registered: string): Check<SpaceonePlugin> {
  return refusesEmptySecret(verify, {
    id: 'verify-refuses',
    title: 'Without credentials verify fails',
    source,
    after: [`${verify.name}-answers`],
    isShort: () => Promise.resolve(true),
    why: `Whoever registers the ${registered} learns of wrong credentials from verify alone.`,
  });
}

/** The metadata that init answers with, as the core of the type reads it. */
export function metadataCheck(
  init: Method,
  told: Pick<Told, 'title' | 'source'>,
  find: (metadata: JsonObject) => Fault | undefined | Promise<Fault | undefined>,
): Check<SpaceonePlugin> {
  return serverCheck({ ...told, id: 'init-metadata', after: ['init-answers'] }, init, async (context) =>
    find(objectAt(await context.answer(init.name), 'metadata')),
  );
}

/** That a refusal is a crash of the plugin's code, or one of the platform's errors. */
export function crashOutcome(refusal: ServerRefusal, at: Method): Outcome {
  return isCrash(refusal)
    ? outcomeOf(
        {
          isOdd: true,
          what: `${at.name} crashes on it: ${sentence({ what: refusal.details.trim() })}`,
          why: 'A person who has typed something wrong reads this in the console.',
          next: 'Raise an error of the platform that says what is wrong',
        },
        at,
      )
    : { is: 'passed' };
}
