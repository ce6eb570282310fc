import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { outcomeWords } from '../../../../../src/contract/outcome-words';
import { runContract } from '../../../../../src/contract/run-contract';
import { contract } from '../../../../../src/platforms/argocd/contract/generator-contract';
import type { GeneratorPlugin } from '../../../../../src/platforms/argocd/generator/generator-finder';
import { generatorServer } from '../../../../../src/platforms/argocd/generator/generator-server';
import { Callers } from '../../../../../src/runtime/calls/callers';
import { GrpcConnections } from '../../../../../src/runtime/calls/grpc-connections';
import { Redactor } from '../../../../../src/runtime/secrets/redactor';
import { InputRefused, TOKEN, json, parametersIn, serveGenerator, type Mode } from './generator-server';

/** What the contract says of a server with its mode, beside what it passes. */
async function held(
  mode: Mode,
  { token = TOKEN, seconds }: { token?: string; seconds?: number } = {},
): Promise<string[]> {
  await using server = await serveGenerator(mode);
  const redactor = new Redactor();
  const callers = new Callers(new GrpcConnections(() => ({}), redactor), redactor);
  const results = await runContract({
    checks: contract.checks(undefined),
    plugin: seconds === undefined ? undefined : pluginWith(seconds),
    server: () =>
      Promise.resolve(
        callers.to(server.address, { http: generatorServer.http, token: token === '' ? undefined : token }),
      ),
    messageFor: () =>
      Promise.resolve({ applicationSetName: 'games', input: { parameters: { environments: ['dev', 'prod'] } } }),
    signal: new AbortController().signal,
  });
  return results
    .filter(({ outcome }) => outcome.is !== 'passed')
    .map(({ check, outcome }) =>
      `${check.id} ${outcome.is}: ${outcomeWords(outcome)}`
        .replaceAll(server.address, 'http://HOST')
        .replace(/It takes \d+\.\d/, 'It takes N'),
    );
}

/** One whose ConfigMap has a `requestTimeout`. */
function pluginWith(seconds: number): GeneratorPlugin {
  const place = { file: '/p/config-map.yaml', line: 1 };
  return { manifests: { connections: [{ name: 'games', place, seconds }], sets: [] } } as unknown as GeneratorPlugin;
}

const sets =
  (
    change: (set: Record<string, unknown>, index: number, number: number) => Record<string, unknown>,
  ): NonNullable<Mode['sets']> =>
  (all, { number }) =>
    all.map((set, index) => change(set, index, number));

const sends = (status: number, content: unknown): Mode => ({ send: (to) => json(to, status, content) });

const trace = 'Traceback (most recent call last):\n  File "server.py", line 9, in do_POST\nKeyError: \'parameters\'';
const indexes = (body: string): Record<string, unknown> => {
  const { input } = JSON.parse(body) as { input: { parameters?: Record<string, unknown> } };
  if (!input.parameters) {
    throw new TypeError('parameters');
  }
  return input.parameters;
};
let isChanged = false;
let isBusy = false;
let isEnded = false;

function end(): never {
  isEnded = true;
  throw new Error('It is over.');
}

function crash(): never {
  throw new Error('There is no input.');
}

