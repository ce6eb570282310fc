import type { Files } from '../base/files';
import type { Answerer } from '../platforms/exchange';
import { isServed, platformOf, serverOf, serverSides } from '../platforms/platforms';
import type { Caller } from '../runtime/calls/caller';
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

/** A target before anything is started or asked. */
export interface Target extends Omit<Answerer, 'caller'> {
  /** Who answers there: the server of a plugin's folder, started for it, or whatever listens at an address. Rejects for one that is only loaded. */
  readonly caller: () => Promise<Caller>;
  /** Of a plugin's folder: what its source is read through. */
  readonly files?: Files;
}

/** What a person means by a target. */
export async function targetOf(
  target: string,
  tokenFile: string | undefined,
  { runtime, output, signal }: CliContext,
): Promise<Target> {
  const token = tokenFile === undefined ? undefined : (await textOf(tokenFile, signal)).trim();
  if (isAddress(target)) {
    const http = serverSides.flatMap((side) => side.http ?? []);
    const [tokenKey] = serverSides.flatMap((side) => side.tokenKey ?? []);
    return { sides: serverSides, caller: () => Promise.resolve(runtime.callers.to(target, { http, token, tokenKey })) };
  }
  const files = await filesOf(target, output, signal);
  const plugin = await pluginIn(target, files);
  const caller = async (): Promise<Caller> => {
    const { http, tokenKey } = serverOf(plugin);
    return runtime.callers.to(await startServer({ plugin, files, runtime }, {}, signal), { http, token, tokenKey });
  };
  return { plugin, files, sides: isServed(plugin, platformOf(plugin)) ? [serverOf(plugin)] : [], caller };
}

/** The text of a file that a person named. */
export async function textOf(file: string, signal: AbortSignal): Promise<string> {
  return mustBeThere(await readText(file, { kind: 'request', within: 'anywhere', signal }), file);
}
