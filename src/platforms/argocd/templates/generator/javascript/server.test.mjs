// @ts-check
/** Calls the server as the ApplicationSet controller does. Run with: node --test */
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { ENDPOINT, makeServer } from './server.mjs';

const server = makeServer();
/** @type {string} */
let folder;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'generator-'));
  process.env.TOKEN_FILE = join(folder, 'token');
  await writeFile(process.env.TOKEN_FILE, 'token-of-the-test\n');
  await new Promise((listening) => server.listen(0, '127.0.0.1', () => listening(undefined)));
});

after(async () => {
  server.close();
  server.closeAllConnections();
  await rm(folder, { recursive: true });
});

/**
 * @param {object} input
 * @param {{ token?: string | undefined, path?: string }} [how]
 */
async function call(input, { token = 'token-of-the-test', path = ENDPOINT } = {}) {
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  const answer = await fetch(`http://127.0.0.1:${port}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(token !== 'none' && { authorization: `Bearer ${token}` }) },
    body: JSON.stringify({ applicationSetName: 'test', input }),
  });
  return { status: answer.status, content: await answer.json() };
}

test('gives a parameter set for each environment', async () => {
  assert.deepEqual(await call({ parameters: { environments: ['dev', 'prod'] } }), {
    status: 200,
    content: {
      output: {
        parameters: [
          { environment: 'dev', revision: 'HEAD', replicas: '1' },
          { environment: 'prod', revision: 'HEAD', replicas: '3' },
        ],
      },
    },
  });
});

test('gives nothing away without the token', async () => {
  for (const token of ['none', '', 'token-of-the-tes', 'another']) {
    const expected = { status: 403, content: { message: 'The token is not the one of this generator.' } };
    assert.deepEqual(await call({ parameters: { environments: ['dev'] } }, { token }), expected);
  }
});

test('refuses an input without parameters', async () => {
  const expected = { status: 400, content: { message: 'Name environments in input.parameters, such as [dev, prod].' } };
  assert.deepEqual(await call({}), expected);
  assert.deepEqual(await call({ parameters: null }), expected);
});

test('refuses an environment that is not there', async () => {
  assert.deepEqual(await call({ parameters: { environments: ['moon'] } }), {
    status: 400,
    content: { message: 'There is no environment "moon". There are dev, prod.' },
  });
});

test('has nothing at other paths', async () => {
  assert.equal((await call({}, { path: '/api/v1/other' })).status, 404);
});
