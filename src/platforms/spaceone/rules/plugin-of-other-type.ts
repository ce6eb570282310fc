import { rule } from '../../../manifest/rule';
import { pluginTypes } from './known-plugin-types';
import { deployedId, deployedPlugins } from '../registered-plugins';
import { requestOf } from '../deploy-request';

/**
 * No service asks for a plugin's type; it runs the plugin and then calls methods that this one does not have (the
 * services for plugins in spaceone-api 2.0.435 and 1.12.54).
 */
export const pluginOfOtherType = rule({
  code: 'spaceone/plugin-of-other-type',
  kinds: ['spaceone.deploy'],
  severity: 'warning',
  *check({ document, names }) {
    const id = deployedId(document);
    const request = requestOf(document);
    const plugins = deployedPlugins(document, names);
    const [plugin] = plugins;
    if (!id || !request || !plugin || !plugins.every(({ type }) => pluginTypes.includes(type))) {
      return;
    }
    if (!plugins.some(({ type }) => request.types.includes(type))) {
      yield {
        range: id.range,
        message: `The keys are those of ${request.title}, and "${plugin.id}" is registered as "${plugin.type}": the service finds none of its methods there.`,
        related: plugins.map(({ at: { file, at }, type }) => ({ file, at, message: `Registered here as "${type}".` })),
      };
    }
  },
});
