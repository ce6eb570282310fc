import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** The token of every server here. */
export const TOKEN = 'Token-of-the-servers-here';
const ENDPOINT = '/api/v1/getparams.execute';

/** What a server got. */
export interface Got {
  readonly path: string;
  readonly verb: string;
  readonly authorization: string | undefined;
  readonly body: string;
  /** The number of the call, from 1. */
  readonly number: number;
}

/** Says what a server does otherwise than the sound one, at the step where it does it; undefined goes on as that does. */
export interface Mode {
  /** Before anything is looked at. */
  readonly first?: (got: Got, response: ServerResponse) => true | undefined;
  readonly isAllowed?: (authorization: string | undefined) => boolean;
  /** In the place of the refusal of a token; gives true when the answer goes on all the same. */
  readonly refuse?: (response: ServerResponse, got: Got) => unknown;
  /** In the place of the 404. */
  readonly elsewhere?: (response: ServerResponse) => void;
  /** The parameters of a request; throws as the server's code would. */
  readonly parameters?: (body: string) => Record<string, unknown>;
  readonly sets?: (sets: Record<string, unknown>[], got: Got, parameters: Record<string, unknown>) => unknown[];
  /** The whole answer. */
  readonly send?: (response: ServerResponse, sets: unknown[], got: Got) => void;
  /** What is sent where the code fails. */
  readonly crash?: (response: ServerResponse) => void;
  /** What is sent where the input is refused. */
  readonly refuseInput?: (response: ServerResponse) => void;
  /** Of a body, in bytes. */
  readonly largest?: number;
}

export function json(response: ServerResponse, status: number, content: unknown): void {
  const text = typeof content === 'string' ? content : JSON.stringify(content);
  response.writeHead(status, { 'content-type': 'application/json' }).end(text);
}

/** A generator's server that is sound but for its mode. */
export async function serveGenerator(mode: Mode): Promise<AsyncDisposable & { readonly address: string }> {
  let count = 0;
  const server = createServer((request, response) => {
    count += 1;
    void answer(request, response, mode, count);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    [Symbol.asyncDispose]: () =>
      new Promise<void>((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  };
}

async function answer(request: IncomingMessage, response: ServerResponse, mode: Mode, number: number): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) {
    chunks.push(chunk as Buffer);
  }
  const body = Buffer.concat(chunks).toString('utf8');
  const { url: path = '', method: verb = '' } = request;
  const { authorization } = request.headers;
  const got = { path, verb, authorization, body, number };
  if (mode.first?.(got, response)) {
    return;
  }
  if (path !== ENDPOINT || verb !== 'POST') {
    (mode.elsewhere ?? ((to) => json(to, 404, { message: 'There is nothing here.' })))(response);
    return;
  }
  if (body.length > (mode.largest ?? Infinity)) {
    json(response, 413, { message: 'The request is too large.' });
    return;
  }
  const isAllowed = mode.isAllowed ?? ((given) => given === `Bearer ${TOKEN}`);
  try {
    if (!isAllowed(authorization)) {
      const refuse = mode.refuse ?? ((to) => json(to, 403, { message: 'The token is wrong.' }));
      if (refuse(response, got) !== true) {
        return;
      }
    }
    const parameters = (mode.parameters ?? parametersIn)(body);
    const sets = setsFor(parameters);
    const given = mode.sets ? mode.sets(sets, got, parameters) : sets;
    (mode.send ?? ((to, all) => json(to, 200, { output: { parameters: all } })))(response, given, got);
  } catch (error) {
    if (error instanceof InputRefused) {
      (mode.refuseInput ?? ((to) => json(to, 400, { message: error.message })))(response);
    } else {
      (mode.crash ?? ((to) => json(to, 500, { message: 'It failed.' })))(response);
    }
  }
}

export class InputRefused extends Error {}

export function parametersIn(body: string): Record<string, unknown> {
  let request: { input?: { parameters?: Record<string, unknown> | null } | null } | null;
  try {
    request = JSON.parse(body) as typeof request;
  } catch {
    throw new InputRefused('The request is not JSON.');
  }
  return request?.input?.parameters ?? {};
}

function setsFor({ environments }: Record<string, unknown>): Record<string, unknown>[] {
  if (!Array.isArray(environments)) {
    throw new InputRefused('Name environments.');
  }
  return environments.map((name) => ({ name: String(name), replicas: '1' }));
}
