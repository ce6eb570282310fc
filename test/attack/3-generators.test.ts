import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { outcomeWords } from '../../src/contract/outcome-words';
import { runContract } from '../../src/contract/run-contract';
import { contract } from '../../src/platforms/argocd/contract/generator-contract';
import { Callers } from '../../src/runtime/calls/callers';
import { GrpcConnections } from '../../src/runtime/calls/grpc-connections';
import { Redactor } from '../../src/runtime/secrets/redactor';
import { Runtime } from '../../src/runtime/runtime';
import type { LaunchRecipe } from '../../src/runtime/server/launch-recipe';
import { TemporaryFolder } from './temporary-folder';

describe('attack 3: a plugin generator that is held to its contract', () => {
  it('3.59 whose answer does not end is given up, and told', async () => {
    const megabyte = 'x'.repeat(1024 * 1024);
    const server = createServer((request, response) => {
      request.resume();
      response.write('{"output": {"parameters": [{"a": "');
      const more = (): void => {
        let isWanted = !response.destroyed;
        while (isWanted) {
          isWanted = response.write(megabyte) && !response.destroyed;
        }
      };
      response.on('drain', more).on('error', () => undefined);
      more();
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    const redactor = new Redactor();
    const callers = new Callers(new GrpcConnections(() => ({}), redactor), redactor);
    const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    try {
      const results = await runContract({
        checks: contract.checks(undefined),
        plugin: undefined,
        server: () => Promise.resolve(callers.to(address, { token: 'of the attack' })),
        messageFor: () => Promise.resolve({ applicationSetName: 'a', input: {} }),
        signal: new AbortController().signal,
      });
      const failed = results.flatMap(({ outcome }) => (outcome.is === 'failed' ? [outcomeWords(outcome)] : []));
      assert.equal(failed.length, 1);
      assert.match(failed[0] ?? '', /^No whole answer comes\. .*more than 32 MB/);
    } finally {
      server.close();
      server.closeAllConnections();
    }
  });
});

describe('attack 5: the token that a test server is started with', () => {
  const folder = new TemporaryFolder();
  const runtime = new Runtime(path.resolve('dist'));

  after(() => runtime[Symbol.asyncDispose]());

  it('5.127 is in no word of its command line, and is hidden in what it prints', async () => {
    const file = await folder.write(
      'server.mjs',
      `import { createServer } from 'node:http';
       console.log('told ' + process.env.TOKEN);
       createServer((request, response) => response.end()).listen(process.argv[2], '127.0.0.1');`,
    );
    const recipe: LaunchRecipe = {
      is: 'program',
      program: process.execPath,
      cwd: folder.path,
      scheme: 'http',
      ready: { is: 'http', verb: 'GET', path: '/', counts: (status) => status === 200 },
      token: { variable: 'TOKEN' },
      arguments: (port) => [file, String(port)],
      variables: () => ({}),
      debug: { is: 'none', why: 'It is an attack.' },
    };
    const server = runtime.servers.of({ platform: 'attack', folder: folder.path });
    await server.start(() => Promise.resolve({ recipe, environment: {} }));
    await server.caughtUp();
    const { state, place, lines } = server;
    assert.ok(state.is === 'ready' && place?.token !== undefined);
    assert.deepEqual(lines, ['told •••']);
    if (process.platform === 'linux') {
      assert.equal((await readFile(`/proc/${state.pid}/cmdline`, 'utf8')).includes(place.token), false);
    }
    await server.stop();
  });
});
