import type { Json, JsonObject } from '../base/json';
import { isAbort, joined, toFailure, type Failure } from '../base/workbench-error';
import type { Plugin } from '../catalog/plugin';
import {
  saidByServer,
  type CallOptions,
  type CallResult,
  type CallableMethod,
  type Caller,
} from '../runtime/calls/caller';
import { isGrpcFailure, type GrpcFailureKind } from '../runtime/calls/grpc-api';
import type { Raised } from '../runtime/processes/traceback';
import { AnswersUnderWay } from './answers-under-way';
import { filledMessage } from './filled-message';
import type { AboutCall, Explanation, ServerSide } from './platform';

/** What is asked of a server. */
export interface Question {
  /** The method, as a person names it. */
  readonly call: string;
  /** The message, in which `${profile}` may stand for secret values; one that makes sense for the method unless given. */
  readonly message?: Readonly<Record<string, unknown>> | undefined;
  /** The values behind `${profile}`. */
  readonly values?: Readonly<Record<string, unknown>> | undefined;
}

export interface ExchangeOptions extends CallOptions {
  /** Called once, with the method that was found, before it is called. */
  readonly onStart?: ((method: CallableMethod) => void | Promise<void>) | undefined;
}

/** How a call ended. */
export type Exchanged =
  | { readonly is: 'answered'; readonly milliseconds: number; readonly count: number }
  | { readonly is: 'cancelled'; readonly milliseconds: number }
  | {
      readonly is: 'failed';
      readonly milliseconds: number;
      readonly failure: Failure;
      /** False for a request that is wrong in itself, which no server has seen. */
      readonly isSent: boolean;
      /** Where the server itself refused: its status, and what the platform makes of it. */
      readonly refusal: (Explanation & { readonly status: string; readonly raised?: Raised }) | undefined;
    };

/** What there is to keep of an answer. */
export interface AnswerTold {
  /** The whole name of the method. */
  readonly call: string;
  readonly endpoint: string;
  readonly streams: boolean;
  /** As it was written, with references in the place of secrets. */
  readonly request: JsonObject;
  readonly messages: readonly Json[];
  readonly count: number;
  readonly ended: Exchanged;
}

/** Where answers are kept, so that they can be looked at, compared and referred to. */
export interface AnswersKept {
  keep(told: AnswerTold): Promise<void>;
  /** What a method, by its whole name, has answered last, as far as that still counts; undefined where it has to be called. */
  last(call: string): Promise<readonly Json[] | undefined>;
}

/** Who answers: the caller of a server, the plugin that runs there if it is known, and what is known of such servers. */
export interface Answerer {
  readonly caller: Caller;
  readonly plugin?: Plugin | undefined;
  /** The sides of all platforms whose plugin it may be. */
  readonly sides: readonly ServerSide[];
  /** The message with which a method is called whose answer another request refers to; one that makes sense unless given. */
  readonly messageFor?: ((call: string) => Promise<JsonObject>) | undefined;
  /** Where its answers are kept; undefined where they are not. */
  readonly kept?: AnswersKept | undefined;
  /** The content of a credential file that a request names, hidden from then on; undefined where none can be read. */
  readonly secretFile?: ((file: string) => Promise<JsonObject>) | undefined;
  /** Begins to listen to the log of the server, where somebody has it: gives the last exception that it tells since then. */
  readonly listen?: (() => () => Promise<Raised | undefined>) | undefined;
}

/**
 * Fills a request in, finds its method and calls it: the one way in which anything is called.
 * @throws WorkbenchError when the request cannot be filled in or the server has no such method; AbortError until then
 */
