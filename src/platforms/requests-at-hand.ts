import { isObject, type JsonObject } from '../base/json';
import type { Files } from '../base/files';
import { WorkbenchError } from '../base/workbench-error';
import type { Plugin } from '../catalog/plugin';
import { strict } from '../manifest/dialects/strict-dialect';
import { cutDocuments } from '../manifest/parse/document-cuts';
import { parseDocument } from '../manifest/parse/parse-document';
import { jsonOf } from '../manifest/requests/json-of-node';
import { readRequest, requestPath, type RequestFile } from '../manifest/requests/request-file';
import { defaultMessage, type Answerer } from './exchange';
import { filledMessage } from './filled-message';

/** A file of requests, as a person wrote it. */
export interface RequestText {
  readonly file: string;
  readonly text: string;
}

/** Where the messages of a contract's checks come from. */
export interface RequestsAtHand {
  /** Requests that a person named for this run; they come before the plugin's own. */
  readonly given?: RequestText | undefined;
  /** What the plugin's own requests are read through; undefined where only the address of a server is known. */
  readonly files: Pick<Files, 'read'> | undefined;
  /** The values of a credential profile; undefined where none is known here. */
  readonly values?: (profile: string, plugin: Plugin) => Promise<Readonly<Record<string, unknown>> | undefined>;
}

/**
 * The message with which a check calls a method: of a request that was given, of the plugin's own request file
 * (`requests/METHOD.yaml`), or else the platform's sample. Values of a profile that is not known here are left out; values
 * of earlier answers come of calls with the requests at hand.
 * @param asking The methods for whose requests it is asked, so that one that asks for itself is told.
 * @throws WorkbenchError for a request that cannot be read, at its line
 */
export async function messageAtHand(
  answerer: Answerer,
  call: string,
  hand: RequestsAtHand,
  asking: readonly string[] = [],
): Promise<JsonObject> {
  const { given, files, values } = hand;
  const { plugin } = answerer;
  if (asking.includes(call)) {
    throw new WorkbenchError({
      what: `The request of ${call} refers to its own answer.`,
      why: `By ${[...asking.slice(asking.indexOf(call)), call].join(' and ')}.`,
      next: { title: 'Write one of the values into its request' },
    });
  }
  // What is kept is no answer of the server that is checked now.
  const fresh = { ...answerer, kept: undefined };
  const messageFor = (other: string): Promise<JsonObject> => messageAtHand(answerer, other, hand, [...asking, call]);
  const bare = given && isOnlyMethod(answerer, call) ? bareMessage(given) : undefined;
  if (bare) {
    return filledMessage(withoutReferences(bare), fresh, { values: {}, messageFor });
  }
  const request = (given && requestFor(call, given)) ?? (plugin && files && (await ownRequest(plugin, call, files)));
  const message = request?.message ?? (await defaultMessage(answerer, call));
  const known = request?.profile !== undefined && plugin ? await values?.(request.profile, plugin) : undefined;
  const own = known ? message : withoutReferences(message);
  return filledMessage(own, fresh, { values: known ?? {}, messageFor });
}

/** True for the one method that there is at all, of which nobody has to say that it is meant. */
function isOnlyMethod({ sides }: Answerer, call: string): boolean {
  const methods = sides.flatMap(({ http = [] }) => http);
  return methods.length === 1 && methods[0]?.name === call;
}

/** The message of a file that has nothing else in it, as YAML or JSON; undefined for one with requests. */
function bareMessage({ text }: RequestText): JsonObject | undefined {
  const [cut, ...more] = cutDocuments(text);
  const root = cut && more.length === 0 ? parseDocument(cut.text) : undefined;
  const content = root?.root && root.problems.length === 0 ? jsonOf(root.root, strict) : undefined;
  return isObject(content) && content['call'] === undefined ? content : undefined;
}

async function ownRequest(
  { folder }: Plugin,
  call: string,
  files: Pick<Files, 'read'>,
): Promise<RequestFile | undefined> {
  const file = requestPath(folder, call);
  const text = await files.read(file);
  return text === undefined ? undefined : requestFor(call, { file, text });
}

function requestFor(call: string, { file, text }: RequestText): RequestFile | undefined {
  return cutDocuments(text)
    .map((cut) => readRequest(text, file, cut))
    .find((request) => request.call === call || request.call.endsWith(`.${call}`));
}

/** `${profile:NAME}` names one value, which is left out like the whole. */
function withoutReferences(message: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(message).flatMap(([key, value]) =>
      typeof value === 'string' && value.includes('${profile:')
        ? []
        : [[key, isObject(value) ? withoutReferences(value) : value]],
    ),
  );
}
