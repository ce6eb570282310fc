import { rule } from '../../../manifest/rule';
import { deployedPlugins } from '../registered-plugins';

const needed = ['protocol', 'identity_provider'];

/** `ExternalAuth.set` answers `ERROR_REQUIRED_FIELDS` (spaceone-identity 2.0.227, `_validate_params`). */
export const externalAuthOptions = rule({
  code: 'spaceone/external-auth-options',
  kinds: ['spaceone.deploy'],
  severity: 'warning',
  *check({ document, names }) {
    const plugin = document.at('plugin_info');
    const plugins = deployedPlugins(document, names);
    const isRegistered = plugins.length > 0 && plugins.every(({ type }) => type === 'identity.ExternalAuth');
    const isAlone = document.root?.keys.every((key) => key === 'plugin_info') === true;
    if (!plugin?.key || document.isPartial || !isAlone || !(isRegistered || plugin.at('schema_id'))) {
      return;
    }
    const options = plugin.at('options');
    const missing = needed.filter((key) => {
      const value = options?.at(key);
      return value === undefined || value.text === '';
    });
    if (missing.length > 0) {
      const range = (options?.key ?? plugin.key).range;
      const keys = missing.map((key) => `"${key}"`).join(' and ');
      yield { range, message: `ExternalAuth.set needs ${keys} in "options".` };
    }
  },
});
