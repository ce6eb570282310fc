import { jsonProblem } from '../base/json-error';
import { WorkbenchError } from '../base/workbench-error';
import type { Json, JsonObject } from '../base/json';
import { exchange } from '../platforms/exchange';
import { serverOf, serverSides } from '../platforms/platforms';
import { readText } from '../runtime/files/read-file';
import { mustBeThere } from '../runtime/files/unreadable-file';
import { UsageError, filesOf, parsed, pluginIn, type CliCommand, type CliOptions } from './command';
import { startServer } from './serve';

const options = {
  data: { takes: 'JSON|@FILE', about: 'the request; one that makes sense for the method unless given' },
  'token-file': { takes: 'FILE', about: 'what the server is to know the caller by' },
} as const satisfies CliOptions;

export const call: CliCommand = {
  name: 'call',
  takes: 'TARGET METHOD',
  options,
  // A plugin's server is ended with it.
  leavesNothing: ([target = '']) => target.includes('://'),
  summary: 'call a method of a plugin (DIR or grpc://HOST:PORT); prints a JSON line a message',
  async run(words, { runtime, output, signal }) {
    const { values, positionals } = parsed(words, options);
    const [target, method, ...more] = positionals;
    if (target === undefined || method === undefined || more.length > 0) {
      throw new UsageError('call takes a target and a method, such as "Collector.init".');
    }
    const given = values.data === undefined ? undefined : await messageFrom(values.data, signal);
    const files = target.includes('://') ? undefined : await filesOf(target, output, signal);
    const plugin = files && (await pluginIn(target, files));
    const address = plugin ? await startServer({ plugin, files, runtime }, {}, signal) : target;
    const sides = plugin ? [serverOf(plugin)] : serverSides;
    const token = values['token-file'] === undefined ? undefined : await tokenFrom(values['token-file'], signal);
    const caller = runtime.callers.to(address, { http: sides.flatMap(({ http = [] }) => http), token });
    const ended = await exchange(
      { caller, plugin, sides },
      { call: method, message: given },
      { signal, onMessage: (item) => output.json(item) },
    );
    if (ended.is === 'failed') {
      throw new WorkbenchError(ended.failure);
    }
    signal.throwIfAborted();
    return 0;
  },
};

async function messageFrom(data: string, signal: AbortSignal): Promise<JsonObject> {
  const text = data.startsWith('@') ? await textOf(data.slice(1), signal) : data;
  try {
    const message = JSON.parse(text) as Json;
    if (typeof message === 'object' && message !== null && !Array.isArray(message)) {
      return message;
    }
  } catch {
    // The error is not handed on: it quotes the text, in which secrets may stand.
    throw new WorkbenchError({ what: '--data is not JSON.', why: placeIn(text) });
  }
  throw new WorkbenchError({ what: '--data is a JSON object with the fields of the request.' });
}

async function tokenFrom(file: string, signal: AbortSignal): Promise<string> {
  return (await textOf(file, signal)).trim();
}

async function textOf(file: string, signal: AbortSignal): Promise<string> {
  return mustBeThere(await readText(file, { kind: 'request', within: 'anywhere', signal }), file);
}

function placeIn(text: string): string {
  const { offset, words } = jsonProblem(text) ?? { offset: text.length, words: 'its end' };
  const before = text.slice(0, offset).split('\n');
  return `It stops being JSON at line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}: ${words}.`;
}
