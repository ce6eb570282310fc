import type { Check, Outcome } from '../../../contract/contract';
import { EXECUTE, type GeneratorPlugin } from '../generator/generator-finder';
import { ANSWERS, setsOf } from './answer-checks';
import { ask, requestAtHand, type GeneratorCheckContext, type Reply } from './controller-calls';
import { failed, passed, warned } from './outcomes';
import { messageFault } from './token-checks';

const SERVICE = 'argo-cd v3.5.7, applicationset/services/plugin/plugin_service.go';

/** An input without parameters is sent as `{}`: the key is left out. */
const absentParameters: Check<GeneratorPlugin> = {
  id: 'copes-without-parameters',
  title: 'An ApplicationSet that gives no parameters gets an answer, or is told what it lacks',
  source: SERVICE,
  needs: 'server',
  after: [ANSWERS],
  async run(context) {
    const reply = await ask(context, { parameters: {} });
    const fault = crashOn(context, reply, 'an input without parameters');
    if (fault || reply.is === 'nothing') {
      return fault ?? passed;
    }
    const { answer } = reply;
    if ('error' in answer.made) {
      return messageFault(context, answer, 'an input without parameters') ?? passed;
    }
    return setsOf(answer).length > 0
      ? passed
      : failed(context, {
          what: 'It answers an input without parameters with no parameter set and no error.',
          why: 'Where the parameters of a set are forgotten or misspelt, the controller deletes all its Applications.',
          next: 'Answer 400 with a "message" that says what is missing',
        });
  },
};

/** What the controller of today does not send, others do: a test, or one of tomorrow. */
const oddRequests: Check<GeneratorPlugin> = {
  id: 'survives-odd-requests',
  title: 'It lives on after a request that is none, and tells what one lacks',
  source: SERVICE,
  needs: 'server',
  after: [ANSWERS],
  async run(context) {
    const { name } = await requestAtHand(context);
    const odd: (readonly [object, string])[] = [
      [{ applicationSetName: name }, 'a request without input'],
      [{ applicationSetName: name, input: { parameters: null } }, 'parameters that are null'],
    ];
    for (const [request, words] of odd) {
      const body = JSON.stringify(request);
      const reply = await ask(context, { body });
      if (reply.is === 'nothing' || reply.answer.status >= 500) {
        return warned(context, {
          what: `It ${reply.is === 'nothing' ? 'does not answer' : `fails with ${reply.answer.status} on`} ${words}.`,
          why: 'The controller sends no such request, so that the mistake is somebody else’s, and looks like one of the server.',
          next: 'Answer 400 with a "message"',
        });
      }
    }
    for (const body of ['', '{"applicationSetName":']) {
      await ask(context, { body });
    }
    const again = await ask(context);
    return again.is === 'answer'
      ? passed
      : failed(context, {
          what: `It does not answer any more after requests that are none: ${again.why}.`,
          why: 'Whoever reaches it in the cluster can end it.',
          next: 'Catch what fails in a request where it is answered',
        });
  },
};

/** As large as an ApplicationSet may be, about: etcd takes objects of 1.5 MB. */
const LARGE_TEXT = 512 * 1024;

const largeInput: Check<GeneratorPlugin> = {
  id: 'takes-large-input',
  title: 'It reads an input of half a megabyte',
  source: `${SERVICE}; etcd v3.5, --max-request-bytes`,
  needs: 'server',
  after: [ANSWERS],
  async run(context) {
    const { parameters } = await requestAtHand(context);
    const reply = await ask(context, { parameters: { ...parameters, pluginWorkbenchFiller: 'x'.repeat(LARGE_TEXT) } });
    // Whoever names the keys that it takes may refuse this one.
    const isRead = reply.is === 'answer' && (reply.answer.status < 300 || [400, 422].includes(reply.answer.status));
    return isRead
      ? passed
      : failed(context, {
          what:
            reply.is === 'nothing'
              ? `It does not answer an input of half a megabyte: ${reply.why}.`
              : `It answers ${reply.answer.status} to an input of half a megabyte.`,
          why: 'Kubernetes keeps ApplicationSets of twice that size, and the controller sends what they give.',
          next: 'Raise the limit of the request’s body to 2 MB at least',
        });
  },
};

/** A `baseUrl` with a mistake in it is to be seen as one. */
const otherPath: Check<GeneratorPlugin> = {
  id: 'has-nothing-elsewhere',
  title: 'It answers 404 at any other path',
  source: SERVICE,
  needs: 'server',
  after: [ANSWERS],
  async run(context) {
    for (const path of ['/api/v1/plugin-workbench.nothing', '/', '/api/v2/getparams.execute']) {
      const reply = await ask(context, { path });
      if (reply.is === 'nothing') {
        return failed(context, {
          what: `It does not answer at ${path}: ${reply.why}.`,
          why: 'A baseUrl with a mistake in it looks like a server that is down.',
          next: 'Answer 404',
        });
      }
      const { status } = reply.answer;
      if (status < 300 || status >= 500) {
        return failed(context, {
          what: `It answers ${status} at ${path}.`,
          why:
            status >= 500
              ? 'A baseUrl with a mistake in it looks like a mistake of the server.'
              : setsOf(reply.answer).length > 0
                ? 'A baseUrl with a mistake in it works, until the path means something else.'
                : 'To the controller such a status with no parameters means: delete every Application.',
          next: `Answer 404 wherever ${EXECUTE} is not`,
        });
      }
    }
    return passed;
  },
};

export const inputChecks = [absentParameters, oddRequests, largeInput, otherPath] as const;

function crashOn(context: GeneratorCheckContext, reply: Reply, words: string): Outcome | undefined {
  if (reply.is === 'answer' && reply.answer.status < 500) {
    return undefined;
  }
  return failed(context, {
    what:
      reply.is === 'nothing'
        ? `It does not answer ${words}: ${reply.why}.`
        : `It fails on ${words} with ${reply.answer.status}.`,
    why: 'The controller leaves the key "parameters" out where a set gives none. The author of the set reads of a failure, and not of what is missing.',
    next: 'Answer 400 with a "message" that says what is missing, or with what needs no parameters',
  });
}
