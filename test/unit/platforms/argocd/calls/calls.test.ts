import assert from 'node:assert/strict';
import http from 'node:http';
import net, { type AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { answerOf } from '../../../../../src/platforms/argocd/calls/answer';
import { askPlugin } from '../../../../../src/platforms/argocd/calls/ask-plugin';
import {
  connectionOf,
  connectionTo,
  type ControllerObjects,
} from '../../../../../src/platforms/argocd/calls/connection';
import { requestOf } from '../../../../../src/platforms/argocd/calls/request';

const right = { baseUrl: 'http://h', token: '$plugin.t' };
const secrets: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'argocd-secret': { 'plugin.t': '  strong\n' },
  other: { tok: 'of other' },
};

function objects(data: Readonly<Record<string, string>>): ControllerObjects {
  return {
    namespace: 'argocd',
    configMap: (name) => (name === 'c' ? data : undefined),
    secret: (name) => secrets[name],
  };
}

/** argo-cd v3.5.7, applicationset/generators/plugin.go. */
describe("a plugin generator's connection", () => {
  const tokens: readonly (readonly [token: string, value: string, isMissing: boolean])[] = [
    ['$plugin.t', 'strong', false],
    ['$other:tok', 'of other', false],
    ['$other:tok:more', 'of other', false],
    ['$nope', '$nope', true],
    ['$other:nope', '$nope', true],
  ];
  for (const [token, value, isMissing] of tokens) {
    it(`has the token ${JSON.stringify(value)} for ${token}`, () => {
      const connection = connectionOf('c', objects({ ...right, token }));
      assert.deepEqual([connection.token, connection.isTokenMissing], [value, isMissing]);
    });
  }

  const limits: readonly (readonly [requestTimeout: string | undefined, withinMs: number | undefined])[] = [
    [undefined, 30_000],
    ['0', 30_000],
    ['+5', 5000],
    ['-1', undefined],
  ];
  for (const [requestTimeout, withinMs] of limits) {
    it(`may take ${withinMs ?? 'any number of'} milliseconds with the time-out ${requestTimeout ?? 'left out'}`, () => {
      const data = requestTimeout === undefined ? right : { ...right, requestTimeout };
      assert.equal(connectionOf('c', objects(data)).withinMs, withinMs);
    });
  }

  const failures: readonly (readonly [data: Readonly<Record<string, string>>, words: string])[] = [
    [{ token: '$plugin.t' }, 'error fetching ConfigMap: baseUrl not found in ConfigMap'],
    [{ baseUrl: 'http://h', token: '' }, 'error fetching ConfigMap: token not found in ConfigMap'],
    [
      { ...right, token: 'plain' },
      "error fetching Secret token: token is empty, or does not reference a secret key starting with '$': plain",
    ],
    [
      { ...right, token: '$missing:tok' },
      'error fetching Secret token: error fetching secret argocd/missing: secrets "missing" not found',
    ],
    [{ ...right, requestTimeout: '60s' }, 'error set requestTimeout : strconv.Atoi: parsing "60s": invalid syntax'],
    [
      { ...right, requestTimeout: '9223372036854775808' },
      'error set requestTimeout : strconv.Atoi: parsing "9223372036854775808": value out of range',
    ],
  ];
  for (const [data, words] of failures) {
    it(`fails with: ${words}`, () => assert.throws(() => connectionOf('c', objects(data)), { message: words }));
  }

  it('fails without its ConfigMap', () =>
    assert.throws(() => connectionOf('d', objects(right)), {
      message: 'error fetching ConfigMap: configmaps "d" not found',
    }));

  it('takes an address and a token that are given instead, and needs no Secret then', () => {
    const data = { baseUrl: 'http://h', token: '$missing:tok', requestTimeout: '2' };
    assert.deepEqual(connectionOf('c', objects(data), { baseUrl: 'http://here', token: 'mine' }), {
      baseUrl: 'http://here',
      token: 'mine',
      isTokenMissing: false,
      withinMs: 2000,
      isFromFile: false,
    });
  });
});

