import { rule } from '../../../manifest/rule';

/**
 * The services ask the plugin service with the mode AUTO when none is given, and write the version that it answers
 * over the one of the request (`updated_version`; spaceone-inventory 2.0.dev247, spaceone-cost-analysis 2.0.108).
 */
export const versionNotKept = rule({
  code: 'spaceone/version-not-kept',
  kinds: ['spaceone.deploy'],
  severity: 'info',
  *check({ document }) {
    const plugin = document.at('plugin_info');
    const version = plugin?.at('version');
    const mode = plugin?.at('upgrade_mode');
    const isGiven = version?.isString === true && version.text !== '' && !version.isMasked;
    const follows = mode === undefined || mode.text === 'AUTO';
    if (!isGiven || !follows || document.isPartial) {
      return;
    }
    const why = mode ? '"upgrade_mode: AUTO"' : 'Without "upgrade_mode: MANUAL" the platform';
    yield { range: version.range, message: `${why} takes the newest tag of the image instead of this version.` };
  },
});
