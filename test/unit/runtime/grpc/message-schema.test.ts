import assert from 'node:assert/strict';
import { create, ScalarType, type DescField, type DescMessage, type FileRegistry } from '@bufbuild/protobuf';
import {
  FeatureSet_FieldPresence as Presence,
  FieldDescriptorProto_Label as Label,
  FieldDescriptorProto_Type as Type,
  FieldDescriptorProtoSchema,
  FileDescriptorProtoSchema,
  type FieldDescriptorProto,
} from '@bufbuild/protobuf/wkt';
import Ajv from 'ajv';
import { checkText } from '../../../../src/manifest/check/check-text';
import { schemaDefects, type JsonSchema } from '../../../../src/manifest/schema/json-schema';
import type { ManifestKind } from '../../../../src/manifest/kind';
import { requestKind } from '../../../../src/manifest/requests/request-kind';
import type { Json, JsonObject } from '../../../../src/runtime/calls/grpc-api';
import { Descriptors, sourceOfSet } from '../../../../src/runtime/grpc/descriptors';
import { descriptorSet, methodSchema } from '../../../../src/runtime/grpc/method-schema';
import { messageSchema } from '../../../../src/runtime/grpc/message-schema';
import { writeRequest } from '../../../../src/runtime/grpc/request';
import { bytesOf, sampleFiles } from './sample-descriptors';

function field(
  name: string,
  number: number,
  type: Type,
  more: Partial<FieldDescriptorProto> = {},
): FieldDescriptorProto {
  return { ...create(FieldDescriptorProtoSchema, { name, number, type, label: Label.OPTIONAL }), ...more };
}

/** What the sample does not have: proto2, keys of maps that are no texts, wrappers of every type, names in JSON. */
const olderFile = create(FileDescriptorProtoSchema, {
  name: 'sample/v1/older.proto',
  package: 'sample.v1',
  syntax: 'proto2',
  dependency: ['google/protobuf/wrappers.proto', 'google/protobuf/struct.proto'],
  enumType: [{ name: 'Closed', value: [{ name: 'ONE', number: 1 }] }],
  messageType: [
    {
      name: 'Older',
      field: [
        field('id', 1, Type.STRING, { label: Label.REQUIRED }),
        field('closed', 2, Type.ENUM, { typeName: '.sample.v1.Closed' }),
        field('renamed', 3, Type.STRING, { jsonName: 'anotherName' }),
        field('by_number', 4, Type.MESSAGE, {
          typeName: '.sample.v1.Older.ByNumberEntry',
          label: Label.REPEATED,
        }),
        field('by_truth', 5, Type.MESSAGE, {
          typeName: '.sample.v1.Older.ByTruthEntry',
          label: Label.REPEATED,
        }),
        field('uint', 6, Type.UINT32),
        field('nothing', 7, Type.ENUM, { typeName: '.google.protobuf.NullValue' }),
        ...['Bool', 'Int64', 'Double', 'Bytes'].map((name, index) =>
          field(`a_${name.toLowerCase()}`, 10 + index, Type.MESSAGE, {
            typeName: `.google.protobuf.${name}Value`,
          }),
        ),
      ],
      nestedType: (
        [
          ['ByNumberEntry', Type.INT32],
          ['ByTruthEntry', Type.BOOL],
        ] as const
      ).map(([name, key]) => ({
        name,
        field: [field('key', 1, key), field('value', 2, Type.BOOL)],
        options: { mapEntry: true },
      })),
      extensionRange: [{ start: 100, end: 200 }],
    },
  ],
  service: [
    { name: 'Aged', method: [{ name: 'echo', inputType: '.sample.v1.Older', outputType: '.sample.v1.Older' }] },
  ],
});

const set = descriptorSet([...sampleFiles, olderFile].map(bytesOf));
const fieldsOf: Readonly<Record<string, readonly string[]>> = Object.fromEntries(
  [...sampleFiles, olderFile]
    .flatMap(({ messageType }) => messageType)
    .map(({ name, field: fields }) => [name, fields.map((each) => each.name)]),
);

/** What the codec, ajv and our engine say of a message. */
class Judges {
  private readonly validate: (message: JsonObject) => boolean;
  private readonly kind: ManifestKind;

  constructor(
    readonly desc: DescMessage,
    private readonly registry: FileRegistry,
  ) {
    const schema: JsonSchema = messageSchema(desc);
    this.validate = new Ajv({ strict: false }).compile(schema);
    this.kind = requestKind(() => schema);
  }

  /** The judges of the request of a service's method "echo". */
  static async of(service: string): Promise<Judges> {
    const { desc, registry } = await new Descriptors().load(`sample.v1.${service}`, sourceOfSet(set));
    return new Judges(desc.methods[0]?.input ?? assert.fail(), registry);
  }

  codec(message: JsonObject): boolean {
    try {
      writeRequest(this.desc, message, this.registry);
      return true;
    } catch {
      return false;
    }
  }

  ajv(message: JsonObject): boolean {
    return this.validate(message);
  }

