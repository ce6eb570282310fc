import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { manifestKinds } from '../../../../src/platforms/platforms';
import { YamlServer } from './yaml-server';

interface Generator {
  readonly assistOnly: (...schemas: unknown[]) => Schema;
  readonly writeAssistSchemas: (folder: string) => Promise<string[]>;
}

describe('the schemas that help to begin a manifest', () => {
  let assistOnly: Generator['assistOnly'];
  let folder: string;
  let server: YamlServer;
  before(async () => {
    const generator = (await import(pathToFileURL('scripts/assist-schemas.mjs').href)) as Generator;
    ({ assistOnly } = generator);
    folder = await mkdtemp(path.join(tmpdir(), 'assist-schemas-'));
    await generator.writeAssistSchemas(folder);
    const uriOf = (name: string): string => pathToFileURL(path.join(folder, name)).href;
    server = await YamlServer.start(undefined, [
      { fileMatch: ['/*.spaceone.yaml'], uri: uriOf('spaceone.assist.json') },
      { fileMatch: ['/bksops-sources.yaml'], uri: uriOf('bksops-sources.assist.json') },
    ]);
  });
  after(async () => {
    await server[Symbol.asyncDispose]();
    await rm(folder, { recursive: true });
  });

  it('judge nothing, however wrong', async () => {
    for (const name of ['a.spaceone.yaml', 'bksops-sources.yaml']) {
      for (const text of [
        'labels: true\nunknown: 1\n',
        'sources: 1\ntarget: []\n',
        '- a\n',
        'plain\n',
        'plugin_info: 1\n',
      ]) {
        assert.deepEqual((await server.open(text, name)).diagnostics, [], `${name}: ${text}`);
      }
    }
  });

  it('offer the keys of every form, each once', async () => {
    const { uri } = await server.open('\n', 'a.spaceone.yaml');
    const keys = await server.completions(uri, { line: 0, character: 0 });
    for (const key of ['name', 'resource_type', 'plugin_info', 'schedule', 'tags']) {
      assert.equal(keys.filter((each) => each === key).length, 1, `${key} in ${keys.join()}`);
    }
  });

  it('offer the keys of updates, schemas, providers and task files, and those of every form of package sources', async () => {
    const offered = async (name: string): Promise<string[]> => {
      const { uri } = await server.open('\n', name);
      return server.completions(uri, { line: 0, character: 0 });
    };
    const [ofSpaceone, ofBksops] = [await offered('a.spaceone.yaml'), await offered('bksops-sources.yaml')];
    const missing = [
      ...['plugin_id', 'docs', 'schema_type', 'provider', 'tasks', 'var'].filter((key) => !ofSpaceone.includes(key)),
      ...['sources', 'origins', 'caches', 'COMPONENTS_PACKAGE_SOURCES'].filter((key) => !ofBksops.includes(key)),
    ];
    assert.deepEqual(missing, []);
  });

  it('offer the keys of a task and of what it does', async () => {
    const { uri } = await server.open('tasks:\n  - spec:\n      \n', 'a.spaceone.yaml');
    const keys = await server.completions(uri, { line: 2, character: 6 });
    assert.ok(
      ['resource_type', 'verb', 'data'].every((key) => keys.includes(key)),
      keys.join(),
    );
  });

  it('offer values that a schema allows', async () => {
    const { uri } = await server.open('registry_type: \n', 'a.spaceone.yaml');
    assert.ok((await server.completions(uri, { line: 0, character: 15 })).includes('HARBOR'));
  });

  it('offer the keys of every branch below a choice', async () => {
    const { uri } = await server.open('sources:\n  - details:\n      \n', 'bksops-sources.yaml');
    const keys = await server.completions(uri, { line: 2, character: 6 });
    assert.ok(
      ['repo_address', 'bucket', 'path'].every((key) => keys.includes(key)),
      keys.join(),
    );
  });

  it('explain a key', async () => {
    const { uri } = await server.open('registry_type: HARBOR\n', 'a.spaceone.yaml');
    assert.match(await server.hover(uri, { line: 0, character: 3 }), /Image registry/);
  });

  for (const { id, schema } of manifestKinds) {
    it(`hold nothing of ${id} that a document could fail`, () => {
      const keywords = keywordsOf(assistOnly(schema));
      assert.ok(keywords.includes('properties'));
      assert.deepEqual(
        keywords.filter((keyword) => !harmless.has(keyword)),
        [],
      );
    });
  }

  it('end where a schema comes again inside itself', () => {
    const tree = { definitions: { node: { properties: { next: { $ref: '#/definitions/node' } } } } };
    const { properties } = assistOnly({ ...tree, $ref: '#/definitions/node' });
    assert.deepEqual(properties, { next: {} });
  });
});

const harmless = new Set(
  ['$schema', 'title', 'description', 'default', 'examples'].concat([
    'properties',
    'patternProperties',
    'items',
    'additionalProperties',
  ]),
);

/** All keywords of a schema, however deep. */
function keywordsOf(schema: Schema): string[] {
  const { properties, patternProperties, items, additionalProperties } = schema;
  const inside = [...Object.values({ ...properties, ...patternProperties }), items, additionalProperties].flatMap(
    (each) => each ?? [],
  );
  return [...Object.keys(schema), ...inside.flatMap(keywordsOf)];
}

interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly patternProperties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly additionalProperties?: Schema;
}
