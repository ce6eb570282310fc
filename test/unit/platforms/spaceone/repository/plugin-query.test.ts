import assert from 'node:assert/strict';
import { queryPlugins } from '../../../../../src/platforms/spaceone/repository/plugin-query';
import { newRecord, type PluginRecord } from '../../../../../src/platforms/spaceone/repository/plugin-record';
import type { Json, JsonObject } from '../../../../../src/runtime/calls/grpc-api';
import { NOON } from './client';

/** What the database in memory of the oracle (query-oracle.test.ts) does in a way of its own, as MongoDB does it. */
describe('a query, as MongoDB answers it,', () => {
  function plugin(plugin_id: string, more: JsonObject = {}): PluginRecord {
    return newRecord({ plugin_id, name: plugin_id, image: plugin_id, ...more }, { domainId: 'd', now: NOON });
  }

  function ids(plugins: readonly PluginRecord[], query: JsonObject): unknown[] {
    return queryPlugins(plugins, query, NOON).plugins.map(({ plugin_id }) => plugin_id);
  }

  function filter(key: string, operator: string, value: Json): JsonObject {
    return { filter: [{ k: key, v: value, o: operator }] };
  }

  it('tells true from 1 and false from 0', () => {
    const plugins = [plugin('a', { tags: { on: true } }), plugin('b', { tags: { on: 1 } })];
    assert.deepEqual(ids(plugins, filter('tags.on', 'eq', true)), ['a']);
    assert.deepEqual(ids(plugins, filter('tags.on', 'in', [1])), ['b']);
    assert.deepEqual(ids(plugins, filter('tags.on', 'lte', 1)), ['b']);
  });

  it('takes a missing value for null', () => {
    const plugins = [plugin('a', { labels: ['x'], tags: { team: 'y' } }), plugin('b')];
    assert.deepEqual(ids(plugins, filter('tags.team', 'eq', null)), ['b']);
    assert.deepEqual(ids(plugins, filter('tags.team', 'lte', null)), ['b']);
    assert.deepEqual(ids(plugins, filter('labels.0', 'in', [null])), ['b']);
  });

  it('finds a value that is missing not to contain anything', () => {
    const plugins = [plugin('a', { docs: { en: { title: 'x' } } }), plugin('b')];
    assert.deepEqual(ids(plugins, filter('docs.en.title', 'not_contain', 'x')), ['b']);
  });

  it('sorts lists by their smallest element, and by their largest when the largest come first', () => {
    const plugins = [plugin('a', { labels: ['b', 'x'] }), plugin('b', { labels: ['c', 'a'] }), plugin('c')];
    assert.deepEqual(ids(plugins, { sort: [{ key: 'labels' }] }), ['c', 'b', 'a']);
    assert.deepEqual(ids(plugins, { sort: [{ key: 'labels', desc: true }] }), ['a', 'b', 'c']);
  });

  it('sorts values of different sorts: nothing, numbers, texts, objects, lists, true and false', () => {
    const values: Json[] = [true, [], { a: 1 }, 'text', 7, null];
    const plugins = values.map((value, index) => plugin(`${index}`, { tags: { value } }));
    // A list counts as its elements, so an empty one comes as nothing does.
    assert.deepEqual(ids(plugins, { sort: [{ key: 'tags.value' }] }), ['1', '5', '4', '3', '2', '0']);
  });

  it('sorts texts by their code points', () => {
    const plugins = ['\u{1F600}', '\uFB00', 'b', 'B'].map((name) => plugin(name));
    assert.deepEqual(ids(plugins, {}), ['B', 'b', '\uFB00', '\u{1F600}']);
  });

  it('compares a moment with the times of plugins', () => {
    const plugins = [plugin('a')];
    const now = '2026-11-21T12:00:00';
    assert.deepEqual(ids(plugins, filter('created_at', 'datetime_gte', `${now}Z`)), ['a']);
    assert.deepEqual(ids(plugins, filter('created_at', 'datetime_gt', `${now}+00:00`)), []);
    assert.deepEqual(ids(plugins, filter('created_at', 'datetime_gt', `${now}+09:00`)), ['a']);
    for (const [moment, found] of [
      ['now', ['a']],
      ['now/d', []],
      ['now/d+12h', ['a']],
      ['now/w + 5d', []],
      ['now/w + 6d', ['a']],
      ['now/m + 20d', []],
      ['now/m+3w', ['a']],
    ] as const) {
      assert.deepEqual(ids(plugins, filter('created_at', 'timediff_lte', moment)), found, moment);
    }
  });
});
