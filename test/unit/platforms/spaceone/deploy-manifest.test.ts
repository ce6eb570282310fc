import assert from 'node:assert/strict';
import { checkText } from '../../../../src/manifest/check/check-text';
import { finish } from '../../../../src/base/steps';
import { manifestsIn } from '../../../../src/platforms/platforms';
import { noNames } from '../../../../src/manifest/names/names';
import { manifestKinds, manifestRules } from '../../../../src/platforms/spaceone/manifest-kinds';
import { everyPlugin, scaffoldPlan } from './scaffold-plans';

describe('a SpaceONE deploy manifest', () => {
  const kindOf = (text: string): string | undefined => checkText(text, manifestKinds, []).documents[0]?.kind?.id;

  const ours: Record<string, string> = {
    'with a plugin and a name': 'name: a\nplugin_info: {plugin_id: b}\n',
    'with a plugin alone': 'plugin_info: {plugin_id: b}\n',
    'with nothing in the plugin yet': 'name: a\nplugin_info:\n',
    'with keys that it does not have': 'name: a\nplugin_info: {plugin_id: b}\nimage: c\n',
    'with a misspelt plugin': 'name: a\nplugin_inf: {plugin_id: b}\nresource_group: DOMAIN\n',
    'of a cost data source': 'data_source_type: EXTERNAL\nplugin_info: {plugin_id: b}\n',
    'that changes the plugin of a provider': 'provider: a\nversion: b\nupgrade_mode: AUTO\n',
    'in flow style': '{name: a, plugin_info: {plugin_id: b}}',
    'behind a syntax error': 'name: a\nplugin_info:\n  plugin_id: [b\ntags: "\n',
    'through a merge': 'name: a\n<<: {plugin_info: {plugin_id: b}}\n',
  };
  for (const [how, text] of Object.entries(ours)) {
    it(`is recognized ${how}`, () => {
      assert.equal(kindOf(text), 'spaceone.deploy');
    });
  }

  const others: Record<string, string> = {
    'a plugin that is there already': 'collector_id: a\nname: b\nplugin_info: {plugin_id: c}\nstate: ENABLED\n',
    'a Kubernetes object': 'apiVersion: v1\nkind: ConfigMap\nplugin_info: {plugin_id: b}\n',
    'chart values': 'image: a\nreplicas: 1\nports: []\nplugin_info: {plugin_id: b}\n',
    'a word that only looks so': 'plugin_info: see below\n',
    'a provider of something else': 'provider: a\nversion: 1\noptions: {}\n',
  };
  for (const [what, text] of Object.entries(others)) {
    it(`is not ${what}`, () => {
      assert.notEqual(kindOf(text), 'spaceone.deploy');
    });
  }

  for (const [kind, answers] of everyPlugin) {
    it(`that ${[kind, ...Object.values(answers)].join(' ')} writes is listed and clean`, async () => {
      const { files } = await scaffoldPlan(kind, answers);
      const [deploy, ...more] = files.filter(
        ({ path }) => path.startsWith('test/spacectl/') && path !== 'test/spacectl/register_plugin.yaml',
      );
      assert.deepEqual(more, []);

      const kinds = finish(manifestsIn(deploy?.text ?? '', noNames)).map((manifest) => manifest.kind);
      assert.deepEqual(kinds, ['spaceone.deploy']);
      assert.deepEqual(checkText(deploy?.text ?? '', manifestKinds, manifestRules).findings, []);
    });
  }
});
