import assert from 'node:assert/strict';
import { growth, LINEAR } from '../../../growth';
import { filterPlugins, groupPlugins } from '../../../../../src/platforms/spaceone/registrations/plugin-groups';
import {
  readRegistration,
  webLinks,
  type Registration,
} from '../../../../../src/platforms/spaceone/registrations/registration';
import type { Json, JsonObject } from '../../../../../src/runtime/calls/grpc-api';
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

  it('stand in groups and are filtered in time that grows with their number', async () => {
    const many = Array.from({ length: 8000 }, (_, index) =>
      plugin(`plugin-${index}`, { name: `Plugin ${(index * 7919) % 8000}`, resource_type: `type.${index % 9}` }),
    );
    const grouped = await growth(2000, (count) => {
      assert.equal(groupPlugins(many.slice(0, count), 'type').length, 9);
    });
    const filtered = await growth(2000, (count) => {
      assert.ok(filterPlugins(many.slice(0, count), 'plugin 77').length > 0);
    });
    assert.ok(grouped < LINEAR && filtered < LINEAR, `${grouped} ${filtered}`);
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