export async function exchange(
  answerer: Answerer,
  { call, message, values = {} }: Question,
  { onStart, ...options }: ExchangeOptions = {},
): Promise<Exchanged> {
  const { caller, plugin, sides, listen, messageFor, kept } = answerer;
  const { signal } = options;
  const method = await caller.resolve(call, signal);
  const given = (message as JsonObject | undefined) ?? (await defaultMessage(answerer, method.name));
  const earlier = messageFor ?? ((other: string) => defaultMessage(answerer, other));
  const filled = await filledMessage(given, answerer, { values, messageFor: earlier, signal });
  await onStart?.(method);
  const raised = listen?.();
  const arrived = new AnswersUnderWay();
  const onMessage = (message: Json): void | Promise<void> => {
    arrived.add(message);
    return options.onMessage?.(message);
  };
  const ended = await timed(
    () => caller.call(method.name, filled, kept ? { ...options, onMessage } : options),
    async (error) => explained(error, { sides, plugin }, { call: method.name, raised: await raised?.() }),
  );
  if (!(ended.is === 'failed' && !ended.isSent)) {
    const { messages, count } = arrived;
    const { name, streams } = method;
    await kept?.keep({ call: name, endpoint: caller.endpoint, streams, request: given, messages, count, ended });
  }
  return ended;
}

/** How a call ends, and after how long. */
async function timed(
  call: () => Promise<CallResult>,
  explain: (error: unknown) => Promise<Explained>,
): Promise<Exchanged> {
  const started = performance.now();
  const milliseconds = (): number => Math.round(performance.now() - started);
  try {
    const { count } = await call();
    return { is: 'answered', milliseconds: milliseconds(), count };
  } catch (error) {
    const took = milliseconds();
    return isAbort(error)
      ? { is: 'cancelled', milliseconds: took }
      : { is: 'failed', milliseconds: took, ...(await explain(error)) };
  }
}

/** A message with which a method can be called as it stands: a platform's sample, else one that says nothing. */
export async function defaultMessage(answerer: Answerer, call: string): Promise<JsonObject> {
  return platformSample(answerer, call) ?? (await answerer.caller.least(call));
}

/** A message to begin with in an editor: a platform's sample, else one that shows every field. */
export async function sampleMessage(answerer: Answerer, call: string, signal?: AbortSignal): Promise<JsonObject> {
  return platformSample(answerer, call) ?? (await answerer.caller.prefill(call, signal));
}

function platformSample({ plugin, sides }: Answerer, call: string): JsonObject | undefined {
  const sample = sides.map((side) => side.sample?.(call, plugin)).find((each) => each !== undefined);
  return sample && { ...sample };
}

/** What is found out before anything goes to a server. */
const UNSENT: readonly GrpcFailureKind[] = [
  'unknown-key',
  'wrong-type',
  'bad-metadata',
  'request-too-large',
  'client-streaming',
];

type Explained = Pick<Extract<Exchanged, { is: 'failed' }>, 'failure' | 'isSent' | 'refusal'>;

function explained(error: unknown, { sides, plugin }: Pick<Answerer, 'sides' | 'plugin'>, about: AboutCall): Explained {
  const failure = toFailure(error);
  const said = saidByServer(error);
  if (!said) {
    return { failure, isSent: !(isGrpcFailure(error) && UNSENT.includes(error.kind)), refusal: undefined };
  }
  const meant = sides.map((side) => side.explain?.(said, plugin, about)).find((each) => each !== undefined);
  const { id, message = said.details, next, intent } = meant ?? {};
  const { what, cause } = failure;
  const { raised } = about;
  return {
    isSent: true,
    failure: {
      what,
      why: joined([
        failure.why,
        raised && !saysIt(said.details, raised.root) ? `It came of ${raised.root}` : undefined,
      ]),
      where: raised?.at ?? meant?.where ?? failure.where,
      cause,
      next: next === undefined ? failure.next : { title: next.replace(/\.$/, ''), ...(intent && { intent }) },
    },
    refusal: { status: said.status, id, message, next, ...(raised && { raised }) },
  };
}

/** Whether a refusal gives what the exception says, so that it need not be told once more. */
function saysIt(details: string, error: string): boolean {
  return details.includes(error.slice(error.indexOf(':') + 1).trim());
}
