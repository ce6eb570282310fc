import { rule } from '../../../manifest/rule';

/**
 * Protocol, both data sources and the cost service answer `ERROR_REQUIRED_PARAMETER` (spaceone-notification and
 * -monitoring 1.12.0, spaceone-cost-analysis 1.12.4 and 2.0.108); collectors and webhooks leave it to the plugin
 * service. Only a cost data source can be told from its content.
 */
export const manualWithoutVersion = rule({
  code: 'spaceone/manual-without-version',
  kinds: ['spaceone.deploy'],
  severity: 'warning',
  *check({ document }) {
    const plugin = document.at('plugin_info') ?? document.root;
    const mode = plugin?.at('upgrade_mode');
    const version = plugin?.at('version');
    if (!plugin || mode?.text !== 'MANUAL' || document.isPartial) {
      return;
    }
    if (version && version.reading?.type !== 'null') {
      return;
    }
    yield {
      range: mode.range,
      message: '"upgrade_mode: MANUAL" keeps to a version: give "version", or let AUTO take the newest tag.',
      ...(document.at('data_source_type')?.text === 'EXTERNAL' ? { severity: 'error' } : {}),
    };
  },
});