  ours(message: JsonObject): boolean {
    const { findings } = checkText(JSON.stringify({ call: 'Sample.echo', message }), [this.kind], []);
    return !findings.some(({ severity }) => severity === 'error');
  }

  /** The same verdict of all, or none of the three. */
  agreed(message: JsonObject): boolean | undefined {
    const verdicts = new Set([this.codec(message), this.ajv(message), this.ours(message)]);
    return verdicts.size === 1 ? [...verdicts][0] : undefined;
  }
}

const values: readonly Json[] = [
  ...['text', '', '5', '-5', '1.5', '0x1F', ' 5', 'HIGH', 'ONE', 'NaN', 'true', 'AAEC/w==', 'not base64!'],
  ...['2026-01-31T12:00:00.5Z', '2026-01-31', '-1.5s', '1 s', 'aName,b', 'a_name'],
  ...[0, 1, -1, 7, 1.5, 2 ** 31 - 1, 2 ** 31, -(2 ** 31), -(2 ** 31) - 1, 2 ** 40, -(2 ** 70), 1e39, true, false, null],
  ...[[], [1], ['a'], ['HIGH'], [null], [[]], [{}], [{ size: 1 }]],
  ...[
    {},
    { size: 1 },
    { a: 1 },
    { a: {} },
    { a: { size: 2 } },
    { a: null },
    { 1: true },
    { true: false },
    { again: {} },
  ],
  ...[{ nope: 1 }, { '@type': 'sample.v1.Item', size: 1 }],
];

describe('the schema of a message', () => {
  let everything: Judges;
  let older: Judges;

  // Anew for each test: what is made before all of them counts, for the mutation score, as seen by none.
  beforeEach(async () => {
    everything = await Judges.of('Sample');
    older = await Judges.of('Aged');
  });

  it('keeps to the subset that the walker honours, every part of it', () => {
    for (const { desc } of [everything, older]) {
      assert.deepEqual(schemaDefects(messageSchema(desc)), [], desc.typeName);
    }
  });

  for (const name of ['Everything', 'Older']) {
    for (const each of fieldsOf[name] ?? []) {
      it(`takes and refuses for ${name}.${each} what the codec takes and refuses`, () => {
        const judges = name === 'Older' ? older : everything;
        const verdicts = values.map((value) => {
          const message = { ...(name === 'Older' && { id: 'x' }), [each]: value };
          return [JSON.stringify(value), judges.agreed(message) ?? 'not agreed'] as const;
        });
        const disputed = verdicts.filter(([, verdict]) => verdict === 'not agreed').map(([value]) => value);
        assert.deepEqual(disputed, []);
        assert.ok(verdicts.some(([, verdict]) => verdict === true));
      });
    }
  }

  it('takes what is generated from the descriptors, as the codec does, and no key more', () => {
    const random = randomNumbers(20261121);
    let longest = 0;
    for (let round = 0; round < 300; round += 1) {
      const message = randomMessage(everything.desc, random, 3);
      longest = Math.max(longest, JSON.stringify(message).length);
      assert.equal(everything.agreed(message), true, JSON.stringify(message));
      const broken = withUnknownKey(message, everything.desc, random);
      assert.equal(everything.agreed(broken), false, JSON.stringify(broken));
    }
    assert.ok(longest > 500, String(longest));
  });

  it('asks for nothing but what proto2 requires', () => {
    assert.deepEqual([everything.agreed({}), older.agreed({}), older.agreed({ id: 'x' })], [true, false, true]);
  });

  it('lets one of a oneof be given, where a null of the other does not count', () => {
    const verdicts = [{ text: 'a' }, { item: {} }, { text: null, item: {} }, { text: 'a', item: {} }].map((message) =>
      everything.agreed(message),
    );
    assert.deepEqual(verdicts, [true, true, true, false]);
  });

  it('knows a name that is given for JSON', () => {
    assert.equal(older.agreed({ id: 'x', anotherName: 'y' }), true);
  });

  it('says of each field its type and what its JSON must be', () => {
    const { properties } = (messageSchema(everything.desc)['definitions'] as JsonObject)[
      'sample.v1.Everything'
    ] as unknown as { properties: Record<string, JsonSchema> };
    const said = ['an_int64', 'counts', 'items', 'at', 'level'].map((name) => [
      properties[name]?.title,
      properties[name]?.errorMessage,
    ]);
    assert.deepEqual(said, [
      ['int64', 'Must be a whole number that fits int64.'],
      ['map<string, int64>', undefined],
      ['repeated Item', undefined],
      ['Timestamp', 'Must be a time such as "2026-01-31T12:00:00Z".'],
      ['Level', undefined],
    ]);
  });
});