/** Servers with one mistake each. */
const mistakes: readonly (readonly [string, Mode])[] = [
  [
    'parameters that follow the 403',
    {
      refuse: (to) => {
        to.writeHead(403).write('HTTP/1.0 200 OK\r\n\r\n');
        return true;
      },
      send: (to, all) => void to.end(JSON.stringify({ output: { parameters: all } })),
    },
  ],
  ['no look at the token', { isAllowed: () => true }],
  [
    'a token that is asked for only where one is sent',
    { isAllowed: (given) => given === undefined || given === `Bearer ${TOKEN}` },
  ],
  ['any token will do', { isAllowed: (given) => given?.startsWith('Bearer ') === true }],
  [
    'a beginning of the token will do',
    { isAllowed: (given) => given !== undefined && `Bearer ${TOKEN}`.startsWith(given) && given.length > 7 },
  ],
  ['more than the token will do', { isAllowed: (given) => given?.startsWith(`Bearer ${TOKEN}`) === true }],
  ['an end that is the token will do', { isAllowed: (given) => given?.endsWith(TOKEN) === true }],
  ['the token in any capitals', { isAllowed: (given) => given?.toLowerCase() === `Bearer ${TOKEN}`.toLowerCase() }],
  [
    'an empty token will do',
    { isAllowed: (given) => given === 'Bearer' || given === 'Bearer ' || given === `Bearer ${TOKEN}` },
  ],
  ['a token that is compared with its line end', { isAllowed: (given) => given === `Bearer ${TOKEN}\n` }],
  ['a crash where there is no token', { isAllowed: (given) => given!.slice(7) === TOKEN }],
  ['a refusal of status 200', { refuse: (to) => json(to, 200, { error: 'no' }) }],
  ['a refusal of status 400', { refuse: (to) => json(to, 400, { message: 'no' }) }],
  ['a refusal without a body', { refuse: (to) => void to.writeHead(403).end() }],
  ['a refusal with a "detail"', { refuse: (to) => json(to, 403, { detail: 'Forbidden' }) }],
  ['a refusal with an empty message', { refuse: (to) => json(to, 403, { message: '' }) }],
  ['a refusal that names the right token', { refuse: (to) => json(to, 401, { message: `It is not ${TOKEN}.` }) }],
  ['a refusal that closes the connection', { refuse: (to) => void to.destroy() }],
  ['an answer at every path', { elsewhere: (to) => json(to, 200, {}) }],
  ['a crash at other paths', { elsewhere: (to) => json(to, 500, { message: 'no route' }) }],
  ['parameters that are indexed', { parameters: indexes }],
  [
    'parameters that are indexed, with a traceback',
    { parameters: indexes, crash: (to) => void to.writeHead(500).end(trace) },
  ],
  ['a bad input without a message', { refuseInput: (to) => json(to, 422, { detail: [{ loc: ['input'] }] }) }],
  ['a bad input with a traceback', { refuseInput: (to) => void to.writeHead(400).end(trace) }],
  ['no parameters, no sets, no error', { refuseInput: (to) => json(to, 200, { output: { parameters: [] } }) }],
  ['a small limit of the body', { largest: 100 * 1024 }],
  ['status 204', { send: (to) => void to.writeHead(204).end() }],
  ['an empty body', { send: (to) => void to.writeHead(200).end() }],
  ['an empty object', sends(200, {})],
  ['an error of status 200', sends(200, { error: 'the inventory cannot be reached' })],
  ['a misspelt "output"', { send: (to, all) => json(to, 200, { outputs: { parameters: all } }) }],
  ['a misspelt "parameters"', { send: (to, all) => json(to, 200, { output: { params: all } }) }],
  ['an empty list', sends(200, { output: { parameters: [] } })],
  ['parameters that are null', sends(200, { output: { parameters: null } })],
  ['a list in place of the output', { send: (to, all) => json(to, 200, { output: all }) }],
  ['an object in place of the list', sends(200, { output: { parameters: { name: 'a' } } })],
  ['texts in place of objects', sends(200, { output: { parameters: ['a', 'b'] } })],
  ['a page', { send: (to) => void to.writeHead(200).end('<html>It works</html>') }],
  ['a number that is no JSON', sends(200, '{"output": {"parameters": [{"a": NaN}]}}')],
  ['a set that is null', { send: (to, all) => json(to, 200, { output: { parameters: [...all, null] } }) }],
  ['keys in capitals', { send: (to, all) => json(to, 200, { Output: { Parameters: all } }) }],
  [
    'a second value behind the first',
    { send: (to, all) => json(to, 200, `${JSON.stringify({ output: { parameters: all } })}\n{}`) },
  ],
  [
    'a body that breaks off',
    {
      send: (to, all) =>
        void to
          .writeHead(200, { 'content-length': 1000 })
          .write(JSON.stringify({ output: { parameters: all } }).slice(0, 30), () => to.destroy()),
    },
  ],
  ['an error of its own', sends(503, { message: 'The inventory cannot be reached.' })],
  [
    'a redirect to another path',
    {
      first: ({ path }, to) =>
        path.endsWith('execute') ? (to.writeHead(302, { location: '/elsewhere' }).end(), true) : undefined,
    },
  ],
  [
    'a redirect that keeps the request',
    {
      first: ({ path }, to) =>
        path === '/api/v1/getparams.execute' ? (to.writeHead(308, { location: `${path}/` }).end(), true) : undefined,
    },
  ],
  [
    'a redirect to another host',
    { first: (_, to) => (to.writeHead(307, { location: 'http://other.invalid/' }).end(), true) },
  ],
  ['the key "generator"', { sets: sets((set) => ({ ...set, generator: { input: 1 } })) }],
  ['the key "values"', { sets: sets((set) => ({ ...set, values: { a: 'b' } })) }],
  ['a key with a hyphen', { sets: sets((set) => ({ ...set, 'cluster-name': 'a' })) }],
  ['a key with a dot', { sets: sets((set) => ({ ...set, 'cluster.name': 'a' })) }],
  ['a large number', { sets: sets((set) => ({ ...set, account: 123456789012 })) }],
  ['a small number', { sets: sets((set) => ({ ...set, share: 0.00001 })) }],
  ['a null', { sets: sets((set) => ({ ...set, region: null })) }],
  ['a null inside', { sets: sets((set) => ({ ...set, labels: { team: null } })) }],
  ['a line end in a value', { sets: sets((set) => ({ ...set, revision: 'main\n' })) }],
  ['an empty set', { sets: (all) => [...all, {}] }],
  ['a set twice', { sets: (all) => [...all, all[0]] }],
  ['a name twice', { sets: sets((_, index) => ({ name: 'one', index: String(index) })) }],
  ['a name that is none', { sets: sets((set) => ({ ...set, name: `Games_${String(set['name'])}` })) }],
  ['a time in every answer', { sets: sets((set, _, number) => ({ ...set, at: `12:00:${number}` })) }],
  [
    'a set more each time',
    {
      sets: (all, { number }) => [...all, ...Array.from({ length: number }, (_, index) => ({ name: `more-${index}` }))],
    },
  ],
  [
    'what others have asked',
    {
      refuseInput: (to) => {
        isChanged = true;
        json(to, 400, { message: 'Name environments.' });
      },
      send: (to, all) => json(to, 200, { output: { parameters: isChanged ? all.slice(1) : all } }),
    },
  ],
  [
    'one call at a time',
    {
      first: (_, to) => {
        if (isBusy) {
          json(to, 503, { message: 'Another call is being answered.' });
          return true;
        }
        isBusy = true;
        to.once('close', () => (isBusy = false));
        return undefined;
      },
      send: (to, all) => setTimeout(() => json(to, 200, { output: { parameters: all } }), 50),
    },
  ],
  [
    'an end after a request that is none',
    {
      parameters: (body) => (body === '' ? end() : parametersIn(body)),
      first: (_, to) => (isEnded ? (to.destroy(), true) : undefined),
    },
  ],
  ['a crash without input', { parameters: (body) => parametersIn(body.includes('"input"') ? body : crash()) }],
];

