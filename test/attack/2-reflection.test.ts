import { FieldDescriptorProto_Type as Type } from '@bufbuild/protobuf/wkt';
import assert from 'node:assert/strict';
import type { GrpcFailure } from '../../src/runtime/calls/grpc-api';
import { GrpcConnection, descriptorSet } from '../../src/runtime/grpc/connection';
import { methodSchema } from '../../src/runtime/grpc/method-schema';
import { schemaFromServer } from '../../src/runtime/calls/request-schema';
import { HostileServer, bytesOf, holding, hostileFile, type HostileOptions } from './hostile-grpc-server';

describe('a server that says too much of itself', function () {
  this.timeout(20_000);
  const servers: HostileServer[] = [];
  const connections: GrpcConnection[] = [];

  afterEach(() => {
    connections.splice(0).forEach((connection) => connection.close());
    servers.splice(0).forEach((server) => server.stop());
  });

  async function connect(options: HostileOptions): Promise<GrpcConnection> {
    const server = new HostileServer(options);
    servers.push(server);
    const connection = new GrpcConnection(await server.start());
    connections.push(connection);
    return connection;
  }

  /** A connection to a server with `hostile.Service` alone, which this file declares. */
  function describedBy(file: Uint8Array): Promise<GrpcConnection> {
    return connect({ services: ['hostile.Service'], files: () => [file] });
  }

  async function failureOf(work: Promise<unknown>): Promise<string> {
    const { what, why } = await work.then(
      () => assert.fail('It was taken.'),
      (error: unknown) => error as GrpcFailure,
    );
    return `${what} ${why ?? ''}`.trim();
  }

  /** Messages `M0`, `M1`, … of which each holds the next in so many fields. */
  function ladder(messages: number, fields: number): Uint8Array {
    return hostileFile({
      messageType: Array.from({ length: messages }, (_, index) => ({
        name: `M${index}`,
        field:
          index === messages - 1
            ? []
            : Array.from({ length: fields }, (__, field) => holding(`f${field}`, field + 1, `M${index + 1}`)),
      })),
    });
  }

  it('2.50 300,000 names are told as too many', async () => {
    const services = Array.from({ length: 300_000 }, (_, index) => `hostile.S${index}`);
    const connection = await connect({ services, files: () => [] });
    const told =
      'The server lists too many services when it is asked to describe itself. They may be 10000, with names of 1000 bytes.';
    assert.equal(await failureOf(connection.services()), told);
    assert.equal(await failureOf(connection.resolve('S1.call')), told);
  });

  it('2.51 a contract of 26 messages that hold the next one twice is prefilled with a thousand fields', async () => {
    const connection = await describedBy(ladder(26, 2));
    const filled = JSON.stringify(await connection.prefill('hostile.Service', 'call'));
    assert.equal(filled.match(/"f[01]"/g)?.length, 1000);
    const schema = JSON.stringify(await schemaFromServer(connection, 'hostile.Service.call'));
    assert.equal(schema.match(/"title":"M\d+","type":"object"/g)?.length, 26);
  });

  it('2.52 a contract of 30,000 messages in one another is described, prefilled and made a schema of', async () => {
    const connection = await describedBy(ladder(30_000, 1));
    const { messages } = await connection.describe('hostile.Service', 'call');
    assert.equal(Object.keys(messages).length, 30_000);
    const filled = JSON.stringify(await connection.prefill('hostile.Service', 'call'));
    assert.equal(filled.match(/"f0"/g)?.length, 1000);
    assert.ok(await schemaFromServer(connection, 'hostile.Service.call'));
  });

  it('2.53 a oneof of 20,000 fields, and an enum of 20,000 values in 20,000 fields, are made a schema of', async () => {
    const many = Array.from({ length: 20_000 }, (_, index) => index);
    for (const file of [
      hostileFile({
        messageType: [
          {
            name: 'M',
            field: many.map((number) => ({ name: `f${number}`, number: number + 1, type: Type.STRING, oneofIndex: 0 })),
            oneofDecl: [{ name: 'choice' }],
          },
        ],
      }),
      hostileFile({
        messageType: [
          {
            name: 'M',
            field: many.map((number) => ({
              name: `f${number}`,
              number: number + 1,
              type: Type.ENUM,
              typeName: '.hostile.E',
            })),
          },
        ],
        enumType: [{ name: 'E', value: many.map((number) => ({ name: `V${number}`, number })) }],
      }),
    ]) {
      const connection = await describedBy(file);
      const schema = JSON.stringify(await schemaFromServer(connection, 'hostile.Service.call'));
      assert.ok(schema.length < 30_000_000);
      assert.equal((await connection.describe('hostile.Service', 'call')).messages['hostile.M']?.fields.length, 20_000);
    }
  });

  it('2.54 a service that cannot be described does not take the others', async () => {
    const good = hostileFile({ messageType: [{ name: 'M' }] });
    const connection = await connect({
      services: ['hostile.Ended', 'hostile.Service', 'hostile.Unreadable', 'hostile.Zero'],
      files: (about) => {
        switch (about) {
          case 'hostile.Ended':
            return 'end';
          case 'hostile.Unreadable':
            return [Buffer.from([0x0a, 0xff])];
          default:
            return about === 'hostile.Service' ? [good] : [];
        }
      },
    });
    assert.deepEqual(
      (await connection.services()).map(({ name, methods, failure }) => [name, methods.length, failure?.what]),
      [
        ['hostile.Ended', 0, 'The server does not describe hostile.Ended.'],
        ['hostile.Service', 1, undefined],
        ['hostile.Unreadable', 0, 'A descriptor cannot be read.'],
        ['hostile.Zero', 0, 'The server has no descriptor of hostile.Zero.'],
      ],
    );
  });

  it('2.55 imports without end are told as too many', async () => {
    let invented = 0;
    const connection = await connect({
      services: ['hostile.Service'],
      files: (about) => [
        about === 'hostile.Service'
          ? hostileFile({ messageType: [{ name: 'M' }], dependency: ['0.proto'] })
          : bytesOf({ name: about, dependency: [`${++invented}.proto`] }),
      ],
    });
    assert.equal(await failureOf(connection.resolve('Service.call')), 'The descriptors are more than 2000 files.');
  });

  it('2.56 a descriptor of 4 MB in which two bytes are a message is told as too much', async () => {
    const empty = Buffer.alloc(4 * 1024 * 1024);
    for (let at = 0; at < empty.length; at += 2) {
      empty[at] = (4 << 3) | 2;
    }
    const connection = await describedBy(Buffer.concat([hostileFile({ messageType: [{ name: 'M' }] }), empty]));
    assert.equal(
      await failureOf(connection.resolve('Service.call')),
      'The descriptors declare more than 100000 names.',
    );
  });

  it('2.57 a message named __proto__ that holds itself is described once', async () => {
    const connection = await connect({
      services: ['S'],
      files: () => [
        bytesOf({
          name: 'p.proto',
          syntax: 'proto3',
          messageType: [
            {
              name: '__proto__',
              field: [{ name: '__proto__', number: 1, type: Type.MESSAGE, typeName: '.__proto__' }],
            },
          ],
          service: [{ name: 'S', method: [{ name: 'call', inputType: '.__proto__', outputType: '.__proto__' }] }],
        }),
      ],
    });
    const { messages } = await connection.describe('S', 'call');
    assert.deepEqual(Object.keys(messages), ['__proto__']);
    assert.ok(await schemaFromServer(connection, 'S.call'));
    assert.deepEqual(await connection.prefill('S', 'call'), {});
    assert.equal('fields' in {}, false);
  });

  it('2.58 a set of descriptors with one that cannot be read still has the others', async () => {
    const set = descriptorSet([
      {
        name: 'a.proto',
        package: 'a',
        messages: { A: {} },
        services: { S: { call: { request: 'A', response: 'A' } } },
      },
    ]);
    const schema = await methodSchema(Buffer.concat([Buffer.from([0x0a, 1, 0xff]), set]), 'a.S.call');
    assert.equal(schema?.['$ref'], '#/definitions/a.A');
  });

  it('2.59 a number of 200,000 digits is held against a schema in a moment', async () => {
    const connection = await describedBy(
      hostileFile({ messageType: [{ name: 'M', field: [{ name: 'd', number: 1, type: Type.DOUBLE }] }] }),
    );
    const schema = JSON.stringify(await schemaFromServer(connection, 'hostile.Service.call'));
    const patterns = [...schema.matchAll(/"pattern":("(?:[^"\\]|\\.)*")/g)].map(
      ([, text]) => JSON.parse(text!) as string,
    );
    const digits = '1'.repeat(200_000);
    assert.deepEqual(
      patterns.map((pattern) => [new RegExp(pattern).test(`${digits}x`), new RegExp(pattern).test(`${digits}.5e3`)]),
      [[false, true]],
    );
  });

  it('2.60 a request that is nested 100,000 deep is refused', async () => {
    const connection = await describedBy(hostileFile({ messageType: [{ name: 'M', field: [holding('m', 1, 'M')] }] }));
    let deep = {};
    for (let level = 0; level < 100_000; level++) {
      deep = { m: deep };
    }
    assert.equal(
      await failureOf(connection.call(await connection.resolve('Service.call'), deep)),
      'The request must be nested at most 1000 levels deep.',
    );
  });
});
