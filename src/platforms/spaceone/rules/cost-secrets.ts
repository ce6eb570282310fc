import { rule } from '../../../manifest/rule';

/** What `DataSource.register` of the cost service requires (spaceone-cost-analysis 1.12.4 and 2.0.108, `_validate_plugin_info`). */
export const costSecrets = rule({
  code: 'spaceone/cost-secrets',
  kinds: ['spaceone.deploy'],
  severity: 'error',
  *check({ document }) {
    const plugin = document.at('plugin_info');
    const type = document.at('secret_type');
    if (document.at('data_source_type')?.text !== 'EXTERNAL' || !plugin?.key || document.isPartial) {
      return;
    }
    const isManual = type === undefined || type.text === 'MANUAL';
    if (isManual && !hasValue(plugin.at('secret_data'))) {
      const why = type ? '"secret_type: MANUAL"' : 'Without "secret_type: USE_SERVICE_ACCOUNT_SECRET" a data source';
      const message = `${why} needs "secret_data" in "plugin_info".`;
      yield { range: type ? type.range : plugin.key.range, message };
    }
    if (type?.text === 'USE_SERVICE_ACCOUNT_SECRET' && !hasValue(document.at('provider'))) {
      const message = '"secret_type: USE_SERVICE_ACCOUNT_SECRET" needs the "provider" whose service accounts to use.';
      yield { range: type.range, message };
    }
  },
});

/** False also for an empty one: the reader of the request leaves it out. */
function hasValue(value: { readonly reading: { readonly type: string } | undefined } | undefined): boolean {
  return value !== undefined && value.reading?.type !== 'null';
}
