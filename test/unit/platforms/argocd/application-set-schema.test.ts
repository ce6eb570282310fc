import assert from 'node:assert/strict';
import { schemaDefects, type JsonSchema } from '../../../../src/manifest/schema/json-schema';
import { newManifests } from '../../../../src/manifest/edit/new-manifest';
import { applicationSet } from '../../../../src/platforms/argocd/manifest-kinds';
import { check } from './workspace';

const root = applicationSet.schema as JsonSchema;
const types: Readonly<Record<string, JsonSchema>> = {
  ApplicationSet: root,
  ...(root.definitions as Record<string, JsonSchema>),
};
const keys = Object.entries(types).flatMap(([type, { properties = {} }]) =>
  Object.entries(properties as Record<string, JsonSchema>).map(([key, schema]) => ({ key: `${type}.${key}`, schema })),
);

describe('the schema of an ApplicationSet, made of the types of its API', () => {
  it('keeps to the subset that the walker honours', () => assert.deepEqual(schemaDefects(root), []));

  it('knows every type of generator at every level', () => {
    const generators = ['clusterDecisionResource', 'clusters', 'git', 'list', 'plugin', 'pullRequest', 'scmProvider'];
    for (const [type, nested] of [
      ['ApplicationSetGenerator', ['matrix', 'merge']],
      ['ApplicationSetNestedGenerator', ['matrix', 'merge']],
      ['TerminalGenerator', []],
    ] as const) {
      const expected = [...generators, ...nested, 'selector'].sort();
      assert.deepEqual(Object.keys(types[type]?.properties ?? {}).sort(), expected, type);
    }
  });

  it('says what every key is for', () => {
    const describes = ({ description, allOf = [], items }: JsonSchema): boolean =>
      [description, ...allOf.map((part) => named(part)?.description), named(items)?.description].some(Boolean);
    const silent = keys.filter(({ schema }) => !describes(schema)).map(({ key }) => key);
    assert.deepEqual(silent, []);
  });

  it('closes every mapping with named keys', () => {
    const open = Object.entries(types).filter(([, type]) => type.properties && type.additionalProperties !== false);
    assert.deepEqual(
      open.map(([name]) => name),
      [],
    );
  });

  it('has whole numbers, as the API has', () => {
    const numbers = keys.filter(({ schema: { type } }) => [type].flat().includes('number'));
    assert.deepEqual(numbers, []);
    assert.deepEqual(types['PluginGenerator']?.properties?.['requeueAfterSeconds'], {
      ...(types['PluginGenerator']?.properties?.['requeueAfterSeconds'] as JsonSchema),
      type: ['integer', 'null'],
    });
  });

  it('begins a new manifest that is right', async () => {
    const [manifest, ...others] = newManifests(applicationSet);
    const text = manifest?.snippet.replace(/\$\{\d+:((?:\\.|[^}])*)\}|\$0/g, (_, blank: string | undefined) =>
      (blank ?? '').replace(/\\(.)/g, '$1'),
    );
    const { findings } = await check(text ?? '');

    assert.equal(others.length, 0);
    assert.match(text ?? '', /plugin:\n {8}configMapRef:/);
    assert.deepEqual(findings, []);
  });
});

function named(schema: JsonSchema['items']): JsonSchema | undefined {
  const inner = typeof schema === 'object' ? (schema.allOf?.[0] ?? schema) : undefined;
  const reference = typeof inner === 'object' ? inner.$ref?.replace('#/definitions/', '') : undefined;
  return reference === undefined ? (inner as JsonSchema | undefined) : types[reference];
}
