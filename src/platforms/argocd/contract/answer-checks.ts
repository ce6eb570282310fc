import { isObject, jsonIn, type JsonObject } from '../../../base/json';
import type { Check } from '../../../contract/contract';
import type { GeneratorPlugin } from '../generator/generator-finder';
import { normalCall, redirectOf, timeoutOf, type ReadAnswer, type Reply } from './controller-calls';
import { failed, passed, quoted, told, warned } from './outcomes';
import { nameFault, valueFault } from './parameter-faults';

const CLIENT = 'argo-cd v3.5.7, applicationset/services/internal/http/client.go';
const SERVICE = 'argo-cd v3.5.7, applicationset/services/plugin/plugin_service.go';
const GENERATOR = 'argo-cd v3.5.7, applicationset/generators/plugin.go';
const TEMPLATES = 'argo-cd v3.5.7, applicationset/utils/utils.go';
const CONTROLLER = 'argo-cd v3.5.7, applicationset/controllers/applicationset_controller.go';

/** A redirect is not what the controller was told, and what becomes of the call then is Go's affair. */
const redirects: Check<GeneratorPlugin> = {
  id: 'answers-itself',
  title: 'It answers itself, and sends the controller nowhere else',
  source: CLIENT,
  needs: 'server',
  async run(context) {
    const redirect = await redirectOf(context);
    if (!redirect) {
      return passed;
    }
    const { status, to, from } = redirect;
    const isKept = status === 307 || status === 308;
    const isElsewhere = to !== undefined && to.host !== from.host;
    return (isKept && !isElsewhere ? warned : failed)(context, {
      what: `It answers ${status} and sends the controller on to ${to === undefined ? 'nowhere' : isElsewhere ? `another host, ${to.host}` : to.pathname}.`,
      why: isElsewhere
        ? 'The controller follows, and does not send the token to another host.'
        : isKept
          ? 'The controller follows and sends everything again: each call is two.'
          : 'The controller follows with a GET that has no body.',
      next: 'Answer at the path that the controller posts to',
    });
  },
};

/** An error stops the reconcile: nothing is created, changed or deleted until the next one. */
const answers: Check<GeneratorPlugin> = {
  id: 'answers',
  title: 'The controller takes its answer to the right token',
  source: SERVICE,
  needs: 'server',
  after: [redirects.id],
  async run(context) {
    const reply = await normalCall(context);
    const error =
      reply.is === 'nothing' ? reply.why : 'error' in reply.answer.made ? reply.answer.made.error : undefined;
    if (error === undefined) {
      return passed;
    }
    const status = reply.is === 'answer' ? reply.answer.status : 0;
    return failed(context, {
      what: whatIsWrong(reply, context.caller.token !== undefined),
      why: `The controller stops with it, and leaves all Applications as they are: ${quoted(error)}.`,
      next: isLate(error)
        ? 'Answer sooner, or raise requestTimeout in the ConfigMap'
        : nextOf(status, context.caller.token !== undefined),
    });
  },
};

function whatIsWrong(reply: Reply, hasToken: boolean): string {
  if (reply.is === 'nothing') {
    return 'No whole answer comes.';
  }
  const { status, brokenOff, text } = reply.answer;
  if (brokenOff !== undefined) {
    return 'Its answer breaks off.';
  }
  if (status === 401 || status === 403) {
    return `It refuses ${hasToken ? 'the right token' : 'a caller without a token'} with ${status}.`;
  }
  if (status < 200 || status > 299) {
    return `It answers ${status}.`;
  }
  return jsonIn(text) === undefined
    ? 'Its answer is not JSON.'
    : 'Its answer has another shape than the controller decodes.';
}

function isLate(error: string): boolean {
  return error.includes('deadline exceeded');
}

function nextOf(status: number, hasToken: boolean): string {
  if (status === 401 || status === 403) {
    return hasToken
      ? 'Take white space off both ends of the token before it is compared, as the controller does'
      : 'Name the file with the token by --token-file';
  }
  return status === 0 || (status >= 200 && status <= 299)
    ? 'Answer with {"output": {"parameters": [{…}]}}'
    : 'Correct the request, or what fails on it';
}

/** No error, and no parameter sets: the controller deletes what the set owns (argo-cd issues 14318 and 18780). */
const hasParameters: Check<GeneratorPlugin> = {
  id: 'gives-parameters',
  title: 'It gives a parameter set, and not none without an error',
  source: CONTROLLER,
  needs: 'server',
  after: [answers.id],
  async run(context) {
    const answer = answered(await normalCall(context));
    if (setsOf(answer).length > 0) {
      return passed;
    }
    return failed(context, {
      what: `${reasonForNone(answer)}, which is no error to the controller and no parameter set either.`,
      why: 'It deletes every Application of the ApplicationSet, unless the policy forbids it.',
      next: 'Answer with a status of 4xx or 5xx and a "message" where there is nothing to give',
    });
  },
};

