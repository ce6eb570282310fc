import assert from 'node:assert/strict';
import { create, toBinary } from '@bufbuild/protobuf';
import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { ListValueSchema, StructSchema, ValueSchema } from '@bufbuild/protobuf/wkt';
import { isGrpcFailure, type GrpcFailure, type Json } from '../../../../src/runtime/calls/grpc-api';
import { GrpcConnection } from '../../../../src/runtime/grpc/connection';
import { SampleServer } from './sample-server';

describe('a gRPC message', () => {
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

  async function call(method: string, request: object): Promise<Json | undefined> {
    let answer: Json | undefined;
    await connection.call(await connection.resolve(`sample.v1.Sample.${method}`), request, {
      onMessage: (message) => void (answer = message),
    });
    return answer;
  }

  /** What comes back of a message that goes to the server and back. */
  const echo = (request: object): Promise<Json | undefined> => call('echo', request);

  /** How the bytes of an answer are read. */
  const read = (write: (writer: BinaryWriter) => BinaryWriter): Promise<Json | undefined> =>
    call('raw', { answer: Buffer.from(write(new BinaryWriter()).finish()).toString('base64') });

  async function refusalOf(request: unknown): Promise<GrpcFailure> {
    const error = await echo(request as object).then(
      () => assert.fail('It was not refused.'),
      (thrown: unknown) => thrown,
    );
    assert.ok(isGrpcFailure(error), String(error));
    return error;
  }

  describe('there and back', () => {
    const same: Readonly<Record<string, object>> = {
      'an empty one': {},
      'numbers, whole ones as such': { a_double: 1, an_int32: -7, a_sint32: -1, numbers: [1, 0, 300] },
      'a float as it was written': { a_float: 0.1 },
      'whole numbers of 64 bits as texts': {
        an_int64: '-9007199254740993',
        a_uint64: '18446744073709551615',
        a_fixed64: '1',
      },
      'numbers that are none': { a_double: 'NaN', a_float: '-Infinity' },
      'texts of any language': { a_string: '한국어 \u{1F680} "\\', names: ['', '中文'] },
      'bytes in Base64': { some_bytes: 'AAEC/w==' },
      'enums by name': { level: 'HIGH', levels: ['LOW', 'NONE'] },
      'nested messages and lists': { items: [{ item_name: 'a', size: 1 }, {}], again: { again: { a_bool: true } } },
      maps: { counts: { one: '1', '': '0' }, by_name: { 'a b': { size: 2 } } },
      'a Struct as plain JSON': {
        options: { text: 'a', number: 1, half: 1.5, no: null, yes: true, list: [1, 'a', [], {}], deep: { er: {} } },
      },
      'a Value and a ListValue as plain JSON': { value: { a: [1] }, values: [null, 'a'] },
      times: { at: '2026-01-31T12:00:00.123Z', wait: '-1.500s' },
      'wrappers as their value': { note: '' },
      'a field mask': { mask: 'aName,b' },
      'an Any of a type that the server knows': { any: { '@type': 'type.googleapis.com/sample.v1.Item', size: 3 } },
      'an empty message': { nothing: {} },
      'one of a oneof, also at its zero': { text: '' },
    };
    for (const [what, message] of Object.entries(same)) {
      it(`keeps ${what}`, async () => {
        assert.deepEqual(await echo(message), message);
      });
    }

    it('takes names in camel case as well, and answers with those of the .proto file', async () => {
      assert.deepEqual(await echo({ anInt32: 1, byName: { x: { itemName: 'a' } } }), {
        an_int32: 1,
        by_name: { x: { item_name: 'a' } },
      });
    });

    it('leaves out what is null', async () => {
      assert.deepEqual(await echo({ a_string: null, options: null, items: null, at: null }), {});
    });

    it('keeps a Struct that is nested 60 levels deep', async () => {
      let deep: object = {};
      for (let level = 0; level < 60; level++) {
        deep = { deep };
      }
      assert.deepEqual(await echo({ options: deep }), { options: deep });
    });

    it('keeps keys such as __proto__ as plain data', async () => {
      const request = JSON.parse(
        '{"counts":{"__proto__":"1"},"options":{"__proto__":{"a":1},"constructor":1}}',
      ) as object;
      const answer = await echo(request);
      assert.equal(JSON.stringify(answer), JSON.stringify(request));
      assert.equal('a' in {}, false);
    });
  });

  describe('that a server sends', () => {
    it('may have numbers in a Struct that are none', async () => {
      const struct = create(StructSchema, {
        fields: { a: numberValue(NaN), b: numberValue(-Infinity), c: numberValue(-0) },
      });
      assert.deepEqual(
        await read((writer) => writer.tag(18, WireType.LengthDelimited).bytes(toBinary(StructSchema, struct))),
        {
          options: { a: 'NaN', b: '-Infinity', c: -0 },
        },
      );
    });

    it('may have a Value without a value', async () => {
      const list = create(ListValueSchema, { values: [create(ValueSchema)] });
      assert.deepEqual(
        await read((writer) => writer.tag(20, WireType.LengthDelimited).bytes(toBinary(ListValueSchema, list))),
        {
          values: [null],
        },
      );
    });

    it('may have enum values, fields and types that the descriptor does not know', async () => {
      assert.deepEqual(
        await read((writer) => {
          writer.tag(11, WireType.Varint).int32(99); // level
          writer.tag(1000, WireType.LengthDelimited).string('new');
          writer.tag(9, WireType.Varint).int32(5); // a_string, as a number
          return writer.tag(3, WireType.Varint).int32(1);
        }),
        { an_int32: 1, level: 99 },
      );
    });

    it('may have a group, of which nothing is read', async () => {
      assert.deepEqual(
        await read((writer) => {
          writer.tag(1000, WireType.StartGroup).tag(3, WireType.Varint).int32(1).tag(1000, WireType.EndGroup);
          return writer.tag(6, WireType.Varint).sint32(2);
        }),
        { a_sint32: 2 },
      );
    });

    it('may not have the end of a group that has not begun, or of another one', async () => {
      const cases: ((writer: BinaryWriter) => BinaryWriter)[] = [
        (writer) => writer.tag(1000, WireType.EndGroup),
        (writer) => writer.tag(1000, WireType.StartGroup).tag(1001, WireType.EndGroup),
      ];
      for (const write of cases) {
        await assert.rejects(read(write), /A group ends that has not begun/);
      }
    });

    it('may have a message in two pieces', async () => {
      assert.deepEqual(
        await read((writer) => {
          writer.tag(29, WireType.LengthDelimited).fork().tag(1, WireType.LengthDelimited).string('a').join();
          return writer.tag(29, WireType.LengthDelimited).fork().tag(2, WireType.Varint).int32(1).join();
        }),
        { item: { item_name: 'a', size: 1 } },
      );
    });

    it('has the last one of a oneof', async () => {
      assert.deepEqual(
        await read((writer) => {
          writer.tag(29, WireType.LengthDelimited).fork().join();
          return writer.tag(28, WireType.LengthDelimited).string('last');
        }),
        { text: 'last' },
      );
    });

    it('may have its numbers one by one instead of packed', async () => {
      assert.deepEqual(
        await read((writer) => writer.tag(13, WireType.Varint).int32(1).tag(13, WireType.Varint).int32(2)),
        { numbers: [1, 2] },
      );
    });

    it('may have a map entry without key or value', async () => {
      assert.deepEqual(
        await read((writer) => {
          writer.tag(16, WireType.LengthDelimited).fork().join();
          return writer.tag(17, WireType.LengthDelimited).fork().join();
        }),
        { counts: { '': '0' }, by_name: { '': {} } },
      );
    });

    it('shows the fields of a time that no calendar has', async () => {
      assert.deepEqual(
        await read((writer) =>
          writer.tag(21, WireType.LengthDelimited).fork().tag(1, WireType.Varint).int64('999999999999999').join(),
        ),
        { at: { seconds: '999999999999999' } },
      );
    });

    it('shows the bytes of an Any whose type is not known', async () => {
      assert.deepEqual(
        await read((writer) => {
          writer.tag(25, WireType.LengthDelimited).fork().tag(1, WireType.LengthDelimited).string('x/not.Known');
          return writer
            .tag(2, WireType.LengthDelimited)
            .bytes(new Uint8Array([1]))
            .join();
        }),
        { any: { '@type': 'x/not.Known', value: 'AQ==' } },
      );
    });

    it('is a failure when its bytes are no message', async () => {
      await assert.rejects(
        read((writer) => writer.tag(9, WireType.LengthDelimited).uint32(1000)),
        { kind: 'unreadable-answer', codeName: 'INTERNAL' },
      );
    });

    it('is a failure when it is nested without end', async () => {
      let bytes = new Uint8Array();
      for (let level = 0; level < 5000; level++) {
        bytes = new BinaryWriter().tag(27, WireType.LengthDelimited).bytes(bytes).finish();
      }
      await assert.rejects(
        read((writer) => writer.raw(bytes)),
        { kind: 'unreadable-answer' },
      );
    });
  });

  describe('that a person writes', () => {
    it('may not have an unknown key: the path and the known ones are told', async () => {
      const failure = await refusalOf({ items: [{ size: 1 }, { sise: 1 }] });
      assert.deepEqual([failure.kind, failure.path], ['unknown-key', 'items[1].sise']);
      assert.deepEqual(failure.candidates, ['item_name', 'size']);
      assert.equal(failure.what, '"items[1].sise" is not a field of Item.');
      assert.equal(failure.why, 'Its fields are item_name, size.');
    });

    const wrong: [string, object, string, string][] = [
      ['a text for a number', { an_int32: 'x' }, 'an_int32', 'a whole number that fits int32'],
      [
        'a number that is too large',
        { again: { an_int32: 2 ** 31 } },
        'again.an_int32',
        'a whole number that fits int32',
      ],
      ['a number for a text', { names: ['a', 1] }, 'names[1]', 'a text'],
      ['null in a list', { items: [null] }, 'items[0]', 'an object with the fields of Item'],
      ['a text for a list', { names: 'a' }, 'names', 'a list'],
      ['a text for a truth value', { a_bool: 'yes' }, 'a_bool', 'true or false'],
      ['a text for a Struct', { options: 'x' }, 'options', 'an object'],
      ['a list for a message', { again: [] }, 'again', 'an object with the fields of Everything'],
      ['an enum value that is none', { level: 'MEDIUM' }, 'level', 'one of NONE, LOW, HIGH'],
      ['a wrong value in a map', { counts: { 'a b': 'x' } }, 'counts["a b"]', 'a whole number that fits int64'],
      ['a list for a map', { by_name: [] }, 'by_name', 'an object'],
      ['a time in other words', { at: 'today' }, 'at', 'a time such as "2026-01-31T12:00:00Z"'],
      ['what JSON does not have in a Struct', { options: { a: [1, { b: 10n }] } }, 'options.a[1].b', 'plain JSON'],
      [
        'not a number as a number',
        { a_double: NaN },
        'a_double',
        'a number, or "NaN", "Infinity" or "-Infinity" as a text',
      ],
      ['two of a oneof', { text: 'a', item: {} }, 'item', 'left out where "text" is given'],
    ];
    for (const [what, request, path, expected] of wrong) {
      it(`may not have ${what}`, async () => {
        const failure = await refusalOf(request);
        assert.deepEqual([failure.kind, failure.path], ['wrong-type', path]);
        assert.equal(failure.what, `"${path}" must be ${expected}.`);
      });
    }

    it('must be an object', async () => {
      assert.equal((await refusalOf([])).what, 'The request must be an object with the fields of Everything.');
    });

    it('is refused before anything is sent', async () => {
      const calls = server.metadata.length;
      await refusalOf({ nonsense: 1 });
      assert.equal(server.metadata.length, calls);
    });
  });

  describe('as a shape', () => {
    it('tells each field with its type', async () => {
      const { messages, request } = await connection.describe('sample.v1.Sample', 'echo');
      const fields = Object.fromEntries(messages[request]!.fields.map((field) => [field.name, field]));
      assert.deepEqual(fields['level'], {
        name: 'level',
        number: 11,
        type: { is: 'enum', name: 'sample.v1.Level', values: ['NONE', 'LOW', 'HIGH'] },
        repeated: false,
      });
      assert.deepEqual(fields['by_name']!.type, { is: 'message', name: 'sample.v1.Item' });
      assert.equal(fields['by_name']!.mapKey, 'string');
      assert.deepEqual(fields['items']!.repeated, true);
      assert.deepEqual(fields['options']!.type, { is: 'known', name: 'google.protobuf.Struct' });
      assert.equal(fields['text']!.oneof, 'choice');
      assert.deepEqual(fields['an_int64']!.type, { is: 'scalar', name: 'int64' });
    });

    it('holds every message that it reaches, once, also when one holds itself', async () => {
      const { messages } = await connection.describe('sample.v1.Sample', 'echo');
      assert.deepEqual(Object.keys(messages).sort(), [
        'google.protobuf.Empty',
        'sample.v1.Everything',
        'sample.v1.Item',
      ]);
    });

    it('is prefilled with neutral values that the server takes', async () => {
      const prefilled = await connection.prefill('sample.v1.Sample', 'echo');
      assert.deepEqual(
        [prefilled['a_string'], prefilled['an_int32'], prefilled['level'], prefilled['options'], prefilled['items']],
        ['', 0, 'NONE', {}, []],
      );
      assert.deepEqual([prefilled['text'], prefilled['item'], prefilled['again']], ['', undefined, undefined]);
      await echo(prefilled);
    });
  });
});

function numberValue(value: number): ReturnType<typeof create<typeof ValueSchema>> {
  return create(ValueSchema, { kind: { case: 'numberValue', value } });
}
