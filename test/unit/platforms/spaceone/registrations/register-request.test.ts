import assert from 'node:assert/strict';
import { applyEdits, editsOf } from '../../../../../src/manifest/edit/fix-edits';
import type { Finding } from '../../../../../src/manifest/finding';
import { registerRequest } from '../../../../../src/platforms/spaceone/registrations/register-request';
import type { RepositoryContract } from '../../../../../src/platforms/spaceone/registrations/repository-contract';
import { manifest } from './clients';
import { contracts } from './contracts';

describe('the request to register a manifest', () => {
  let of: Readonly<Record<'2.0' | '1.x', RepositoryContract>>;

  before(async () => {
    of = await contracts();
  });

  function ready(text: string, generation: '2.0' | '1.x' = '2.0'): object {
    const made = registerRequest(manifest(text), of[generation], 'Staging');
    assert.ok(made.is === 'ready', JSON.stringify(made));
    return made.request;
  }

  function refused(text: string, generation: '2.0' | '1.x' = '2.0'): readonly Finding[] {
    const made = registerRequest(manifest(text), of[generation], 'Staging');
    assert.ok(made.is === 'refused', JSON.stringify(made));
    return made.findings;
  }

  /** Each finding as the text that it marks and what it says. */
  function said(text: string, generation: '2.0' | '1.x' = '2.0'): string[] {
    return refused(text, generation).map(({ range, message }) => `${text.slice(range.start, range.end)}: ${message}`);
  }

  function mended(text: string, generation: '2.0' | '1.x'): string {
    const [finding] = refused(text, generation);
    assert.ok(finding?.fix);
    return applyEdits(text, editsOf(finding, finding.fix));
  }

  const usual = 'name: Example\nresource_type: inventory.Collector\nimage: spaceone/plugin-a\n';
  const old = 'name: Example\nservice_type: inventory.Collector\nimage: spaceone/plugin-a\n';

  it('holds what the manifest says, as its reader reads it', () => {
    const text = `${usual}capability:
  supported_schema: [a]
  use_resource_secret: yes
labels: [One]
tags: {list: [1, null, [~]], version: 1.10, quoted: "1.10", on: false, empty: null, octal: 010, half: 1e3}
`;
    assert.deepEqual(ready(text), {
      name: 'Example',
      resource_type: 'inventory.Collector',
      image: 'spaceone/plugin-a',
      capability: { supported_schema: ['a'], use_resource_secret: true },
      labels: ['One'],
      tags: { list: [1, null, [null]], version: 1.1, quoted: '1.10', on: false, empty: null, octal: 8, half: 1000 },
    });
  });

  it('leaves out what is null, as protobuf does', () => {
    assert.deepEqual(Object.keys(ready(`${usual}provider:\ntags: ~\n`)), ['name', 'resource_type', 'image']);
  });

  it('takes names in camel case, as protobuf does', () => {
    const made = ready('name: Example\nresourceType: a.B\nimage: plugin-a\nregistryType: HARBOR\n');
    assert.deepEqual(made, { name: 'Example', resource_type: 'a.B', image: 'plugin-a', registry_type: 'HARBOR' });
  });

  it('follows anchors and merge keys', () => {
    const made = ready(`${usual}tags: &t {a: 1}\ndocs: {en: *t}\ncapability:\n  <<: *t\n  b: 2\n`);
    assert.deepEqual((made as { capability: object }).capability, { a: 1, b: 2 });
  });

  it('keeps a key that JavaScript would take for something else', () => {
    const made = ready(`${usual}tags: {__proto__: x}\n`) as { tags: object };
    assert.deepEqual(Object.entries(made.tags), [['__proto__', 'x']]);
  });

  for (const [text, id] of [
    [usual, 'plugin-a'],
    [`${usual}plugin_id: another\n`, 'another'],
    [usual.replace('spaceone/plugin-a', 'registry.example/a/b/plugin-b'), 'plugin-b'],
  ] as const) {
    it(`is for the plugin ${id} of\n${text.replace(/^/gm, '        ')}`, () => {
      const made = registerRequest(manifest(text), of['2.0'], 'Staging');
      assert.ok(made.is === 'ready');
      assert.equal(made.pluginId, id);
    });
  }

  describe('is refused', () => {
    it('with a key that the endpoint does not know, instead of dropping it', () => {
      assert.deepEqual(said(`${usual}colour: red\n`), [
        'colour: Staging takes no "colour": its fields are name, resource_type, image, provider, registry_type, registry_config, capability, labels, tags, plugin_id, docs.',
      ]);
    });

    it('with a misspelt key, and the right one offered', () => {
      assert.equal(mended(`${usual}provder: aws\n`, '2.0'), `${usual}provider: aws\n`);
    });

    it('with a key that its generation has lost, and its removal offered', () => {
      assert.equal(mended(`${usual}template: {}\nlabels: [a]\n`, '2.0'), `${usual}labels: [a]\n`);
    });

    it('at an endpoint of 2.0 when it is of 1.x, and rewritten on request', () => {
      assert.deepEqual(said(`${old}template: {a: 1}\nproject_id: p\n`), [
        'service_type: Staging is a Repository of generation 2.0, which takes "resource_type" instead of "service_type".',
      ]);
      assert.equal(mended(`${old}template: {a: 1}\nlabels: [x]\n`, '2.0'), `${usual}labels: [x]\n`);
      assert.equal(mended(`${old}template:\n  a: 1\nproject_id: p\nlabels: [x]\n`, '2.0'), `${usual}labels: [x]\n`);
    });

    it('at an endpoint of 1.x when it is of 2.0, and rewritten on request', () => {
      assert.equal(
        mended(`plugin_id: plugin-a\n${usual}docs:\n  en: text\nlabels: [x]\n`, '1.x'),
        `${old}labels: [x]\n`,
      );
      assert.deepEqual(Object.keys(ready(`${old}template: {}\nproject_id: p\n`, '1.x')).length, 5);
    });

    it('rewritten in flow style as well', () => {
      assert.equal(
        mended('{name: A, service_type: inventory.Collector, template: {}, image: plugin-a}', '2.0'),
        '{name: A, resource_type: inventory.Collector, image: plugin-a}',
      );
    });

    it('with a registry that the generation does not have', () => {
      assert.deepEqual(said(`${usual}registry_type: AWS_PUBLIC_ECR\n`), [
        'AWS_PUBLIC_ECR: "registry_type" must be one of DOCKER_HUB, AWS_PRIVATE_ECR, HARBOR, GITHUB, GCP_PRIVATE_GCR.',
      ]);
    });

    it('with values of another type', () => {
      assert.deepEqual(said(usual.replace('Example', '7').concat('labels: {a: 1}\ntags: [a]\n')), [
        '7: "name" must be a text.',
        '{a: 1}: "labels" must be a list.',
        '[a]: "tags" must be an object.',
      ]);
    });

    it('with a value that JSON has no word for', () => {
      assert.deepEqual(said(`${usual}tags: {since: 2026-01-31, most: .inf}\n`), [
        '2026-01-31: "since" is read as a date, which cannot be sent.',
        '.inf: "most" is read as the number Infinity, which cannot be sent.',
      ]);
    });

    it('without what every plugin has', () => {
      assert.deepEqual(
        refused('name: Example\nimage: plugin-a\ncapability: {}\nlabels: []\n').map(({ message }) => message),
        ['Staging needs "resource_type".'],
      );
    });

    it('with a template in it, which only rendering would tell', () => {
      const [finding] = refused(usual.replace('spaceone/plugin-a', '"{{ image }}"'));
      assert.match(finding?.message ?? '', /is known only after its template is rendered/);
    });

    it('when aliases make it endless, without following them', () => {
      const bomb = Array.from({ length: 12 }, (_, level) => {
        const items =
          level === 0
            ? 'x'
            : Array(9)
                .fill(`*a${level - 1}`)
                .join(', ');
        return `  a${level}: &a${level} [${items}]\n`;
      }).join('');
      const messages = refused(`${usual}tags:\n${bomb}`).map(({ message }) => message);
      assert.deepEqual(messages, ['There is too much in this manifest to send it.']);
    });
  });
});
