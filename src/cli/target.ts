import type { Answerer } from '../platforms/exchange';
import { serverOf, serverSides } from '../platforms/platforms';
import { readText } from '../runtime/files/read-file';
import { mustBeThere } from '../runtime/files/unreadable-file';
import { filesOf, pluginIn, type CliContext } from './command';
import { startServer } from './serve';

/** What a person may write for TARGET. */
export const TARGET = 'a plugin as DIR, or a server as grpc://HOST:PORT, grpc+ssl://HOST:PORT or http://HOST:PORT';

/** True for the address of a server, which nobody starts. */
export function isAddress(target: string): boolean {
  return target.includes('://');
}

/** Who answers at a target: the server of a plugin's folder, started for it, or whatever listens at an address. */
export async function answererOf(
  target: string,
  tokenFile: string | undefined,
  { runtime, output, signal }: CliContext,
): Promise<Answerer> {
  const token = tokenFile === undefined ? undefined : (await textOf(tokenFile, signal)).trim();
  if (isAddress(target)) {
    const http = serverSides.flatMap((side) => side.http ?? []);
    return { caller: runtime.callers.to(target, { http, token }), sides: serverSides };
  }
  const files = await filesOf(target, output, signal);
  const plugin = await pluginIn(target, files);
  const side = serverOf(plugin);
  const address = await startServer({ plugin, files, runtime }, {}, signal);
  return { plugin, sides: [side], caller: runtime.callers.to(address, { http: side.http, token }) };
}

/** The text of a file that a person named. */
export async function textOf(file: string, signal: AbortSignal): Promise<string> {
  return mustBeThere(await readText(file, { kind: 'request', within: 'anywhere', signal }), file);
}
