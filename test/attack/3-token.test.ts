import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect as connectHttp2, type ClientHttp2Session, type ClientHttp2Stream } from 'node:http2';
import type { LocalRepository } from '../../src/platforms/spaceone/repository/local-repository';
import { Repositories, sample } from '../unit/platforms/spaceone/repository/client';

const MB = 1024 * 1024;
const PLUGIN = 'spaceone.api.repository.v1.Plugin';
const REFLECTION = 'grpc.reflection.v1.ServerReflection/ServerReflectionInfo';

describe('a request to the local Repository', function () {
  this.timeout(20_000);
  const repositories = new Repositories();
  const sessions: ClientHttp2Session[] = [];

  afterEach(async () => {
    sessions.splice(0).forEach((session) => session.destroy());
    await repositories.end();
  });

  /** Opens a call and sends its headers alone. */
  function open(repository: LocalRepository, method: string, headers: Record<string, string> = {}): ClientHttp2Stream {
    const session = connectHttp2(`http://${repository.address}`);
    session.on('error', () => undefined);
    sessions.push(session);
    const stream = session.request({
      ':method': 'POST',
      ':path': `/${method}`,
      'content-type': 'application/grpc',
      te: 'trailers',
      ...headers,
    });
    return stream.on('error', () => undefined);
  }

  /** A status and what is said of it, which come in the headers when nothing else does. */
  async function refusal(stream: ClientHttp2Stream): Promise<[code: string, details: string]> {
    const [headers] = (await once(stream, 'response')) as [Record<string, string>];
    return [headers['grpc-status'] ?? '', decodeURI(headers['grpc-message'] ?? '')];
  }

  const unauthenticated = ['16', 'ERROR_AUTHENTICATE_FAILURE: Authenticate failure. (message = empty token provided.)'];

  for (const method of ['register', 'update', 'deregister', 'enable', 'disable', 'get_versions', 'get', 'list']) {
    it(`3.11 without a token is refused by ${method} before any of it has come`, async () => {
      const { repository } = await repositories.start();
      assert.deepEqual(await refusal(open(repository, `${PLUGIN}/${method}`)), unauthenticated);
    });
  }

  it('3.12 without a token is dropped, however long it is and whatever is in it', async () => {
    const defects: unknown[] = [];
    const { repository, client } = await repositories.start({ onDefect: (...defect) => void defects.push(defect) });
    const stream = open(repository, `${PLUGIN}/list`);
    stream.write(framed(Buffer.alloc(4 * MB, Buffer.from([0x0a, 0x00]))));
    assert.deepEqual(await refusal(stream), unauthenticated);
    assert.deepEqual(await client.ids(), []);
    assert.deepEqual(defects, []);
  });

  it('3.13 with a token, of 1 MB in pieces of two bytes, is answered in a moment', async () => {
    const { repository, client } = await repositories.start();
    await client.call('Plugin.register', sample);
    const stream = open(repository, `${PLUGIN}/list`, { token: repository.token });
    stream.end(framed(Buffer.alloc(MB, Buffer.from([0x0a, 0x00]))));
    const [, ids] = await Promise.all([once(stream, 'response'), client.ids()]);
    assert.deepEqual(ids, ['plugin-sample']);
  });

  it('3.14 with a token and a million filters is refused, and the next one is answered', async () => {
    const { repository, client } = await repositories.start();
    await client.call('Plugin.register', sample);
    const filter = new BinaryWriter().tag(1, WireType.LengthDelimited).bytes(new Uint8Array()).finish();
    const query = Buffer.alloc(4 * MB - 100, filter);
    const stream = open(repository, `${PLUGIN}/list`, { token: repository.token });
    stream.end(framed(Buffer.from(new BinaryWriter().tag(1, WireType.LengthDelimited).bytes(query).finish())));
    assert.deepEqual(await refusal(stream), [
      '13',
      'The request cannot be read as spaceone.api.repository.v1.PluginQuery.',
    ]);
    assert.deepEqual(await client.ids(), ['plugin-sample']);
  });

  it('3.15 to reflection waits as long as its answers are not read', async () => {
    const { repository, client } = await repositories.start();
    const stream = open(repository, REFLECTION);
    const question = new BinaryWriter().tag(4, WireType.LengthDelimited).string(PLUGIN).finish();
    stream.write(Buffer.alloc(2 * MB, framed(Buffer.from(question))));
    assert.ok(
      (await standsStill(
        () => stream.writableLength,
        () => client.ids(),
      )) > MB,
    );
  });

  it('3.16 to reflection of more than 16 KB is refused', async () => {
    const { repository } = await repositories.start();
    const stream = open(repository, REFLECTION);
    stream.end(framed(Buffer.alloc(16 * 1024 + 1)));
    assert.equal((await refusal(stream))[0], '13');
  });

  it('3.17 that is refused with the words of 4 MB is refused with the beginning of them', async () => {
    const { client } = await repositories.start();
    const [status, details] = await client.refusal('Plugin.list', {
      query: {
        filter: [
          { k: 'name', v: 'x', o: 'x'.repeat(10) },
          { k: 'name', v: ['é'.repeat(MB)], o: 'eq' },
        ].slice(1),
      },
    });
    assert.deepEqual([status, details.length], ['INVALID_ARGUMENT', 4096]);
  });
});

/** A message as gRPC frames it. */
function framed(message: Buffer): Buffer {
  const head = Buffer.alloc(5);
  head.writeUInt32BE(message.length, 1);
  return Buffer.concat([head, message]);
}

/** The value once it no longer changes while the server answers twenty times. */
async function standsStill(value: () => number, answer: () => Promise<unknown>): Promise<number> {
  for (let before = -1, same = 0; ;) {
    await answer();
    const now = value();
    same = now === before ? same + 1 : 0;
    before = now;
    if (same === 20) {
      return now;
    }
  }
}
