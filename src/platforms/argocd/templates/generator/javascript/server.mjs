// @ts-check
/**
 * Answers Argo CD's ApplicationSet controller with the parameter sets of {{name}}.
 *
 * The controller posts an ApplicationSet's input to /api/v1/getparams.execute, with the token of its Secret, and makes an
 * Application of every parameter set in the answer. What it is to make Applications of stands in generator.mjs.
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { pathToFileURL } from 'node:url';
import { Refused, parameterSets } from './generator.mjs';

export const ENDPOINT = '/api/v1/getparams.execute';
/** No object of Kubernetes is as large, and the input is a part of one. */
const LARGEST_BODY = 4 * 1024 * 1024;
/** As many calls may wait for their turn. */
const BACKLOG = 128;

/** A request that is answered with a status and a message, which Argo CD shows to the ApplicationSet's author. */
class Failed extends Error {
  /**
   * @param {number} status
   * @param {string} message
   */
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

/** The server; it listens when it is told where. */
export function makeServer() {
  const server = createServer((request, response) => {
    answer(request)
      .catch(failure)
      .then(({ status, content }) => {
        const body = JSON.stringify(content);
        response.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) });
        response.end(body);
      });
  });
  server.requestTimeout = 30_000;
  return server;
}

/**
 * @param {import('node:http').IncomingMessage} request
 * @returns {Promise<{ status: number, content: object }>}
 */
async function answer(request) {
  // Read in any case: a connection that is closed before its request is read takes the answer with it.
  const body = await bodyOf(request);
  if (request.method === 'GET' && request.url === '/healthz') {
    return { status: 200, content: { status: 'ok' } };
  }
  if (request.method !== 'POST' || request.url !== ENDPOINT) {
    throw new Failed(404, `There is nothing at ${request.method} ${request.url}.`);
  }
  await authorize(request.headers.authorization ?? '');
  return { status: 200, content: { output: { parameters: parameterSets(parametersOf(body)) } } };
}

/** @param {unknown} error */
function failure(error) {
  if (error instanceof Failed || error instanceof Refused) {
    return { status: error instanceof Failed ? error.status : 400, content: { message: error.message } };
  }
  // The stack is for the log: whatever the answer says stands in the ApplicationSet's status.
  console.error(error);
  return { status: 500, content: { message: 'The generator failed. Its log says why.' } };
}

/** @param {import('node:http').IncomingMessage} request */
async function bodyOf(request) {
  /** @type {Buffer[]} */
  const chunks = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size <= LARGEST_BODY) {
      chunks.push(chunk);
    }
  }
  if (size > LARGEST_BODY) {
    throw new Failed(413, `The request has more than ${LARGEST_BODY} bytes.`);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/**
 * Read anew each time: Kubernetes replaces the file when the Secret changes.
 *
 * @param {string} given
 */
async function authorize(given) {
  const token = await readToken();
  if (!timingSafeEqual(digest(given), digest(`Bearer ${token}`))) {
    throw new Failed(403, 'The token is not the one of this generator.');
  }
}

/** The token without the line end that many editors and tools put behind it. */
async function readToken() {
  const token = await readFile(process.env.TOKEN_FILE ?? '/var/run/argo/token', 'utf8').catch((error) => {
    console.error(`The token cannot be read: ${error.message}`);
    throw new Failed(500, 'The generator cannot read its token.');
  });
  if (token.trim() === '') {
    throw new Failed(500, 'The token of the generator is empty.');
  }
  return token.trim();
}

/**
 * Of one length whatever the text is, which the comparison needs.
 *
 * @param {string} text
 */
function digest(text) {
  return createHash('sha256').update(text).digest();
}

/**
 * The input's parameters. Where an ApplicationSet gives none, the controller sends an input without the key.
 *
 * @param {string} body
 */
function parametersOf(body) {
  let request;
  try {
    request = JSON.parse(body);
  } catch {
    throw new Failed(400, 'The request is not JSON.');
  }
  return objectAt(objectAt(request, 'input'), 'parameters');
}

/**
 * @param {any} owner
 * @param {string} key
 * @returns {Record<string, unknown>}
 */
function objectAt(owner, key) {
  const value = owner?.[key] ?? {};
  if (typeof value !== 'object' || Array.isArray(value)) {
    throw new Failed(400, `"${key}" is not an object.`);
  }
  return value;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const { HOST = '0.0.0.0', PORT = '8080' } = process.env;
  const server = makeServer();
  server.listen({ host: HOST, port: Number(PORT), backlog: BACKLOG }, () =>
    console.log(`Listening on ${HOST}:${PORT}`),
  );
  process.once('SIGTERM', () => server.close());
}