function reasonForNone({ status, text }: ReadAnswer): string {
  const body = jsonIn(text);
  if (text.trim() === '') {
    return `It answers ${status} with an empty body`;
  }
  if (!isObject(body)) {
    return `Its answer is ${quoted(text)}`;
  }
  const output = keyOf(body, 'output');
  if (Object.keys(body).length === 0) {
    return 'Its answer is an empty object';
  }
  if (output === undefined) {
    return `Its answer has no "output" but ${keysOf(body)}`;
  }
  const inner = body[output];
  if (!isObject(inner)) {
    return 'Its "output" is null';
  }
  const parameters = keyOf(inner, 'parameters');
  return parameters === undefined
    ? `Its "output" has no "parameters" but ${keysOf(inner)}`
    : `Its "parameters" are ${inner[parameters] === null ? 'null' : 'an empty list'}`;
}

function keyOf(object: JsonObject, name: string): string | undefined {
  return Object.keys(object).find((key) => key.toLowerCase() === name);
}

function keysOf(object: JsonObject): string {
  const keys = Object.keys(object).slice(0, 5);
  return keys.length === 0 ? 'no key' : keys.map((key) => JSON.stringify(key)).join(', ');
}

/** The controller takes more than it is told of: names in any capitals, and whatever follows the first JSON value. */
const exactShape: Check<GeneratorPlugin> = {
  id: 'shape-is-exact',
  title: 'Its answer is {"output": {"parameters": [{…}]}} and nothing else',
  source: CLIENT,
  needs: 'server',
  after: [hasParameters.id],
  async run(context) {
    const answer = answered(await normalCall(context));
    const body = jsonIn(answer.text);
    if (body === undefined) {
      return warned(context, {
        what: 'Something follows the JSON of its answer.',
        why: 'The controller reads the first value and drops the rest.',
        next: 'End the answer with the JSON',
      });
    }
    if (setsOf(answer).some((set) => set === null)) {
      return failed(context, {
        what: 'A parameter set is null.',
        why: 'The controller makes an Application of it, whose template has no parameter of yours.',
        next: 'Leave it out',
      });
    }
    const isExact = isObject(body) && isObject(body['output']) && Array.isArray(body['output']['parameters']);
    return isExact
      ? passed
      : warned(context, {
          what: 'Its keys are written in other capitals than "output" and "parameters".',
          why: 'The controller takes them all the same; others that read such answers do not.',
          next: 'Write them in small letters',
        });
  },
};

/** What a set's keys and values become in a template. */
const parametersFit: Check<GeneratorPlugin> = {
  id: 'parameters-fit',
  title: 'Templates can use every key and value of its parameter sets',
  source: `${GENERATOR}; ${TEMPLATES}`,
  needs: 'server',
  after: [exactShape.id],
  async run(context) {
    return told(context, valueFault(objectsOf(answered(await normalCall(context)))));
  },
};

/** Applications are made by name: two of one name are an error, and others are refused by the API server. */
const namesFit: Check<GeneratorPlugin> = {
  id: 'names-fit',
  title: 'Its parameter sets tell Applications apart',
  source: CONTROLLER,
  needs: 'server',
  after: [exactShape.id],
  async run(context) {
    return told(context, nameFault(objectsOf(answered(await normalCall(context)))));
  },
};

/** A part of the time-out that an answer may take before it is told: machines are busier than this one. */
const TELLING_PART = 1 / 3;

const inTime: Check<GeneratorPlugin> = {
  id: 'answers-in-time',
  title: 'It answers long before the controller gives up',
  source: GENERATOR,
  needs: 'server',
  after: [answers.id],
  async run(context) {
    const { milliseconds } = answered(await normalCall(context));
    const seconds = timeoutOf(context.plugin);
    return milliseconds < seconds * 1000 * TELLING_PART
      ? passed
      : warned(context, {
          what: `It takes ${(milliseconds / 1000).toFixed(1)} of the ${seconds} seconds after which the controller gives up.`,
          why: 'The controller asks at each reconcile, for each outer set of a matrix once, one call after the other.',
          next: 'Keep what takes long between the calls, or raise requestTimeout in the ConfigMap',
        });
  },
};

export const answerChecks = [redirects, answers, hasParameters, exactShape, parametersFit, namesFit, inTime] as const;
export const ANSWERS = answers.id;
export const GIVES_PARAMETERS = hasParameters.id;

/** The answer of a call that a check hangs on. */
export function answered(reply: Reply): ReadAnswer {
  if (reply.is === 'nothing') {
    throw new Error(reply.why);
  }
  return reply.answer;
}

export function setsOf({ made }: ReadAnswer): readonly (JsonObject | null)[] {
  return 'sets' in made ? made.sets : [];
}

function objectsOf(answer: ReadAnswer): JsonObject[] {
  return setsOf(answer).filter((set) => set !== null);
}
