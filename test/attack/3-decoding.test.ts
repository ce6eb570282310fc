import { FieldDescriptorProto_Label as Label, FieldDescriptorProto_Type as Type } from '@bufbuild/protobuf/wkt';
import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import assert from 'node:assert/strict';
import type { GrpcFailure, Json } from '../../src/runtime/calls/grpc-api';
import { GrpcConnection } from '../../src/runtime/grpc/connection';
import { readAnswer } from '../../src/runtime/grpc/answer';
import { Descriptors, sourceOfSet } from '../../src/runtime/grpc/descriptors';
import { descriptorSet } from '../../src/runtime/grpc/method-schema';
import { bytesOf, sampleFiles } from '../unit/runtime/grpc/sample-descriptors';
import { SampleServer } from '../unit/runtime/grpc/sample-server';
import { HostileServer, hostileFile } from './hostile-grpc-server';

const MB = 1024 * 1024;

/** One after the other until there are so many bytes. */
function repeated(bytes: number, ...fields: Uint8Array[]): Uint8Array {
  const unit = Buffer.concat(fields);
  return Buffer.alloc(Math.floor(bytes / unit.length) * unit.length, unit);
}

function message(write: (writer: BinaryWriter) => BinaryWriter): Uint8Array {
  return write(new BinaryWriter()).finish();
}

function field(number: number, bytes: Uint8Array): Uint8Array {
  return message((writer) => writer.tag(number, WireType.LengthDelimited).bytes(bytes));
}

function text(value: string): Uint8Array {
  return Buffer.from(value);
}

/** Field numbers of sample.v1.Everything. */
const NAMES = { number: 3, text: 9, items: 15, by_name: 17, at: 21, any: 25, again: 27, oneText: 28, oneItem: 29 };

