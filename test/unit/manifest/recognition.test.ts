import assert from 'node:assert/strict';
import { checkText } from '../../../src/manifest/check/check-text';
import { manifestKinds } from '../../../src/platforms/spaceone/manifest-kinds';

describe('a SpaceONE register manifest is recognized', () => {
  const isOurs = (text: string): boolean =>
    checkText(text, manifestKinds, []).documents[0]?.kind?.id === 'spaceone.register';

  const ours: Record<string, string> = {
    'in 1.x': 'name: a\nservice_type: inventory.Collector\nimage: b/c\n',
    'in 2.0': 'name: a\nresource_type: inventory.Collector\nimage: c\n',
    'with a type of its own': 'name: a\nresource_type: weather.Forecast\nimage: c\n',
    'with a misspelt type key': 'name: a\nservce_type: inventory.Collector\nimage: c\n',
    'with a misspelt type': 'name: a\nservice_type: monitoring.Datasource\n',
    'without a type': 'name: a\nimage: c\nprovider: d\ntags: {}\n',
    'without an image': 'name: a\nresource_type: notification.Protocol\ntags: {}\n',
    'with keys that it does not have': 'name: a\nimage: c\ncapability: {}\nmaintainer: me\n',
    'in flow style': '{name: a, resource_type: inventory.Collector, image: c}',
    'behind a syntax error': 'name: a\nservice_type: inventory.Collector\nimage: [c\ntags: "\n',
    'with tabs': 'name: a\nservice_type: inventory.Collector\nimage: c\ntags:\n\ta: b\n',
    'through a merge': 'name: a\n<<: {resource_type: inventory.Collector, image: c}\n',
  };
  for (const [how, text] of Object.entries(ours)) {
    it(how, () => {
      assert.ok(isOurs(text));
    });
  }

  const others: Record<string, string> = {
    'a deploy manifest': 'name: a\nimage: c\ntags: {}\nplugin_info: {plugin_id: x}\n',
    'a secret schema': 'name: a\nservice_type: secret.credentials\nschema: {}\nlabels: []\ntags: {}\n',
    'an update request': 'plugin_id: a\nname: b\n',
    'a metric': 'name: a\nresource_type: inventory.CloudService:x.Y\nlabels: []\ntags: {}\nquery_options: {}\n',
    'chart values': 'image: {repository: a, tag: b}\nname: c\nlabels: {}\nprovider: d\n',
    'a CI job': 'name: a\nimage: ruby\ntags: [x]\nscript: make\n',
    'a Kubernetes object': 'apiVersion: v1\nkind: Pod\nname: a\nimage: b\ncapability: c\n',
    'a list': '- name: a\n  image: b\n',
    'two keys': 'name: a\nimage: b\n',
  };
  for (const [what, text] of Object.entries(others)) {
    it(`and ${what} is not`, () => {
      assert.ok(!isOurs(text));
    });
  }
});