describe('the request of the controller', () => {
  const request = (baseUrl: string, parameters = {}): ReturnType<typeof requestOf> =>
    requestOf('set', connectionTo(baseUrl, 'tökén'), parameters);

  it('is a path behind the address, whatever that is', () =>
    assert.deepEqual(
      ['http://h', 'http://h/', 'http://h/prefix', 'http://h/api/v1/getparams.execute', 'http://h/?a=b'].map(
        (each) => request(each).url,
      ),
      [
        'http://h/api/v1/getparams.execute',
        'http://h/api/v1/getparams.execute',
        'http://h/prefix/api/v1/getparams.execute',
        'http://h/api/v1/getparams.execute/api/v1/getparams.execute',
        'http://h/?a=b/api/v1/getparams.execute',
      ],
    ));

  it('has the parameters in the order of their keys, and none of them where there are none', () => {
    assert.equal(
      request('http://h', { b: { z: 1, a: '<&>' }, a: [true, null] }).body,
      '{"applicationSetName":"set","input":{"parameters":{"a":[true,null],"b":{"a":"<&>","z":1}}}}\n',
    );
    assert.equal(request('http://h').body, '{"applicationSetName":"set","input":{}}\n');
  });

  it('has the headers of the controller', () =>
    assert.deepEqual(request('http://h').headers, {
      'user-agent': 'argocd-applicationset',
      'content-length': '40',
      authorization: 'Bearer tÃ¶kÃ©n',
      'content-type': 'application/json',
      'accept-encoding': 'gzip',
    }));

  it('is none for an address that Go refuses', () =>
    assert.throws(() => request('127.0.0.1:80'), {
      message:
        'NewRequest returned unexpected error: parse "127.0.0.1:80/api/v1/getparams.execute": first path segment in URL cannot contain colon',
    }));
});

/** argo-cd v3.5.7, applicationset/services/internal/http/client.go; recorded from Go where JSON is decoded. */
describe('what the controller makes of an answer', () => {
  const judged = (status: number, body: string): unknown => {
    try {
      return answerOf(status, Buffer.from(body)).parameters;
    } catch (error) {
      return (error as Error).message;
    }
  };
  const cases: readonly (readonly [status: number, body: string, made: unknown])[] = [
    [200, '{"output":{"parameters":[{"a":1},null]}} rest', [{ a: 1 }, null]],
    [299, '{"Output":{"PARAMETERS":[{"a":1}]}}', [{ a: 1 }]],
    [204, '', []],
    [200, '{}', []],
    [200, 'null', []],
    [200, '{"output":null}', []],
    [200, '{"output":{"parameters":null}}', []],
    [200, '{"parameters":[{"a":1}]}', []],
    [200, '[1]', 'json: cannot unmarshal array into Go value of type plugin.ServiceResponse: [1]'],
    [
      200,
      '{"output":[1]}',
      'json: cannot unmarshal array into Go struct field ServiceResponse.output of type plugin.Output: {"output":[1]}',
    ],
    [
      200,
      '{"output":{"parameters":{"a":1}}}',
      'json: cannot unmarshal object into Go struct field Output.output.parameters of type []map[string]interface {}: {"output":{"parameters":{"a":1}}}',
    ],
    [
      200,
      '{"output":{"parameters":[{},true,"x"]}}',
      'json: cannot unmarshal bool into Go struct field Output.output.parameters of type map[string]interface {}: {"output":{"parameters":[{},true,"x"]}}',
    ],
    [200, 'hello: world', "invalid character 'h' looking for beginning of value: hello: world"],
    [200, '{"output":', 'unexpected EOF: {"output":'],
    [200, `h${'x'.repeat(3000)}`, `invalid character 'h' looking for beginning of value: h${'x'.repeat(511)}`],
    [401, '{"message":"bad token","error":"other"}', 'API error with status code 401: bad token'],
    [500, '{"error":"boom"}', 'API error with status code 500: boom'],
    [500, '{"detail":"of FastAPI"}', 'API error with status code 500: '],
    [500, '{"message":1}', 'API error with status code 500: '],
    [500, '<html>trace</html>', 'API error with status code 500: <html>trace</html>'],
    [403, '', 'API error with status code 403: '],
    [300, '["x"]', 'API error with status code 300: ["x"]'],
  ];
  for (const [status, body, made] of cases) {
    it(`of ${status} ${JSON.stringify(body.slice(0, 60))}`, () => assert.deepEqual(judged(status, body), made));
  }
});

