import { isObject, type Json, type JsonObject } from '../../../base/json';
import { saidByServer } from '../../../runtime/calls/caller';
import type { CheckContext } from '../../../contract/contract';
import { sendHttp } from '../../../runtime/calls/http-request';
import { answerOf } from '../calls/answer';
import { exchangeWithPlugin, type PluginExchange } from '../calls/ask-plugin';
import { connectionTo } from '../calls/connection';
import { ControllerError } from '../calls/controller-error';
import { requestOf, type PluginRequest } from '../calls/request';
import { EXECUTE, type GeneratorPlugin } from '../generator/generator-finder';

export type GeneratorCheckContext = CheckContext<GeneratorPlugin>;

/** What is asked otherwise than the controller would. */
export interface Asked {
  /** Behind `Bearer `; null for no header at all. The right one unless given. */
  readonly token?: string | null;
  /** The path behind the server's address. */
  readonly path?: string;
  readonly parameters?: JsonObject;
  /** In the place of the whole request. */
  readonly body?: string;
}

/** What came back: an answer of any status, or nothing, with what the controller says then. */
export type Reply =
  { readonly is: 'answer'; readonly answer: ReadAnswer } | { readonly is: 'nothing'; readonly why: string };

export interface ReadAnswer extends PluginExchange {
  readonly text: string;
  /** What the controller makes of it: its parameter sets, or its words. */
  readonly made: { readonly sets: readonly (JsonObject | null)[] } | { readonly error: string };
}

/** How long the controller waits where the ConfigMap says nothing (argo-cd v3.5.7, applicationset/generators/plugin.go). */
export const DEFAULT_TIMEOUT = 30;

/** The normal call of each run is made once, however many checks look at it. */
const normalCalls = new WeakMap<object, Promise<Reply>>();

/** The call that the controller makes, with the request at hand. */
export function normalCall(context: GeneratorCheckContext): Promise<Reply> {
  const known = normalCalls.get(context.run) ?? ask(context);
  normalCalls.set(context.run, known);
  known.catch(() => normalCalls.delete(context.run));
  return known;
}

/** Asks the server as the controller does, but for what is said otherwise. */
export async function ask(context: GeneratorCheckContext, asked: Asked = {}): Promise<Reply> {
  const request = await requestFor(context, asked);
  try {
    const exchange = await exchangeWithPlugin(request, context.signal);
    return { is: 'answer', answer: read(exchange) };
  } catch (error) {
    if (error instanceof ControllerError) {
      return { is: 'nothing', why: error.message };
    }
    if (saidByServer(error) === undefined && error instanceof Error && 'kind' in error) {
      return { is: 'nothing', why: error.message };
    }
    throw error;
  }
}

/** The status and the target of the first answer, where it sends the controller on. */
export async function redirectOf(
  context: GeneratorCheckContext,
): Promise<{ readonly status: number; readonly to: URL | undefined; readonly from: URL } | undefined> {
  const { url, headers, body } = await requestFor(context, {});
  const from = new URL(url);
  const late = AbortSignal.timeout(timeoutOf(context.plugin) * 1000);
  const answer = await sendHttp(
    { url: from, verb: 'POST', headers, body },
    { signal: AbortSignal.any([context.signal, late]), followsRedirects: false },
  ).catch((error: unknown) => {
    if (late.aborted && !context.signal.aborted) {
      return undefined;
    }
    throw error;
  });
  if (!answer) {
    return undefined;
  }
  answer.destroy();
  const { statusCode: status = 0, headers: answered } = answer;
  const { location } = answered;
  return status < 300 || status > 399 || status === 304
    ? undefined
    : { status, from, to: location !== undefined && URL.canParse(location, url) ? new URL(location, url) : undefined };
}

async function requestFor(context: GeneratorCheckContext, asked: Asked): Promise<PluginRequest> {
  const { name, parameters } = await requestAtHand(context);
  const { caller, plugin } = context;
  const seconds = timeoutOf(plugin);
  const token = asked.token === undefined ? (caller.token ?? '') : (asked.token ?? '');
  const connection = { ...connectionTo(caller.endpoint, token), withinMs: seconds * 1000 };
  const request = requestOf(name, connection, asked.parameters ?? parameters);
  const body = asked.body ?? request.body;
  const headers = {
    ...request.headers,
    'content-length': String(Buffer.byteLength(body)),
    // The controller sends a word and nothing behind it for an empty token.
    ...(asked.token === '' && { authorization: 'Bearer ' }),
  };
  const url = asked.path === undefined ? request.url : new URL(asked.path, caller.endpoint).href;
  return { ...request, headers, body, url };
}

/** The seconds after which the controller gives a call up. */
export function timeoutOf(plugin: GeneratorPlugin | undefined): number {
  return plugin?.manifests.connections.find(({ seconds }) => seconds !== undefined)?.seconds ?? DEFAULT_TIMEOUT;
}

/** The set's name and its parameters, of the message at hand; one that is no whole request is taken as the parameters. */
export async function requestAtHand(
  context: GeneratorCheckContext,
): Promise<{ readonly name: string; readonly parameters: JsonObject }> {
  const message = await context.messageFor(EXECUTE);
  const { applicationSetName, input } = message;
  const isWhole = applicationSetName !== undefined || input !== undefined;
  const inner: Json | undefined = isWhole
    ? isObject(input)
      ? input['parameters']
      : undefined
    : (message['parameters'] ?? message);
  return {
    name: typeof applicationSetName === 'string' && applicationSetName !== '' ? applicationSetName : 'example',
    parameters: isObject(inner) ? inner : {},
  };
}

function read(exchange: PluginExchange): ReadAnswer {
  const text = Buffer.from(exchange.body).toString('utf8');
  try {
    const { parameters } = answerOf(exchange.status, exchange.body, exchange.brokenOff);
    return { ...exchange, text, made: { sets: parameters } };
  } catch (error) {
    if (error instanceof ControllerError) {
      return { ...exchange, text, made: { error: error.message } };
    }
    throw error;
  }
}
