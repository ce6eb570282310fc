import assert from 'node:assert/strict';
import { ManagedPlugins } from '../../src/platforms/spaceone/repository/managed-plugins';
import type { JsonObject } from '../../src/runtime/calls/grpc-api';
import { Repositories, sample, type Client } from '../unit/platforms/spaceone/repository/client';

describe('a query of the local Repository', function () {
  // Each is ended after a second; without an end, some would take years.
  this.timeout(20_000);
  const repositories = new Repositories();
  const tooLong = ['INTERNAL', 'ERROR_DB_QUERY: Database query failed. (reason = operation exceeded time limit)'];
  const text = `${'x'.repeat(60)}!`;
  const catastrophe = '(x+x+)+y';
  const many = Array.from({ length: 100_000 }, (_, index) => index);
  let client: Client;

  beforeEach(async () => {
    ({ client } = await repositories.start());
    await client.call('Plugin.register', { ...sample, tags: { text, deep: { __proto__: null } } });
  });
  afterEach(() => repositories.end());

  const refusal = (query: JsonObject): Promise<string[]> => client.refusal('Plugin.list', { query });

  for (const filter of [
    { k: 'tags.text', v: catastrophe, o: 'regex' },
    { k: 'tags.text', v: ['^y', catastrophe], o: 'regex_in' },
    { k: 'tags.text', v: '^(x|x)*$', o: 'regex' },
    { k: 'tags.text', v: '(.*)*(.*)*(.*)*y', o: 'regex' },
    { k: 'tags.text', v: '((x*)*)*y\\z', o: 'regex' },
  ]) {
    it(`2.61 is ended whose pattern is ${JSON.stringify(filter.v)}, and the next one is answered`, async () => {
      assert.deepEqual(await refusal({ filter: [filter] }), tooLong);
      assert.deepEqual(await refusal({ filter_or: [filter] }), tooLong);
      assert.deepEqual(await client.ids({ query: { filter: [{ ...filter, v: '^x+!$', o: 'regex' }] } }), [
        'plugin-sample',
      ]);
    });
  }

  it('2.62 is refused whose pattern is longer than the database takes', async () => {
    assert.deepEqual(await refusal({ filter: [{ k: 'name', v: 'x'.repeat(32_765), o: 'regex' }] }), [
      'INTERNAL',
      'ERROR_DB_QUERY: Database query failed. (reason = Regular expression is too long)',
    ]);
    // JavaScript has an end before that, and it is told.
    assert.match(
      (await refusal({ filter: [{ k: 'name', v: 'x'.repeat(32_764), o: 'regex' }] }))[1] ?? '',
      /\(reason = (Regular expression too large|Stack overflow)\)$/,
    );
    assert.deepEqual(await client.ids({ query: { filter: [{ k: 'name', v: 'x'.repeat(12_000), o: 'regex' }] } }), []);
  });

  it('2.63 is ended whose keyword is such a pattern, in the managed repository', () => {
    const managed = new ManagedPlugins([{ plugin_id: 'p', name: text, image: 'p', resource_type: 'r' }]);
    assert.throws(() => managed.list({}, { keyword: catastrophe }, 'd'), { details: tooLong[1] });
    assert.equal(managed.list({}, { keyword: '^X+!$' }, 'd').total, 1);
  });

  it('2.64 may have 100,000 keys of "only", and one that lies inside another says nothing', async () => {
    const only = ['tags', ...many.map((index) => `tags.k${index}`)];
    const { results } = await client.call('Plugin.list', { query: { only } });
    assert.deepEqual((results as JsonObject[])[0]?.['tags'], { text, deep: {} });
  });

  it('2.65 may have 10,000 keys to sort by', async () => {
    const sort = many.slice(0, 10_000).map((index) => ({ key: `tags.k${index}` }));
    assert.deepEqual(await client.ids({ repository_id: 'repo-local', query: { sort } }), ['plugin-sample']);
  });

  it('2.66 is ended that holds 100,000 alternatives against a list of 5,000', async () => {
    await client.call('Plugin.update', {
      plugin_id: 'plugin-sample',
      tags: { list: many.slice(0, 5000).map((index) => `v${index}`) },
    });
    const v = many.map((index) => `w${index}`);
    assert.deepEqual(await refusal({ filter: [{ k: 'tags.list', v, o: 'in' }] }), tooLong);
  });

  it('2.67 leaves all other objects as they are, whatever keys it names', async () => {
    const tags = JSON.parse('{"__proto__": {"polluted": 1}, "own": 1}') as JsonObject;
    await client.call('Plugin.update', { plugin_id: 'plugin-sample', tags });
    const only = ['tags.__proto__.polluted', 'tags.__proto__.toString', 'tags.constructor.name'];
    const { results } = await client.call('Plugin.list', { query: { only } });
    assert.equal(JSON.stringify((results as JsonObject[])[0]?.['tags']), '{"__proto__":{"polluted":1}}');
    assert.equal('polluted' in {}, false);
    assert.deepEqual(await client.ids({ query: { filter: [{ k: 'tags.constructor', v: true, o: 'exists' }] } }), []);
  });
});