describe('a call of a plugin', () => {
  const closing: (() => void)[] = [];

  afterEach(() => closing.splice(0).forEach((close) => close()));

  async function listening(server: net.Server): Promise<string> {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const sockets = new Set<net.Socket>();
    server.on('connection', (socket: net.Socket) => sockets.add(socket));
    closing.push(() => {
      server.close();
      sockets.forEach((socket) => socket.destroy());
    });
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  const ask = (baseUrl: string, withinMs?: number): Promise<unknown> =>
    askPlugin(
      'as',
      { ...requestOf('as', connectionTo(baseUrl, 'token')), withinMs },
      new AbortController().signal,
    ).then(
      ({ parameters }) => parameters,
      (error: unknown) => (error as Error).message,
    );

  it('reads an answer that is packed with gzip', async () => {
    const base = await listening(
      http.createServer((request, response) => {
        const answer = { output: { parameters: [{ packed: request.headers['accept-encoding'] }] } };
        response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(JSON.stringify(answer)));
      }),
    );
    assert.deepEqual(await ask(base), [{ packed: 'gzip' }]);
  });

  it('gives a bomb of gzip up at 32 MB', async () => {
    const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024));
    const base = await listening(
      http.createServer((_, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb)),
    );
    assert.equal(await ask(base), 'The server answers with more than 32 MB. What came until then was given up.');
  });

  it('ends when its time is over before the headers came', async () => {
    const base = await listening(http.createServer(() => undefined));
    assert.equal(
      await ask(base, 50),
      `error get api 'as': Post "${base}/api/v1/getparams.execute": context deadline exceeded (Client.Timeout exceeded while awaiting headers)`,
    );
  });

  it('ends when its time is over in the middle of the body', async () => {
    const base = await listening(http.createServer((_, response) => void response.write('{"output"')));
    assert.equal(
      await ask(base, 1500),
      `error get api 'as': context deadline exceeded (Client.Timeout or context cancellation while reading body): {"output"`,
    );
  });

  it('fails where nothing listens', async () => {
    const server = net.createServer();
    const base = await listening(server);
    await new Promise((resolve) => server.close(resolve));
    const port = new URL(base).port;
    assert.equal(
      await ask(base),
      `error get api 'as': Post "${base}/api/v1/getparams.execute": dial tcp 127.0.0.1:${port}: connect: connection refused`,
    );
  });

  it('fails where the server closes the connection without a word', async () => {
    const base = await listening(net.createServer((socket) => socket.once('data', () => socket.destroy())));
    assert.equal(await ask(base), `error get api 'as': Post "${base}/api/v1/getparams.execute": EOF`);
  });

  it('does not follow a redirect to another host', async () => {
    const asked: (string | undefined)[] = [];
    const other = await listening(
      http.createServer((request, response) => {
        asked.push(request.headers.authorization);
        response.end('{}');
      }),
    );
    const base = await listening(
      http.createServer((_, response) => response.writeHead(307, { location: `${other}/x` }).end()),
    );
    assert.match(String(await ask(base)), /sends the request on to another host/);
    assert.deepEqual(asked, []);
  });
});
