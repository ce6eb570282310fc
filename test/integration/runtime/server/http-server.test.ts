import assert from 'node:assert/strict';
import { mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { exposedAddress } from '../../../../src/runtime/processes/ports';
import { DebuggerConnection } from '../../../../src/runtime/server/debugger-connection';
import type { LaunchRecipe } from '../../../../src/runtime/server/launch-recipe';
import { readyProbe } from '../../../../src/runtime/server/ready-probe';
import type { ServerStart, TestServer } from '../../../../src/runtime/server/test-server';
import { GrpcConnections } from '../../../../src/runtime/calls/grpc-connections';
import { Processes } from '../../../../src/runtime/processes/processes';
import { pythonServer } from '../../../python-recipes';
import { testPython } from '../../test-python';

/** One that is made for its container, and says what it has read there. */
const SERVER = `
import os
from http.server import BaseHTTPRequestHandler, HTTPServer

token = open("/var/run/secrets/of-the-test/token").read()

class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(token.encode())

    def log_message(self, *arguments):
        pass

HTTPServer(("0.0.0.0", 4355), Handler).serve_forever()
`;

describe('a test server that speaks HTTP', function () {
  this.timeout(60_000);
  const processes = new Processes();
  const connections = new GrpcConnections();
  let folder: string;
  let server: TestServer;

  beforeEach(async () => {
    folder = await realpath(await mkdtemp(path.join(tmpdir(), 'http server ')));
    await writeFile(path.join(folder, 'server.py'), SERVER);
    server = pythonServer(folder, processes, readyProbe(connections));
  });
  afterEach(async () => {
    await server.stop();
    await rm(folder, { recursive: true });
  });
  after(async () => {
    connections.dispose();
    await processes[Symbol.asyncDispose]();
  });

  const recipe = (): LaunchRecipe => ({
    is: 'python-module',
    module: 'server',
    cwd: folder,
    scheme: 'http',
    ready: { is: 'http', verb: 'GET', path: '/', counts: (status) => status === 200 },
    token: { file: '/var/run/secrets/of-the-test/token' },
    environment: {},
    arguments: () => [],
  });
  const start = (more: Partial<ServerStart> = {}): (() => Promise<ServerStart>) => {
    return () => Promise.resolve({ recipe: recipe(), interpreter: testPython(), environment: {}, ...more });
  };

  it('listens on loopback and the port of the start, and reads the token of the start, whatever its source says', async () => {
    const address = await server.start(start({ token: 'what-callers-send' }));
    const port = Number(new URL(address).port);
    assert.equal(await (await fetch(address)).text(), 'what-callers-send');
    assert.equal(await exposedAddress(port), undefined);
    assert.equal(server.place?.token, 'what-callers-send');
  });

  it('has a token of its own at each start where nobody gives it one', async () => {
    const first = await (await fetch(await server.start(start()))).text();
    await server.stop();
    const second = await (await fetch(await server.start(start()))).text();
    assert.match(first, /^[0-9a-f]{48}$/);
    assert.notEqual(first, second);
  });

  it('waits for a debugger before the first line of its own, where it is debugged', async () => {
    let starting: Promise<string> | undefined;
    const [port, token] = await new Promise<[number, string]>((resolve, reject) => {
      starting = server.start(start({ onDebugger: (at, secret = '') => resolve([at, secret]) }));
      starting.catch(reject);
    });
    const debuggerOf = await DebuggerConnection.open(port, token);
    let sequence = 0;
    const send = (command: string, words: object = {}): void =>
      debuggerOf.send({ seq: (sequence += 1), type: 'request', command, arguments: words });
    debuggerOf.onMessage(({ type, event }) => {
      if (type === 'event' && event === 'initialized') {
        send('configurationDone');
      }
    });
    send('initialize', { adapterID: 'test' });
    send('attach', { justMyCode: true });
    assert.match(await (await fetch(await starting!)).text(), /^[0-9a-f]{48}$/);
    debuggerOf.close();
  });
});
