import assert from 'node:assert/strict';
import type { Json, JsonObject } from '../../../../../src/runtime/calls/grpc-api';
import { readRegistration, type Registration } from '../../../../../src/platforms/spaceone/registrations/registration';
import {
  manifestState,
  updateRequest,
  type ManifestState,
} from '../../../../../src/platforms/spaceone/registrations/registration-state';
import {
  registeredManifest,
  registrationYaml,
} from '../../../../../src/platforms/spaceone/registrations/registered-text';
import type { RepositoryContract } from '../../../../../src/platforms/spaceone/registrations/repository-contract';
import { manifest } from './clients';
import { contracts } from './contracts';

const local = { repository_id: 'repo-local', name: 'Local', repository_type: 'LOCAL' };
const managed = { repository_id: 'repo-managed', name: 'Managed', repository_type: 'MANAGED' };

const usual = `name: Example
resource_type: inventory.Collector
image: spaceone/plugin-a
`;

/** As a Repository answers with what it has stored of {@link usual}. */
function stored(more: JsonObject = {}): Registration {
  return readRegistration({
    plugin_id: 'plugin-a',
    name: 'Example',
    state: 'ENABLED',
    resource_type: 'inventory.Collector',
    image: 'spaceone/plugin-a',
    registry_type: 'DOCKER_HUB',
    registry_url: 'registry.example',
    registry_config: { url: 'registry.example' },
    capability: {},
    labels: [],
    tags: {},
    docs: {},
    domain_id: 'domain-1',
    repository_info: local,
    created_at: '2026-01-01T00:00:00.000Z',
    updated_at: '2026-01-01T00:00:00.000Z',
    ...more,
  })!;
}