describe('the contract of a plugin generator', () => {
  it('has nothing to say of a sound server', async () => {
    assert.deepEqual(await held({}), []);
  });

  it('has nothing to say of one that answers a set without parameters', async () => {
    assert.deepEqual(await held({ parameters: () => ({ environments: ['dev', 'prod'] }) }), []);
  });

  it('tells each mistake, and what the controller makes of it', async function () {
    this.timeout(60_000);
    const told: string[] = [];
    for (const [name, mode] of mistakes) {
      [isChanged, isBusy, isEnded] = [false, false, false];
      const lines = await held(mode);
      assert.notEqual(lines.length, 0, `nothing is said of ${name}`);
      told.push(`# ${name}`, ...lines.filter((line) => !line.includes(' skipped: It says nothing while ')));
    }
    assert.equal(`${told.join('\n')}\n`, readFileSync(path.join(__dirname, 'mistakes.txt'), 'utf8'));
  });

  it('asks for the token of a server that it is not told', async () => {
    const [first] = await held({}, { token: '' });
    assert.equal(
      first,
      'answers failed: It refuses a caller without a token with 403. The controller stops with it, and leaves all Applications as they are: "API error with status code 403: The token is wrong.". Name the file with the token by --token-file.',
    );
  });

  it('tells an answer that comes after the time-out of the ConfigMap', async () => {
    const [first] = await held({ send: () => undefined }, { seconds: 1 });
    assert.equal(
      first,
      'answers failed: No whole answer comes. The controller stops with it, and leaves all Applications as they are: "Post \\"http://HOST/api/v1/getparams.execute\\": context deadline exceeded (Client.Timeout exceeded while awaiting headers)". Answer sooner, or raise requestTimeout in the ConfigMap.',
    );
  });

  it('warns of an answer that takes a good part of it', async function () {
    this.timeout(20_000);
    const late: Mode = {
      send: (to, all, { number }) =>
        setTimeout(() => json(to, 200, { output: { parameters: all } }), number === 2 ? 1800 : 0),
    };
    assert.deepEqual(await held(late, { seconds: 5 }), [
      'answers-in-time warned: It takes N of the 5 seconds after which the controller gives up. The controller asks at each reconcile, for each outer set of a matrix once, one call after the other. Keep what takes long between the calls, or raise requestTimeout in the ConfigMap.',
    ]);
  });

  it('leaves out what a refusal of the input would hide', async () => {
    const told = await held({
      parameters: () => {
        throw new InputRefused('Never.');
      },
    });
    assert.deepEqual(told.map((line) => line.split(':')[0]).slice(0, 2), [
      'answers failed',
      'gives-parameters skipped',
    ]);
  });
});
