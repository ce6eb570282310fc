import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { visibleJson } from '../base/visible';
import { WorkbenchError } from '../base/workbench-error';
import { fillIn } from '../manifest/request-file';
import { platformOf } from '../platforms/platforms';
import type { Json, JsonObject } from '../runtime/grpc-api';
import { readText } from '../runtime/read-file';
import { mustBeThere } from '../runtime/unreadable-file';
import { UsageError, filesOf, pluginIn, type CliCommand } from './command';
import { startServer } from './serve';

export const call: CliCommand = {
  name: 'call',
  usage: 'call TARGET METHOD [--data JSON|@FILE]',
  summary: 'call a method of a plugin (DIR or grpc://HOST:PORT); prints a JSON line a message',
  async run(words, { runtime, signal }) {
    const { values, positionals } = parseArgs({
      args: [...words],
      allowPositionals: true,
      options: { data: { type: 'string' } },
    });
    const [target, method, ...more] = positionals;
    if (target === undefined || method === undefined || more.length > 0) {
      throw new UsageError('call takes a target and a method, such as "Collector.init".');
    }
    const given = values.data === undefined ? undefined : await messageFrom(values.data, signal);
    const files = target.includes('://') ? undefined : await filesOf(target, signal);
    const plugin = files && (await pluginIn(target, files));
    const address = plugin ? await startServer({ plugin, files, runtime }, { environment: {} }, signal) : target;
    const connection = await runtime.connections.to(address);
    const resolved = await connection.resolve(method, signal);
    const sample =
      plugin && platformOf(plugin).sampleRequest(plugin, resolved.service.split('.').at(-1) ?? '', resolved.name);
    const message = given ?? (fillIn({ ...sample }, {}) as JsonObject);
    await connection.call(resolved, message, { signal, onMessage: print });
    return 0;
  },
};

/** A line of JSON; resolves when more can be printed, so that the server is held back when nobody reads. */
async function print(message: Json): Promise<void> {
  if (!process.stdout.write(`${visibleJson(message)}\n`)) {
    await once(process.stdout, 'drain');
  }
}

async function messageFrom(data: string, signal: AbortSignal): Promise<JsonObject> {
  const text = data.startsWith('@') ? await textOf(data.slice(1), signal) : data;
  try {
    const message = JSON.parse(text) as Json;
    if (typeof message === 'object' && message !== null && !Array.isArray(message)) {
      return message;
    }
  } catch (cause) {
    throw new WorkbenchError({
      what: '--data is not JSON.',
      why: cause instanceof Error ? cause.message : undefined,
      cause,
    });
  }
  throw new WorkbenchError({ what: '--data is a JSON object with the fields of the request.' });
}

async function textOf(file: string, signal: AbortSignal): Promise<string> {
  return mustBeThere(await readText(file, { kind: 'request', within: 'anywhere', signal }), file);
}
