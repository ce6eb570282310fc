import assert from 'node:assert/strict';
import Ajv from 'ajv';
import { stringify } from 'yaml';
import { finishInTurns } from '../../../src/base/steps';
import { checkTextInSteps } from '../../../src/manifest/check/check-in-steps';
import type { ManifestKind } from '../../../src/manifest/kind';
import type { Rule } from '../../../src/manifest/rule';
import { resolveSchema, type JsonSchema, type Schema } from '../../../src/manifest/schema/json-schema';
import { manifestKinds, manifestRules } from '../../../src/platforms/platforms';
import { sharedEngine } from '../../template-engine';
import { Random } from '../random';
import { generatedSet } from './generated-sets';

/** So many of each kind are made; thousands on demand, with the variable set. */
const count = Number(process.env['PLUGIN_WORKBENCH_CORPUS'] ?? 40);

/** What is said above information. */
async function said(text: string, rules: readonly Rule[]): Promise<string[]> {
  const { findings } = await finishInTurns(checkTextInSteps(text, manifestKinds, rules, { templates: sharedEngine() }));
  return findings
    .filter(({ severity }) => severity !== 'info')
    .map(({ code, message }) => `${code}: ${message}\n${text}`);
}

describe('of manifests that are made at random and valid, nothing is said above information', () => {
  for (const kind of manifestKinds) {
    it(`as the schema of ${kind.id} takes them`, async () => {
      const random = new Random(12);
      const isValid = new Ajv({ strict: false, logger: false }).compile(kind.schema as object);
      const made = Array.from({ length: count }, () => valueOf(kind.schema, kind, random, 0)).filter((value) =>
        isValid(value),
      );
      assert.ok(made.length >= count / 10, `${made.length} of ${count} are valid`);
      for (const value of made) {
        const text = `# plugin-workbench: kind=${kind.id}\n${stringify(value, { version: '1.1', lineWidth: 0 })}`;
        assert.deepEqual(await said(text, []), []);
      }
    }).timeout(120_000 + 100 * count);
  }

  it('as authors write ApplicationSets, with all that rules ask for', async () => {
    const random = new Random(12);
    for (let index = 0; index < count; index += 1) {
      const text = stringify(generatedSet(random), { version: '1.1', lineWidth: 0 });
      assert.deepEqual(await said(text, manifestRules), []);
    }
  }).timeout(120_000 + 100 * count);
});

const texts = [
  ...['text', 'team_plugins', 'custom_plugins.components.one', 'plugin-lab', 'inventory.Collector', '1.0', '30'],
  ...[
    'https://git.example.com/team/plugins.git',
    '${env:KEY}',
    '$plugin.token',
    'http://a.plugins.svc:8080',
    'bksops/v1',
  ],
];
const deepest = 7;

/** A value that a schema may take: whether it does is the matter of an oracle. */
function valueOf(unresolved: Schema, kind: ManifestKind, random: Random, depth: number): unknown {
  const schema = flattened(unresolved, kind, random);
  if (schema.const !== undefined) {
    return schema.const;
  }
  if (schema.enum !== undefined) {
    return random.of(schema.enum);
  }
  const types = [schema.type ?? 'string'].flat().filter((type) => type !== 'null');
  switch (random.of(types.length > 0 ? types : ['string'])) {
    case 'object':
      return objectOf(schema, kind, random, depth);
    case 'array':
      return Array.from({ length: Math.max(schema.minItems ?? 0, random.below(3)) }, () =>
        valueOf(schema.items ?? { type: 'string' }, kind, random, depth + 1),
      );
    case 'integer':
    case 'number':
      return Math.max(schema.minimum ?? 0, random.below(20));
    case 'boolean':
      return random.chance(0.5);
    default:
      return textOf(schema, random);
  }
}

function objectOf(schema: JsonSchema, kind: ManifestKind, random: Random, depth: number): Record<string, unknown> {
  const share = depth > deepest ? 0 : 0.4;
  const wanted = Object.entries(schema.properties ?? {}).filter(
    ([name]) => schema.required?.includes(name) === true || random.chance(share),
  );
  const open = typeof schema.additionalProperties === 'object' ? schema.additionalProperties : undefined;
  const others = open ? random.some(2, () => [`key${random.below(9)}`, open] as const) : [];
  return Object.fromEntries(
    [...wanted, ...others].map(([name, value]) => [name, valueOf(value, kind, random, depth + 1)]),
  );
}

function textOf({ pattern, examples = [], minLength = 0 }: JsonSchema, random: Random): string {
  const candidates = [...examples.filter((each) => typeof each === 'string'), ...texts];
  const fitting = candidates.filter(
    (each) => (!pattern || new RegExp(pattern, 'u').test(each)) && each.length >= minLength,
  );
  return fitting.length > 0 ? random.of(fitting) : 'text';
}

/** One of its forms, with what all of them have. */
function flattened(unresolved: Schema, kind: ManifestKind, random: Random): JsonSchema {
  const schema = resolveSchema(unresolved, kind.schema);
  if (typeof schema === 'boolean') {
    return { type: 'string' };
  }
  const forms = [schema.anyOf, schema.oneOf].flatMap((list) => (list ? [random.of(list)] : []));
  const parts = [...(schema.allOf ?? []), ...forms].map((part) => flattened(part, kind, random));
  return parts.reduce<JsonSchema>(
    (whole, part) => ({
      ...whole,
      ...part,
      properties: { ...whole.properties, ...part.properties },
      required: [...(whole.required ?? []), ...(part.required ?? [])],
    }),
    schema,
  );
}