describe('a hostile answer', function () {
  // Each takes a second at most; what grew with the square of the bytes would take minutes.
  this.timeout(20_000);
  let server: SampleServer;
  let connection: GrpcConnection;

  before(async () => {
    server = await new SampleServer().start();
    connection = new GrpcConnection(server.address);
  });
  after(async () => {
    connection.close();
    await server.stop();
  });

  async function read(bytes: Uint8Array): Promise<Json | undefined> {
    let answer: Json | undefined;
    const request = { answer: Buffer.from(bytes).toString('base64') };
    await connection.call(await connection.resolve('sample.v1.Sample.raw'), request, {
      onMessage: (received) => void (answer = received),
    });
    return answer;
  }

  async function failureOf(work: Promise<unknown>): Promise<string> {
    const { what, why } = await work.then(
      () => assert.fail('It was read.'),
      (error: unknown) => error as GrpcFailure,
    );
    return `${what} ${why ?? ''}`.trim();
  }

  it('3.01 of 1 MB may be one message in pieces of four bytes', async () => {
    const piece = field(
      NAMES.again,
      message((writer) => writer.tag(NAMES.number, WireType.Varint).int32(1)),
    );
    assert.equal(piece.length, 5);
    assert.deepEqual(await read(repeated(MB, piece)), { again: { an_int32: 1 } });
  });

  it('3.02 of 4 MB in which two bytes are an item holds too many values', async () => {
    assert.equal(
      await failureOf(read(repeated(4 * MB, field(NAMES.items, text(''))))),
      'The answer has too many values, the last in "items" of sample.v1.Everything. A message may hold 1000000 values.',
    );
  });

  it('3.03 may name the two of a oneof in turns for 4 MB', async () => {
    const turns = repeated(3 * MB, field(NAMES.oneText, text('x'.repeat(10))), field(NAMES.oneItem, text('')));
    assert.deepEqual(await read(turns), { item: {} });
  });

  it('3.04 may be an Any in an Any 900 deep, with 1 MB in the innermost', async () => {
    const wrap = (type: string, value: Uint8Array): Uint8Array =>
      Buffer.concat([field(1, text(`x/google.protobuf.${type}`)), field(2, value)]);
    let any = wrap('StringValue', field(1, text('y'.repeat(MB))));
    for (let level = 1; level < 900; level++) {
      any = wrap('Any', any);
    }
    let json = (await read(field(NAMES.any, any))) as { any: { value: Json } };
    for (let level = 0; level < 899; level++) {
      json = { any: json.any.value as { value: Json } };
    }
    assert.equal((json.any.value as string).length, MB);
  });

  it('3.05 may be nested 900 deep in two pieces a level, with 1 MB at the end', async () => {
    let nested: Uint8Array = field(NAMES.text, text('x'.repeat(MB)));
    for (let level = 0; level < 900; level++) {
      nested = Buffer.concat([field(NAMES.again, text('')), field(NAMES.again, nested)]);
    }
    let json = await read(nested);
    for (let level = 0; level < 900; level++) {
      json = (json as { again: Json }).again;
    }
    assert.equal((json as { a_string: string }).a_string.length, MB);
  });

  it('3.06 may be 4 MB of groups in one another, which is no message', async () => {
    const start = message((writer) => writer.tag(1000, WireType.StartGroup));
    assert.equal(
      await failureOf(read(repeated(4 * MB, start))),
      'The answer cannot be read as sample.v1.Everything. A group does not end.',
    );
    const end = message((writer) => writer.tag(1000, WireType.EndGroup));
    assert.deepEqual(await read(Buffer.concat([repeated(MB, start), repeated(MB, end)])), {});
  });

  it('3.07 may be one map entry with a key of 2 MB of keys, which is none', async () => {
    const keys = repeated(2 * MB, field(1, text('')));
    assert.equal(
      await failureOf(read(field(NAMES.by_name, keys))),
      'The answer cannot be read as sample.v1.Everything. An entry of by_name is more than a key and a value.',
    );
  });

  it('3.08 may be a time in 100,000 pieces, which shows its fields', async () => {
    const seconds = message((writer) => writer.tag(1, WireType.Varint).int64(1));
    assert.deepEqual(await read(repeated(MB, field(NAMES.at, seconds))), { at: { seconds: '1' } });
  });

  it('3.09 lets the event loop run while it is decoded, so that it can be cancelled', async () => {
    const set = descriptorSet(sampleFiles.map(bytesOf));
    const { desc, registry } = await new Descriptors().load('sample.v1.Sample', sourceOfSet(set));
    const unknown = message((writer) => writer.tag(1000, WireType.Varint).int32(1));
    const stop = new AbortController();
    const reading = readAnswer(desc.method['echo']!.output, repeated(40 * MB, unknown), registry, stop.signal);
    let turns = 0;
    const turn = (): void => {
      turns += 1;
      if (turns === 20) {
        stop.abort();
      } else {
        setImmediate(turn);
      }
    };
    setImmediate(turn);
    await assert.rejects(reading, { name: 'AbortError' });
    assert.equal(turns, 20);
  });

  it('3.10 may set each of the 20,000 fields of a oneof, again and again', async () => {
    const many = Array.from({ length: 20_000 }, (_, index) => index + 1);
    const hostile = new HostileServer({
      services: ['hostile.Service'],
      files: () => [
        hostileFile({
          messageType: [
            {
              name: 'M',
              field: many.map((number) => ({
                name: `f${number}`,
                number,
                type: Type.BOOL,
                label: Label.OPTIONAL,
                oneofIndex: 0,
              })),
              oneofDecl: [{ name: 'choice' }],
            },
          ],
        }),
      ],
      answer: repeated(
        2 * MB,
        ...many.map((number) => message((writer) => writer.tag(number, WireType.Varint).bool(true))),
      ),
    });
    const other = new GrpcConnection(await hostile.start());
    let answer: Json | undefined;
    await other.call(await other.resolve('Service.call'), {}, { onMessage: (received) => void (answer = received) });
    assert.deepEqual(answer, { f20000: true });
    other.close();
    hostile.stop();
  });
});
