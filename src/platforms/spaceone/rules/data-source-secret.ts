import { rule } from '../../../manifest/rule';
import { requestOf } from '../deploy-request';
import { deployedId, deployedPlugins } from '../registered-plugins';

/**
 * `DataSource.register` of the monitoring service refuses a plugin without `secret_id` and `provider`; `verify` then
 * asks for `provider` where the capability says `use_resource_secret`, and else for `secret_id` (spaceone-monitoring
 * 1.12.0 and 2.0.dev73, `_check_plugin_info`, `_check_plugin_secret`).
 */
export const dataSourceSecret = rule({
  code: 'spaceone/data-source-secret',
  kinds: ['spaceone.deploy'],
  severity: 'error',
  *check({ document, names }) {
    const plugins = deployedPlugins(document, names);
    const info = document.at('plugin_info');
    const id = deployedId(document);
    const isOther = requestOf(document)?.types.includes('monitoring.DataSource') === false || !document.at('name');
    const isDataSource = plugins.length > 0 && plugins.every(({ type }) => type === 'monitoring.DataSource');
    if (!info || !id || isOther || !isDataSource || document.isPartial) {
      return;
    }
    const isGiven = (key: string): boolean => {
      const value = info.at(key);
      return value !== undefined && value.reading?.type !== 'null';
    };
    const related = plugins.map(({ at: { file, at } }) => ({ file, at, message: 'Registered here.' }));
    const usesResourceSecret = plugins.every((plugin) => plugin.usesResourceSecret);
    const needed = usesResourceSecret ? 'provider' : 'secret_id';
    if (!isGiven('secret_id') && !isGiven('provider')) {
      const message = `A monitoring data source needs "${needed}" in "plugin_info": without "secret_id" and "provider" it is refused.`;
      yield { range: id.range, message, related };
    } else if (!isGiven(needed) && plugins.every((plugin) => plugin.usesResourceSecret === usesResourceSecret)) {
      const why = usesResourceSecret ? 'uses the secrets of resources' : 'has no "use_resource_secret"';
      const message = `"${id.text}" ${why}: its verification needs "${needed}".`;
      yield { range: id.range, message, severity: 'warning', related };
    }
  },
});
