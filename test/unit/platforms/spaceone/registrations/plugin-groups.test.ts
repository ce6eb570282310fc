import assert from 'node:assert/strict';
import { filterPlugins, groupPlugins } from '../../../../../src/platforms/spaceone/registrations/plugin-groups';
import {
  readRegistration,
  webLinks,
  type Registration,
} from '../../../../../src/platforms/spaceone/registrations/registration';
import type { Json, JsonObject } from '../../../../../src/runtime/grpc-api';
import { pluginInfo } from './odd-repository';

function plugin(id: string, more: JsonObject = {}): Registration {
  return readRegistration(pluginInfo(id, more))!;
}

describe('registered plugins', () => {
  const plugins = [
    plugin('b', { name: 'Plugin 10', provider: 'aws' }),
    plugin('a', { name: 'Plugin 9', resource_type: 'notification.Protocol', labels: ['Slack', 'Chat'] }),
    plugin('c', { name: 'Plugin 1', provider: 'aws', repository_info: { repository_id: 'r2', name: 'Second' } }),
  ];

  it('stand in groups by type, provider or repository, by name in each', () => {
    const shown = (by: 'type' | 'provider' | 'repository'): string[] =>
      groupPlugins(plugins, by).map(({ title, plugins }) => `${title}: ${plugins.map(({ name }) => name).join(', ')}`);
    assert.deepEqual(shown('type'), ['inventory.Collector: Plugin 1, Plugin 10', 'notification.Protocol: Plugin 9']);
    assert.deepEqual(shown('provider'), ['aws: Plugin 1, Plugin 10', ': Plugin 9']);
    assert.deepEqual(shown('repository'), ['Local: Plugin 9, Plugin 10', 'Second: Plugin 1']);
  });

  it('are found by every word of a filter, in any case and place', () => {
    const found = (filter: string): string[] => filterPlugins(plugins, filter).map(({ id }) => id);
    assert.deepEqual(found(''), ['b', 'a', 'c']);
    assert.deepEqual(found('AWS 10'), ['b']);
    assert.deepEqual(found(' slack  protocol '), ['a']);
    assert.deepEqual(found('aws slack'), []);
  });

  it('are 5 000 and stand in groups within 50 ms, filtered as fast as a person types', () => {
    const many = Array.from({ length: 5000 }, (_, index) =>
      plugin(`plugin-${index}`, { name: `Plugin ${(index * 7919) % 5000}`, resource_type: `type.${index % 9}` }),
    );
    groupPlugins(many.slice(0, 100), 'type');
    const started = performance.now();
    assert.equal(groupPlugins(many, 'type').length, 9);
    const grouped = performance.now() - started;
    assert.ok(grouped < 50, `${grouped} ms`);
    filterPlugins(many, 'x');
    const typing = performance.now();
    assert.equal(filterPlugins(many, 'plugin 77').length > 0, true);
    assert.ok(performance.now() - typing < 16, `${performance.now() - typing} ms`);
  });

  it('lead to web pages only', () => {
    const links = webLinks(
      plugin('a', {
        tags: { icon: 'https://example.com/icon.svg', link: 'command:workbench.action.terminal.new' },
        docs: {
          en: { link: 'http://example.com/en' },
          ko: 'https://example.com/ko',
          ja: 'file:///etc/passwd',
          zh: 'text',
        },
      }),
    );
    assert.deepEqual(links, {
      icon: 'https://example.com/icon.svg',
      docs: { en: 'http://example.com/en', ko: 'https://example.com/ko' },
    });
  });

  for (const answer of [null, 'text', [], {}, { plugin_id: 7 }, { plugin_id: '' }] as Json[]) {
    it(`are not read out of ${JSON.stringify(answer)}`, () => {
      assert.equal(readRegistration(answer), undefined);
    });
  }

  it('are read whatever shape a field has', () => {
    const odd = readRegistration({
      plugin_id: 'a',
      name: 7,
      state: 'FROZEN',
      labels: { a: 1 },
      tags: [],
      repository_info: 'x',
      capability: null,
    })!;
    assert.deepEqual(
      [odd.name, odd.state, odd.labels, odd.tags, odd.repository, odd.capability],
      ['', 'unknown', [], {}, undefined, {}],
    );
  });
});
