import { deepStrictEqual, match, rejects, strictEqual } from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import http from 'node:http';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { unpacked } from '../../src/runtime/recording/message-body';
import { Recordings } from '../../src/runtime/recording/recordings';
import type { RecordingSession } from '../../src/runtime/recording/recorded-plugin';
import { Redactor } from '../../src/runtime/secrets/redactor';

const CANARY = 'canary-7c1b3d9f5a-secret';

describe('recordings under attack', () => {
  let folder: string;
  let redactor: Redactor;
  let recordings: Recordings;

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'recordings-'));
    redactor = new Redactor();
    recordings = new Recordings(redactor);
  });

  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('5.128 keeps a secret out that was given, wherever a request or an answer has it and however it is written', async () => {
    redactor.hide([CANARY]);
    const base64 = Buffer.from(`user:${CANARY}`).toString('base64');
    const text = await recorded(
      (request, response) => {
        response.writeHead(200, {
          'content-type': 'application/json',
          'x-echo': CANARY,
          'set-cookie': `session=${CANARY}`,
        });
        response.end(JSON.stringify({ path: request.url, [CANARY]: base64, hex: Buffer.from(CANARY).toString('hex') }));
      },
      `/of/${CANARY}?who=${encodeURIComponent(CANARY)}`,
      { authorization: `Basic ${base64}`, range: CANARY },
    );
    leaks(text);
  });

  it('5.129 keeps a secret out that only its name gives away, and that comes again where nothing does', async () => {
    let count = 0;
    const text = await recorded(
      (_, response) => {
        count += 1;
        response.end(JSON.stringify(count === 1 ? { refresh_token: CANARY } : { note: `it was ${CANARY}` }));
      },
      '/login',
      {},
      2,
    );
    leaks(text);
  });

  it('5.130 keeps a secret out of packed answers, and does not keep what unpacks without end', async () => {
    redactor.hide([CANARY]);
    const packed = gzipSync(JSON.stringify({ secret: CANARY }));
    leaks(
      await recorded((_, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(packed), '/packed'),
    );
    const bomb = gzipSync(Buffer.alloc(100 * 1024 * 1024));
    strictEqual(unpacked(bomb, 'gzip'), undefined);
    await using session = await recordings.record({ folder, variables: {} });
    await using cloud = await listening((_, response) =>
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb),
    );
    await ask(session, `${cloud.address}/bomb`);
    const { calls, left } = session.take();
    deepStrictEqual(calls, []);
    match(left.join(), /^Not recorded: GET http:\S+\/bomb, since it is too large/);
  });

  it('5.131 follows no link out of the plugin, and takes no path for a name', async () => {
    await mkdir(path.join(folder, 'plugin/recordings'), { recursive: true });
    await writeFile(path.join(folder, 'elsewhere.json'), '{"version": 1, "calls": []}');
    await symlink(path.join(folder, 'elsewhere.json'), path.join(folder, 'plugin/recordings/cloud.json'));
    await rejects(recordings.read(path.join(folder, 'plugin')));
    await rejects(recordings.read(path.join(folder, 'plugin'), '../../elsewhere'), /is no name of a recording/);
    await rejects(recordings.keep(folder, { name: '../x', calls: [] }), /is no name of a recording/);
  });

  it('5.132 sends nothing anywhere while it replays, and speaks no other protocol', async () => {
    await mkdir(path.join(folder, 'recordings'));
    await writeFile(path.join(folder, 'recordings/cloud.json'), '{"version": 1, "calls": []}');
    let asked = 0;
    await using cloud = await listening((_, response) => {
      asked += 1;
      response.end();
    });
    await using session = await recordings.replay({ folder, variables: {} });
    strictEqual(await ask(session, `${cloud.address}/`), 501);
    const port = portOf(session);
    const socket = net.connect(port, '127.0.0.1');
    socket.write(`CONNECT 127.0.0.1:${new URL(cloud.address).port} HTTP/1.1\r\n\r\nSSH-2.0-plain\r\n\r\n`);
    socket.on('error', () => undefined);
    await new Promise((resolve) => socket.once('close', resolve).resume());
    strictEqual(asked, 0);
  });

  it('5.133 listens on loopback alone', async () => {
    await using session = await recordings.record({ folder, variables: {} });
    const { exposedAddress } = await import('../../src/runtime/processes/ports');
    strictEqual(await exposedAddress(portOf(session)), undefined);
  });

  /** The text of a recording of a cloud that is asked at a path. */
  async function recorded(
    answer: http.RequestListener,
    at: string,
    headers: Readonly<Record<string, string>> = {},
    times = 1,
  ): Promise<string> {
    await using cloud = await listening(answer);
    await using session = await recordings.record({ folder, variables: {} });
    const notes: string[] = [];
    session.onNote((note) => notes.push(note));
    for (let count = 0; count < times; count += 1) {
      await ask(session, `${cloud.address}${at}`, headers);
    }
    const { calls, hidden, left } = session.take();
    strictEqual(calls.length, times);
    const file = await recordings.keep(folder, { name: 'cloud', calls });
    return `${await readFile(file, 'utf8')}${JSON.stringify([hidden, left, notes])}`;
  }
});

function leaks(text: string): void {
  const written = [
    CANARY,
    ...['base64', 'hex'].map((how) =>
      Buffer.from(CANARY)
        .toString(how as 'hex')
        .slice(4, 20),
    ),
  ];
  deepStrictEqual(
    written.filter((each) => text.includes(each)),
    [],
  );
}

function portOf({ variables }: Pick<RecordingSession, 'variables'>): number {
  return Number(new URL(variables['HTTPS_PROXY'] ?? '').port);
}

/** Asks through the proxy, and resolves with the status when the answer has come to its end. */
function ask(
  session: Pick<RecordingSession, 'variables'>,
  address: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<number> {
  return new Promise((resolve, reject) => {
    const through = { host: '127.0.0.1', port: portOf(session), path: address, agent: false } as const;
    http
      .get({ ...through, headers: { host: new URL(address).host, ...headers } }, (answer) => {
        answer.resume().once('end', () => resolve(answer.statusCode ?? 0));
      })
      .once('error', reject);
  });
}

async function listening(answer: http.RequestListener): Promise<AsyncDisposable & { readonly address: string }> {
  const server = http.createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    address: `http://127.0.0.1:${(server.address() as net.AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