describe('a register manifest beside what is registered', () => {
  let of: Readonly<Record<'2.0' | '1.x', RepositoryContract>>;

  before(async () => {
    of = await contracts();
  });

  function state(text: string, registered: readonly Registration[], generation: '2.0' | '1.x' = '2.0'): ManifestState {
    return manifestState(manifest(text), registered, of[generation]);
  }

  function changed(
    text: string,
    registered: readonly Registration[],
    generation: '2.0' | '1.x' = '2.0',
  ): Extract<ManifestState, { is: 'changed' }> {
    const found = state(text, registered, generation);
    assert.ok(found.is === 'changed', found.is);
    return found;
  }

  it('is not registered when nothing has its id', () => {
    const other = stored({ plugin_id: 'plugin-b' });
    assert.deepEqual(state(usual, [other]), { is: 'not registered', pluginId: 'plugin-a' });
  });

  it('is unclear while its id is not known', () => {
    assert.equal(state(usual.replace('spaceone/plugin-a', '""'), []).is, 'unclear');
    assert.equal(state(usual.replace('spaceone/plugin-a', '"{{ name }}"'), []).is, 'unclear');
    assert.equal(state(`${usual}labels: [\n`, []).is, 'unclear');
  });

  for (const [what, text, more] of unmodified([
    ['as it was written', usual, {}],
    ['with the defaults that the service fills in', `${usual}registry_type: DOCKER_HUB\nlabels: []\ntags: {}\n`, {}],
    ['with a registry by its number', `${usual}registry_type: 1\n`, {}],
    ['with empty values', `${usual}provider: ""\nlabels:\ncapability: null\n`, {}],
    [
      'with keys in another order',
      `${usual}tags: {a: {x: 1, y: [1, 2]}, b: 2}\n`,
      { tags: { b: 2, a: { y: [1, 2], x: 1 } } },
    ],
    ['with a whole number written as a fraction', `${usual}tags: {a: 1.0}\n`, { tags: { a: 1 } }],
    ["with the service's own registry settings", `${usual}registry_config: {mine: 1}\n`, {}],
    ['with its id spelled out', `${usual}plugin_id: plugin-a\n`, {}],
    ['in camel case', usual.replace('resource_type', 'resourceType'), {}],
    ['disabled', usual, { state: 'DISABLED' }],
  ])) {
    it(`is registered ${what}`, () => {
      assert.equal(state(text, [stored(more)]).is, 'registered');
    });
  }

  for (const [what, text, more, paths] of modified([
    ['another name', usual.replace('Example', 'Other'), {}, ['name']],
    ['a label more', `${usual}labels: [a, b]\n`, { labels: ['a'] }, ['labels']],
    ['labels in another order', `${usual}labels: [a, b]\n`, { labels: ['b', 'a'] }, ['labels']],
    ['a tag more and one less', `${usual}tags: {a: 1}\n`, { tags: { b: 1 } }, ['tags.a', 'tags.b']],
    ['a difference deep inside', `${usual}tags: {a: {b: {c: 1}}}\n`, { tags: { a: { b: { c: 2 } } } }, ['tags.a.b.c']],
    ['a text that looks like a number', `${usual}tags: {a: "1"}\n`, { tags: { a: 1 } }, ['tags.a']],
    ['nothing of what is registered', usual, { docs: { en: 'x' } }, ['docs']],
    ['another registry', `${usual}registry_type: HARBOR\n`, {}, ['registry_type']],
    ['a null for a text', `${usual}tags: {a: null}\n`, { tags: { a: '' } }, ['tags.a']],
  ])) {
    it(`is changed by ${what}`, () => {
      const found = changed(text, [stored(more)]);
      assert.deepEqual(
        found.differences.map(({ path }) => path.join('.')),
        paths,
      );
    });
  }

  it('says what an update does not reach', () => {
    const found = changed(usual.replace('spaceone/', 'other/').replace('Example', 'New'), [stored()]);
    assert.deepEqual(
      found.differences.map(({ path, isUpdatable }) => [path[0], isUpdatable]),
      [
        ['name', true],
        ['image', false],
      ],
    );
  });

  it('is compared with the plugin of the local repository where the platform brings one of the same id', () => {
    const brought = stored({ repository_info: managed, name: 'Brought' });
    assert.equal(state(usual, [brought, stored()]).is, 'registered');
  });

  it('is registered by the platform, whose images have a prefix of its own', () => {
    assert.equal(state(usual, [stored({ repository_info: managed, image: 'cloudforet/plugin-a' })]).is, 'registered');
  });

  it('is found by its image where 1.x made up an id', () => {
    const old = usual.replace('resource_type', 'service_type');
    const answer = { plugin_id: 'plugin-0123456789ab', service_type: 'inventory.Collector' };
    assert.equal(state(old, [stored(answer)], '1.x').is, 'registered');
  });

  describe('when it is updated', () => {
    function update(text: string, more: JsonObject): JsonObject | undefined {
      return updateRequest(changed(text, [stored(more)]), manifest(text), of['2.0']);
    }

    it('sends what differs, whole, and empties what it no longer says', () => {
      assert.deepEqual(update(`${usual}tags: {a: 1, b: 2}\n`, { tags: { a: 1 }, labels: ['x'], docs: { en: 'y' } }), {
        plugin_id: 'plugin-a',
        labels: [],
        tags: { a: 1, b: 2 },
        docs: {},
      });
    });

    it('has nothing to send when only registering anew would change it', () => {
      assert.equal(update(usual.replace('spaceone/', 'other/'), {}), undefined);
    });

    it('has nothing to send for a plugin that the platform brings', () => {
      assert.equal(update(usual.replace('Example', 'New'), { repository_info: managed }), undefined);
    });
  });

  describe('shown side by side', () => {
    function registered(text: string, more: JsonObject): string {
      return registeredManifest(changed(text, [stored(more)]), manifest(text), of['2.0']);
    }

    it('differs in nothing but the values that differ', () => {
      const text = `# My plugin
name: Other # the name
resource_type: inventory.Collector
image: spaceone/plugin-a
labels:
  - a
  - b   # new
tags:
  icon: "x"
  link: y
`;
      assert.equal(
        registered(text, {
          labels: ['a', '1.0'],
          tags: { icon: 'x', link: 'https://example.com/?a=b: c', more: { k: [1, null] } },
        }),
        `# My plugin
name: Example # the name
resource_type: inventory.Collector
image: spaceone/plugin-a
labels:
  - a
  - "1.0"   # new
tags:
  icon: "x"
  link: "https://example.com/?a=b: c"
  more: { k: [1, null] }
`,
      );
    });

    it('has what is registered only, and lacks what is not', () => {
      assert.equal(
        registered(`${usual}provider: aws\ntags: {a: 1}\n`, { docs: { en: 'text' } }),
        `${usual}docs: { en: text }\n`,
      );
    });

    it('reads back as what is registered', () => {
      const more = {
        labels: ['no', 'x: y', ''],
        tags: { text: 'line\nbreak', number: '1e3', deep: { list: [{ a: 1 }] } },
        provider: 'aws',
      };
      const text = registered(
        `${usual}provider: azure\nlabels: [a]\ntags:\n  text: |\n    other\n  deep:\n    list: []\n`,
        more,
      );
      assert.equal(state(text, [stored(more)]).is, 'registered', text);
    });

    it('is whole where a value stands elsewhere, behind an alias', () => {
      const more = { tags: { a: 2 }, docs: { a: 1 } };
      const text = registered(`${usual}tags: &t {a: 1}\ndocs: *t\n`, more);
      assert.equal(state(text, [stored(more)]).is, 'registered', text);
    });

    it('reads back as what is registered, whatever the two hold', () => {
      const random = seeded(20_261_121);
      for (let round = 0; round < 300; round++) {
        const text =
          `# mine\n${usual}` +
          ['capability', 'labels', 'tags', 'docs'].map((key) => `${key}: ${written(key, random)}\n`).join('');
        const more = Object.fromEntries(
          ['capability', 'labels', 'tags', 'docs'].map((key) => [key, JSON.parse(written(key, random)) as Json]),
        );
        const found = state(text, [stored(more)]);
        if (found.is === 'changed') {
          const shown = registeredManifest(found, manifest(text), of['2.0']);
          assert.equal(state(shown, [stored(more)]).is, 'registered', `${text}\n${JSON.stringify(more)}\n${shown}`);
          assert.match(shown, /^# mine/, `${text}\n${JSON.stringify(more)}`);
        }
      }
    });

    it('is YAML with everything that the server says', () => {
      assert.match(registrationYaml(stored({ rating: 4.5 })), /^plugin_id: plugin-a\n[^]*rating: 4\.5\n$/);
    });
  });
});

function unmodified(cases: [what: string, text: string, more: JsonObject][]): typeof cases {
  return cases;
}

function modified(cases: [what: string, text: string, more: JsonObject, paths: string[]][]): typeof cases {
  return cases;
}

/** Numbers from 0 to 1 that are the same in every run. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return state / 2 ** 31;
  };
}

/** A value of a manifest's key in JSON, which YAML reads as well. */
function written(key: string, random: () => number): string {
  const texts = ['', 'no', '1.0', 'a: b', '- x', '#', "it's", 'two\nlines', '  spaces ', '한국', '{x', '~', '0x1F'];
  const pick = <T>(of: readonly T[]): T => of[Math.floor(random() * of.length)]!;
  const value = (depth: number): Json => {
    const kind = Math.floor(random() * (depth > 2 ? 4 : 6));
    switch (kind) {
      case 4:
        return Array.from({ length: Math.floor(random() * 3) }, () => value(depth + 1));
      case 5:
        return object(depth + 1);
      default:
        return [pick(texts), Math.round(random() * 100) / 4, random() < 0.5, null][kind]!;
    }
  };
  const object = (depth: number): JsonObject =>
    Object.fromEntries(
      ['a', 'b', 'no', 'spaced key'].flatMap((name) => (random() < 0.5 ? [[name, value(depth)]] : [])),
    );
  return JSON.stringify(key === 'labels' ? [pick(texts), pick(texts)].slice(0, Math.floor(random() * 3)) : object(0));
}
