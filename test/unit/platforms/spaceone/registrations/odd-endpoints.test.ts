import assert from 'node:assert/strict';
import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { ServerCredentials, status } from '@grpc/grpc-js';
import { readFile } from 'node:fs/promises';
import { createServer as createHttpServer } from 'node:http';
import { createServer, type AddressInfo, type Server } from 'node:net';
import path from 'node:path';
import { outcomeOf } from '../../../../../src/platforms/spaceone/registrations/interrupted-write';
import {
  RepositoryClient,
  type RepositoryClientOptions,
} from '../../../../../src/platforms/spaceone/registrations/repository-client';
import { repositoryProtoFiles } from '../../../../../src/platforms/spaceone/repository/proto-files';
import type { Endpoint } from '../../../../../src/platforms/spaceone/registrations/endpoints';
import type { ProtoFile } from '../../../../../src/runtime/calls/proto-file';
import { SampleServer, closedPort } from '../../../runtime/grpc/sample-server';
import { allPlugins, endpointAt, failureOf } from './clients';
import { OddRepository, Refuse, pluginInfo, type OddOptions } from './odd-repository';

const certificates = path.resolve(__dirname, '../../../../fixtures/grpc/certificates');

describe('an endpoint that is not as it should be', () => {
  const ending: (() => unknown)[] = [];

  afterEach(async () => {
    for (const end of ending.splice(0).reverse()) {
      await end();
    }
  });

  async function serve(options?: OddOptions): Promise<OddRepository> {
    const odd = await OddRepository.start(options);
    ending.push(() => odd.stop());
    return odd;
  }

  function ask(address: string, options?: RepositoryClientOptions, given?: Partial<Endpoint>): RepositoryClient {
    const client = new RepositoryClient(endpointAt(address, given), options);
    ending.push(() => client.close());
    return client;
  }

  async function listen(server: Server): Promise<number> {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    ending.push(() => server.close());
    return (server.address() as AddressInfo).port;
  }

  describe('and cannot be reached', () => {
    it('says that nothing listens', async () => {
      const address = `grpc://127.0.0.1:${await closedPort()}`;
      const failure = await failureOf(ask(address).repositories());
      assert.deepEqual(
        [failure.kind, failure.message, failure.next.title],
        [
          'unreachable',
          `Cannot reach Staging at ${address}. Connection refused.`,
          'Check the endpoint or choose another',
        ],
      );
    });

    it('says that its name is not known', async () => {
      const failure = await failureOf(ask('grpc://no-such-host.invalid:50051').repositories());
      assert.equal(failure.kind, 'unreachable');
      assert.match(failure.message, /The name no-such-host\.invalid is not known\./);
    });

    it('says that an address is none', async () => {
      const failure = await failureOf(ask('http://127.0.0.1:1').repositories());
      assert.equal(failure.kind, 'bad-address');
    });

    it('says that it is silent, in the time that it is given', async () => {
      const sockets: { destroy(): unknown }[] = [];
      const port = await listen(createServer((socket) => sockets.push(socket)));
      ending.push(() => sockets.forEach((socket) => socket.destroy()));
      const failure = await failureOf(ask(`grpc://127.0.0.1:${port}`, { deadlineMs: 200 }).repositories());
      assert.equal(failure.kind, 'slow');
      assert.match(failure.why ?? '', /accepts connections and says nothing/);
    });

    it('says that it is no gRPC server', async () => {
      const port = await listen(createHttpServer((_, response) => response.end('hello')));
      assert.equal((await failureOf(ask(`grpc://127.0.0.1:${port}`).repositories())).kind, 'no-repository');
    });

    it('says that it is another service, and which', async () => {
      const server = await new SampleServer().start();
      ending.push(() => server.stop());
      const failure = await failureOf(ask(server.address).contract());
      assert.deepEqual([failure.kind, failure.what], ['no-repository', 'Staging is not a Repository.']);
      assert.match(failure.why ?? '', /sample\.v1\.Sample/);
    });

    it('says so as a proxy in front of it does', async () => {
      const odd = await serve({
        methods: { 'Repository.list': () => new Refuse('no healthy upstream', status.UNAVAILABLE) },
      });
      const failure = await failureOf(ask(odd.address).repositories());
      assert.deepEqual(
        [failure.kind, failure.message],
        ['unreachable', 'Staging is not available. no healthy upstream'],
      );
    });

    it('answers the same client once it is there, and again after it went', async () => {
      const port = await closedPort();
      const client = ask(`grpc://127.0.0.1:${port}`);
      assert.equal((await failureOf(client.repositories())).kind, 'unreachable');
      const first = await serve({ port });
      assert.deepEqual(await client.repositories(), []);
      first.stop();
      assert.equal((await failureOf(client.repositories())).kind, 'unreachable');
      await serve({ port });
      assert.deepEqual(await client.repositories(), []);
    });
  });

  describe('and has another idea of TLS', () => {
    async function withTls(name: string): Promise<OddRepository> {
      const [private_key, cert_chain] = await Promise.all([
        readFile(path.join(certificates, 'localhost.key.pem')),
        readFile(path.join(certificates, `${name}.pem`)),
      ]);
      return serve({ credentials: ServerCredentials.createSsl(null, [{ private_key, cert_chain }]) });
    }

    function trusting(name: string): Partial<Endpoint> {
      return { rootCertificates: () => readFile(path.join(certificates, `${name}.pem`)) };
    }

    it('says that it speaks none', async () => {
      const { tlsAddress, address } = await serve();
      const failure = await failureOf(ask(tlsAddress).repositories());
      const plain = address.replace('127.0.0.1', 'localhost');
      assert.deepEqual([failure.kind, failure.next.title], ['tls', `Use ${plain} for a server without TLS`]);
    });

    it('says that it speaks nothing else', async () => {
      const { address } = await withTls('localhost');
      const failure = await failureOf(ask(address).repositories());
      assert.deepEqual([failure.kind, failure.next.title], ['tls', `Use ${address.replace('grpc:', 'grpc+ssl:')}`]);
    });

    it('says that nobody vouches for its certificate', async () => {
      const { tlsAddress } = await withTls('localhost');
      const failure = await failureOf(ask(tlsAddress).repositories());
      assert.equal(failure.kind, 'tls');
      assert.match(failure.message, /is not trusted/);
    });

    it('says that another authority vouches for it than the one that is trusted', async () => {
      const { tlsAddress } = await withTls('localhost');
      const failure = await failureOf(ask(tlsAddress, {}, trusting('other-name')).repositories());
      assert.match(failure.message, /is not trusted/);
    });

    it('says that its certificate has expired', async () => {
      const { tlsAddress } = await withTls('expired');
      const failure = await failureOf(ask(tlsAddress, {}, trusting('expired')).repositories());
      assert.match(failure.message, /The certificate of localhost:\d+ has expired\./);
      assert.equal(failure.next.title, 'Have it renewed by those who run the server');
    });

    it('says that its certificate is for another name', async () => {
      const { tlsAddress } = await withTls('other-name');
      const failure = await failureOf(ask(tlsAddress, {}, trusting('other-name')).repositories());
      assert.match(failure.message, /The certificate of localhost:\d+ is for another name\./);
    });

    it('is trusted with the certificates that it is given', async () => {
      const { tlsAddress } = await withTls('localhost');
      assert.deepEqual(await ask(tlsAddress, {}, trusting('localhost')).repositories(), []);
    });
  });

  describe('and describes itself otherwise', () => {
    it('is taken for 2.0 when it describes nothing', async () => {
      const odd = await serve({
        hasReflection: false,
        methods: { 'Plugin.list': () => ({ results: [pluginInfo('plugin-a')], total_count: 1 }) },
      });
      const client = ask(odd.address);
      assert.deepEqual(
        (await allPlugins(client)).map(({ id, type, state }) => [id, type, state]),
        [['plugin-a', 'inventory.Collector', 'enabled']],
      );
      assert.deepEqual([client.isAssumed, (await client.contract()).generation], [true, '2.0']);
    });

    it('is not misread as 2.0 when its plugins are of 1.x', async () => {
      const old = new BinaryWriter().tag(1, WireType.LengthDelimited).string('plugin-a');
      old.tag(3, WireType.LengthDelimited).string('spaceone/plugin-a').tag(5, WireType.Varint).int32(1);
      const answer = new BinaryWriter().tag(1, WireType.LengthDelimited).bytes(old.finish()).finish();
      const odd = await serve({ hasReflection: false, methods: { 'Plugin.list': () => Buffer.from(answer) } });
      const failure = await failureOf(allPlugins(ask(odd.address)));
      assert.deepEqual([failure.kind, failure.what], ['no-repository', 'Staging does not describe its services.']);
    });

    it('keeps what a newer version has beside what is known', async () => {
      const files = repositoryProtoFiles.map((file): ProtoFile => {
        const info = file.messages?.['PluginInfo'];
        return info
          ? {
              ...file,
              messages: {
                ...file.messages,
                PluginInfo: { ...info, fields: { ...info.fields, rating: [77, 'double'] } },
              },
            }
          : file;
      });
      const odd = await serve({ files, methods: { 'Plugin.get': () => pluginInfo('plugin-a', { rating: 4.5 }) } });
      const plugin = await ask(odd.address).get('plugin-a');
      assert.equal(plugin?.answer['rating'], 4.5);
    });

    it('is read although it sends what it does not describe', async () => {
      const stranger = new BinaryWriter()
        .tag(1, WireType.LengthDelimited)
        .string('plugin-a')
        .tag(4000, WireType.LengthDelimited)
        .string('stranger')
        .tag(2, WireType.Varint)
        .int32(7)
        .finish();
      const odd = await serve({ methods: { 'Plugin.get': () => Buffer.from(stranger) } });
      const plugin = await ask(odd.address).get('plugin-a');
      assert.deepEqual([plugin?.id, plugin?.name, plugin?.labels], ['plugin-a', '', []]);
    });

    it('says that its answer is no message', async () => {
      const odd = await serve({ methods: { 'Plugin.get': () => Buffer.from([0x0a, 0xff, 0xff]) } });
      assert.equal((await failureOf(ask(odd.address).get('plugin-a'))).kind, 'unreadable');
    });

    it('says that it cannot do what is not in its contract', async () => {
      const files = repositoryProtoFiles.map((file) => {
        const { Plugin, ...others } = file.services ?? {};
        return Plugin
          ? { ...file, services: { ...others, Plugin: { list: Plugin['list']!, register: Plugin['register']! } } }
          : file;
      });
      const client = ask((await serve({ files })).address);
      assert.equal((await client.contract()).update.size, 0);
      assert.equal(
        (await failureOf(client.enable('plugin-a'))).what,
        'Staging does not know how to enable "plugin-a".',
      );
    });
  });

  describe('and has pages of its own', () => {
    const many = Array.from({ length: 25 }, (_, index) => pluginInfo(`plugin-${index}`));

    it('gives each plugin once when it knows no pages', async () => {
      const odd = await serve({ methods: { 'Plugin.list': () => ({ results: many, total_count: 25 }) } });
      assert.equal((await allPlugins(ask(odd.address, { pageSize: 10 }))).length, 25);
      assert.equal(odd.asked.length, 1);
    });

    it('comes to an end when it repeats its first page for ever', async () => {
      const odd = await serve({ methods: { 'Plugin.list': () => ({ results: many.slice(0, 10), total_count: 25 }) } });
      assert.equal((await allPlugins(ask(odd.address, { pageSize: 10 }))).length, 10);
    });

    it('gives all when its pages are smaller than was asked', async () => {
      const odd = await serve({
        methods: {
          'Plugin.list': ({ query }) => {
            const { page } = query as { page: { start: number } };
            return { results: many.slice(page.start - 1, page.start + 6), total_count: 25 };
          },
        },
      });
      assert.equal((await allPlugins(ask(odd.address, { pageSize: 10 }))).length, 25);
    });

    it('gives all when it does not say how many there are', async () => {
      const odd = await serve({
        methods: {
          'Plugin.list': ({ query }) => {
            const { page } = query as { page: { start: number; limit: number } };
            return { results: many.slice(page.start - 1, page.start - 1 + page.limit) };
          },
        },
      });
      assert.equal((await allPlugins(ask(odd.address, { pageSize: 10 }))).length, 25);
    });

    it('gives all in smaller pages when one has more than 64 MB', async function () {
      this.timeout(60_000);
      const heavy = { tags: { text: 'x'.repeat(4 * 1024 * 1024) } };
      const odd = await serve({
        methods: {
          'Plugin.list': ({ query }) => {
            const { page } = query as { page: { start: number; limit: number } };
            const results = many.slice(0, 17).slice(page.start - 1, page.start - 1 + page.limit);
            return { results: results.map((plugin) => ({ ...plugin, ...heavy })), total_count: 17 };
          },
        },
      });
      assert.equal((await allPlugins(ask(odd.address))).length, 17);
    });

    it('says that one plugin alone has more than 64 MB', async function () {
      this.timeout(60_000);
      const answer = Buffer.alloc(65 * 1024 * 1024);
      const odd = await serve({ methods: { 'Plugin.list': () => answer } });
      const failure = await failureOf(allPlugins(ask(odd.address)));
      assert.deepEqual([failure.kind, failure.what], ['too-large', 'The answer of Staging is too large.']);
      assert.equal(odd.asked.length, 4);
    });
  });

  describe('and goes away in the middle of a write', () => {
    it('says that the outcome is not known', async () => {
      const odd = await serve({ methods: { 'Plugin.register': () => 'end' } });
      const failure = await failureOf(ask(odd.address).register({ name: 'Example', image: 'plugin-a' }));
      assert.deepEqual([failure.kind, failure.isOutcomeUnknown], ['gone', true]);
      assert.equal(failure.what, 'Staging went away before it answered the request to register "plugin-a".');
    });

    it('sends a write once, whatever comes of it', async () => {
      const odd = await serve({ methods: { 'Plugin.register': () => new Refuse('busy', status.UNAVAILABLE) } });
      await failureOf(ask(odd.address).register({ name: 'Example', image: 'plugin-a' }));
      assert.deepEqual(odd.asked, ['Plugin.register']);
    });
  });

  describe('and is left in the middle of a write', () => {
    it('tells afterwards that the write took effect', async () => {
      const registered: string[] = [];
      const odd = await serve({
        methods: {
          'Plugin.register': ({ image }) => {
            registered.push(image as string);
            return 'silence';
          },
          'Plugin.get': ({ plugin_id: id }) =>
            registered.includes(id as string)
              ? pluginInfo(id as string)
              : new Refuse(`ERROR_NO_PLUGIN: Plugin does not exists. (plugin_id = ${JSON.stringify(id)})`),
        },
      });
      const client = ask(odd.address);
      const stop = new AbortController();
      const asked = odd.nextAsked();
      const writing = client.register({ name: 'Example', image: 'plugin-a' }, stop.signal);
      await asked;
      stop.abort();
      await assert.rejects(writing, { name: 'AbortError' });
      assert.equal((await outcomeOf(client, 'plugin-a')).is, 'registered');
      assert.equal((await outcomeOf(client, 'plugin-b')).is, 'not registered');
    });

    it('tells that it does not say, instead of waiting for ever', async () => {
      const odd = await serve({ methods: { 'Plugin.get': () => 'silence' } });
      const outcome = await outcomeOf(ask(odd.address), 'plugin-a', 100);
      assert.ok(outcome.is === 'unknown');
      assert.equal(outcome.failure.what, 'Staging did not say in time whether "plugin-a" is registered.');
    });

    it('sends nothing when it is left before', async () => {
      const odd = await serve();
      await assert.rejects(ask(odd.address).register({}, AbortSignal.abort()), { name: 'AbortError' });
      assert.deepEqual(odd.asked, []);
    });
  });

  describe('and takes its time', () => {
    it('ends a question when its time is over', async () => {
      const odd = await serve({ methods: { 'Plugin.list': () => 'silence' } });
      const question = ask(odd.address, { deadlineMs: 2000 });
      const failure = await failureOf(allPlugins(question));
      assert.deepEqual([failure.kind, failure.what], ['slow', 'Staging took too long to list its plugins.']);
    });

    it('ends a list between its pages when it is left', async () => {
      const odd = await serve({
        methods: {
          'Plugin.list': ({ query }) => ({
            results: [pluginInfo(`p-${JSON.stringify(query).length}`)],
            total_count: 5,
          }),
        },
      });
      const stop = new AbortController();
      const pages = ask(odd.address, { pageSize: 1 }).plugins({}, stop.signal);
      await pages.next();
      stop.abort();
      await assert.rejects(pages.next(), { name: 'AbortError' });
    });
  });

  it('is asked for its token each time, and never keeps one', async () => {
    let sent = 'first-token';
    const odd = await serve();
    const client = ask(odd.address, {}, { token: () => Promise.resolve(sent) });
    await client.repositories();
    sent = 'second-token';
    await client.repositories();
    assert.deepEqual(odd.tokens, ['first-token', 'second-token']);
    assert.doesNotMatch(JSON.stringify(client.endpoint), /token/);
  });
});
