import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import picomatch from 'picomatch';
import {
  hasAssistSchema,
  isFoundByBoth,
  isOfParser,
  isSamePlace,
  type Place,
} from '../../../../src/editor/redhat-yaml/contract';
import { checkText } from '../../../../src/manifest/check/check-text';
import { manifestKinds } from '../../../../src/platforms/platforms';
import { YamlServer, type Contributor } from './yaml-server';

const head = 'name: A\nresource_type: inventory.Collector\nimage: a\n';

const contributor = (content: string): Contributor => ({
  requestSchema: () => 'plugin-workbench://sample',
  requestSchemaContent: () => content,
});

describe('the language server in Red Hat’s YAML extension', () => {
  let bare: YamlServer;
  before(async () => {
    bare = await YamlServer.start();
  });
  after(() => bare[Symbol.asyncDispose]());

  for (const broken of [
    'provider: @aws\n',
    'provider: `aws\n',
    'provider: %aws\n',
    'provider: "aws\n',
    "provider: 'aws\n",
    'provider: "\\q"\n',
    'provider: a: b\n',
    'provider: x\n  y: z\n',
    'provider\n',
    'labels: [a\n',
    'labels: [',
    'labels: [a,, b]\n',
    'labels: [a]b\n',
    'labels: ]\n',
    'labels: - a\n',
    'labels:\n  - a\n - b\n',
    'labels:\n\t- a\n',
    '\tlabels: a\n',
    'capability: {a: 1\n',
    'capability: {',
    'tags: |\n x\n  y\nz\n',
    'tags: >x\n  y\n',
    '- a\n',
    '&a\n',
    'provider: *nobody\n',
    'capability:\n  <<: *nobody\n',
    'name: B\n',
    'capability:\n  a: 1\n  a: 2\n',
  ]) {
    it(`marks what our parser finds in ${JSON.stringify(broken)}`, async () => {
      const text = head + broken;
      const { findings, lines } = checkText(text, manifestKinds, []);
      const shared = findings.filter(({ code }) => isFoundByBoth(code));
      assert.ok(shared.length > 0, 'ours finds something');
      const { diagnostics } = await bare.open(text);
      const places = diagnostics.filter(isOfParser).map(({ range }) => range.start);
      const between = (from: Place, to: Place): string => text.slice(offsetIn(text, from), offsetIn(text, to));
      for (const finding of shared) {
        const own = lines.rangeAt(finding.range);
        assert.ok(
          places.some((other) => isSamePlace(own, other, between)),
          `${JSON.stringify(own)} is not among ${JSON.stringify(places)}`,
        );
      }
    });
  }

  it('calls nothing a mistake of the parser that follows from a schema', async () => {
    const content = JSON.stringify({ title: 'sample', type: 'object', properties: { name: { type: 'number' } } });
    await using server = await YamlServer.start(contributor(content));
    const { diagnostics } = await server.open(head);
    assert.deepEqual(
      diagnostics.map((each) => [each.source, each.code, isOfParser(each)]),
      [['yaml-schema: sample', 0, false]],
    );
  });

  it('calls a schema that cannot be loaded no mistake of the parser', async () => {
    await using server = await YamlServer.start(contributor('not JSON'));
    const { diagnostics } = await server.open(head);
    assert.deepEqual(
      diagnostics.map((each) => [each.source, isOfParser(each)]),
      [['YAML', false]],
    );
  });

  it('says nothing and draws no lens for the schema that takes everything', async () => {
    await using server = await YamlServer.start(contributor('true'));
    const { uri, diagnostics } = await server.open(`${head}---\n${head}`);
    assert.deepEqual(diagnostics, []);
    assert.deepEqual(await server.lenses(uri), []);
    assert.deepEqual(await server.completions(uri, { line: 3, character: 0 }), []);
    assert.equal((await server.hover(uri, { line: 0, character: 1 })).trim(), '');
  });

  it('still marks syntax errors then', async () => {
    await using server = await YamlServer.start(contributor('true'));
    const { diagnostics } = await server.open(`${head}provider: @aws\n`);
    assert.deepEqual(diagnostics.map(isOfParser), [true]);
  });

  it('asks under the address that the editor writes', async () => {
    await using server = await YamlServer.start(contributor('true'));
    const { uri } = await server.open(head, 'plug-in%20pr%C3%BCfen.yaml');
    assert.deepEqual([...new Set(server.asks)], [uri]);
  });
});

describe('names that say what is in a file', () => {
  const { contributes } = JSON.parse(readFileSync('package.json', 'utf8')) as {
    contributes: { yamlValidation: { fileMatch: string[] }[] };
  };
  const isContributed = picomatch(
    contributes.yamlValidation.flatMap(({ fileMatch }) => fileMatch.map((each) => `**/${each}`)),
  );

  for (const path of [
    '/w/a.spaceone.yaml',
    '/w/a.spaceone.yml',
    '/w/bksops-sources.yaml',
    '/w/bksops-sources.yml',
    '/w/spaceone.yaml',
    '/w/my-bksops-sources.yaml',
    '/w/plugin.yml',
    '/w/a.spaceone.yaml.bak',
  ]) {
    it(`are told alike from ${path} by package.json and by us`, () => {
      assert.equal(hasAssistSchema(path), isContributed(path));
    });
  }
});

function offsetIn(text: string, { line, character }: Place): number {
  const before = text.split('\n').slice(0, line);
  return before.reduce((sum, each) => sum + each.length + 1, 0) + character;
}