describe('the schema of a method', () => {
  const titleOf = async (call: string, area?: string): Promise<unknown> => {
    const schema = await methodSchema(set, call, area);
    const [name] = /[\w.]+$/.exec(JSON.stringify(schema?.['$ref'] ?? '').slice(1, -1)) ?? [];
    return schema && ((schema['definitions'] as JsonObject)[name ?? ''] as JsonObject)['title'];
  };

  it('is found by the service and the method, in each way to write them', async () => {
    for (const call of ['Twin.count', 'Twin/count', 'sample.v1.Twin.count', '/sample.v1.Twin/count']) {
      assert.equal(await titleOf(call), 'CountRequest', call);
    }
  });

  it('is not guessed among services of one name, unless their area decides', async () => {
    assert.equal(await titleOf('Sample.echo'), undefined);
    assert.equal(await titleOf('Sample.echo', 'sample'), 'Everything');
  });

  it('is unknown for what is not there', async () => {
    assert.deepEqual(
      await Promise.all(['Nobody.echo', 'Twin.nothing', 'echo', ''].map((call) => methodSchema(set, call))),
      [undefined, undefined, undefined, undefined],
    );
  });

  it('tells messages of one name apart by their service', async () => {
    const fields = await Promise.all(
      ['Twin.count', 'sample.v1.Sample.count'].map(async (call) => {
        const { definitions } = (await methodSchema(set, call)) as unknown as {
          definitions: Record<string, JsonSchema>;
        };
        return Object.keys(definitions['sample.v1.CountRequest']?.properties ?? {});
      }),
    );
    assert.deepEqual(fields, [['from_twin'], ['up_to', 'bytes_each']]);
  });
});

/** Numbers from 0 to 1, always the same (mulberry32). */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function randomMessage(desc: DescMessage, random: () => number, depth: number): JsonObject {
  const json: JsonObject = {};
  for (const each of desc.fields) {
    const isRival = each.oneof?.fields.some(({ name }) => name in json) ?? false;
    if ((random() < 0.4 || each.presence === Presence.LEGACY_REQUIRED) && !isRival) {
      json[each.name] = random() < 0.1 && !each.oneof ? null : randomValue(each, random, depth);
    }
  }
  return json;
}

function randomValue(each: DescField, random: () => number, depth: number): Json {
  const some = <T>(make: () => T): T[] => Array.from({ length: Math.floor(random() * 3) }, make);
  if (each.fieldKind === 'map') {
    return Object.fromEntries(some(() => [`key ${random()}`, randomOne(each, random, depth)]));
  }
  return each.fieldKind === 'list' ? some(() => randomOne(each, random, depth)) : randomOne(each, random, depth);
}

const samples: Readonly<Record<string, readonly Json[]>> = {
  'google.protobuf.Struct': [{}, { a: 1, b: [null, { c: 'd' }] }],
  'google.protobuf.Value': [null, 1, 'a', [true], { a: {} }],
  'google.protobuf.ListValue': [[], [1, 'a', null, {}]],
  'google.protobuf.Timestamp': ['2026-01-31T12:00:00Z', '0001-01-01T00:00:00.123456789+09:00'.replace('0001', '2001')],
  'google.protobuf.Duration': ['0s', '-1.5s', '3.000000001s'],
  'google.protobuf.StringValue': ['', 'text'],
  'google.protobuf.FieldMask': ['', 'a,bC.d'],
  'google.protobuf.Any': [{}, { '@type': 'type.googleapis.com/sample.v1.Item', size: 1 }],
  double: [0, 1.5, -1e300, 'NaN', '-Infinity', '1.5e3'],
  float: [0, 0.1, '1', 'Infinity'],
  int32: [0, -(2 ** 31), 2 ** 31 - 1, '12', 1.0],
  sint32: [-1, '-1'],
  int64: [1, '-9223372036854775808', '9223372036854775807'],
  uint64: [0, '18446744073709551615'],
  fixed64: ['1', 2],
  bool: [true, false],
  string: ['', 'text', 'true', '한국어 \u{1F680} "\\'],
  bytes: ['', 'AAEC/w==', 'AAEC_w', 'AA EC'],
  enum: ['LOW', 'HIGH', 1, 99],
};

function randomOne(each: DescField, random: () => number, depth: number): Json {
  const name = each.message?.typeName ?? (each.enum ? 'enum' : (ScalarType[each.scalar ?? 0]?.toLowerCase() ?? ''));
  const known = samples[name];
  if (known) {
    return known[Math.floor(random() * known.length)] ?? null;
  }
  assert.ok(each.message, name);
  return depth > 0 ? randomMessage(each.message, random, depth - 1) : {};
}

/** One key more than a message has fields, somewhere in it. */
function withUnknownKey(message: JsonObject, desc: DescMessage, random: () => number): JsonObject {
  const below = desc.fields.filter(
    (each) =>
      each.fieldKind === 'message' &&
      each.message.typeName.startsWith('sample.') &&
      typeof message[each.name] === 'object' &&
      message[each.name] !== null,
  );
  const chosen = below[Math.floor(random() * (below.length + 1))];
  return chosen?.message
    ? {
        ...message,
        [chosen.name]: withUnknownKey(message[chosen.name] as JsonObject, chosen.message, random),
      }
    : { ...message, nobody_knows: 1 };
}
