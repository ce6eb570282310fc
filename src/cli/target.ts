import type { Files } from '../base/files';
import type { JsonObject } from '../base/json';
import { WorkbenchError } from '../base/workbench-error';
import { ADDRESSES, isAddressOfServer, reached } from '../platforms/elsewhere';
import type { Answerer } from '../platforms/exchange';
import { isServed, platformOf, serverOf, serverSides } from '../platforms/platforms';
import type { Caller } from '../runtime/calls/caller';
import type { TestServer } from '../runtime/server/test-server';
import { UsageError, filesOf, pluginIn, type CliContext } from './command';
import { isThere, textOfNamed } from './named-path';
import type { Output } from './output';
import { startServer } from './serve';

/** What a person may write for TARGET. */
export const TARGET = `a plugin as DIR, or a server as ${ADDRESSES.slice(0, -1).join(', ')} or ${ADDRESSES.at(-1) ?? ''}`;

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
  { runtime, output, signal, cloud }: CliContext,
): Promise<Target> {
  await mustBeTarget(target);
  const token = tokenFile === undefined ? undefined : await tokenIn(tokenFile, signal);
  if (isAddress(target) && cloud) {
    throw new UsageError('A recording answers a plugin that is started from its DIR, and no server that runs already.');
  }
  if (isAddress(target)) {
    const secretFile = (file: string): Promise<JsonObject> => runtime.credentialFiles.content(file, process.cwd());
    const caller = async (): Promise<Caller> => {
      // What leads there ends with the command.
      const server = await reached(target, runtime, { token, signal });
      server.notes.forEach((note) => output.note(note));
      return server.caller;
    };
    return { sides: serverSides, secretFile, caller };
  }
  const files = await filesOf(target, output, signal);
  const plugin = await pluginIn(target, files);
  const caller = async (): Promise<Caller> => {
    const { http, tokenKey } = serverOf(plugin);
    const start = { token, cloud, tell: (note: string) => output.note(note) };
    const address = await startServer({ plugin, files, runtime }, start, signal);
    const known = runtime.servers.of(plugin).place?.token;
    return runtime.callers.to(address, { http, token: known, tokenKey });
  };
  const sides = isServed(plugin, platformOf(plugin)) ? [serverOf(plugin)] : [];
  const secretFile = (file: string): Promise<JsonObject> => runtime.credentialFiles.content(file, plugin.folder);
  return { plugin, files, sides, caller, secretFile, listen: () => runtime.servers.of(plugin).listen() };
}

/**
 * @throws UsageError for an address of another kind, and for a host and port without one
 */
async function mustBeTarget(target: string): Promise<void> {
  // Without a user's name and password, which belong to no such address and might be shown.
  const shown = target.replace(/\/\/[^/]*@/, '//');
  if (isAddress(target)) {
    if (!isAddressOfServer(target)) {
      throw new UsageError(`"${shown}" is no TARGET.`);
    }
  } else if (/^(?:[\w.-]+|\[[\da-f:.]+\]):\d+$/i.test(target) && !(await isThere(target))) {
    throw new UsageError(`There is no folder "${target}". Did you mean grpc://${target}?`);
  }
}

/** The token in a file that an option names. */
export async function tokenIn(file: string, signal: AbortSignal): Promise<string> {
  const token = (await textOfNamed(file, signal)).trim();
  if (token === '') {
    throw new WorkbenchError({
      what: `The token file ${file} is empty.`,
      next: { title: 'Write the token into it, or leave --token-file out' },
    });
  }
  return token;
}

/** Of what a server printed, the last: its traceback is among them. */
const MOST_LINES = 60;

/** What a server printed that was started for one command, and that nobody else has seen. */
export async function tellPrinted(server: TestServer, output: Output): Promise<void> {
  await server.caughtUp();
  server.lines.slice(-MOST_LINES).forEach((line) => output.note(line));
}
