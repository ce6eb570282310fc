import { rule } from '../../../manifest/rule';
import { writeScalar } from '../../../manifest/edit/write-value';
import { requestOf } from '../deploy-request';
import { allOf, deployedPlugins, knownText } from '../registered-plugins';

/**
 * `Collector.create` refuses a provider that a plugin for several does not list, and none at all; for a plugin of one
 * provider it takes any other and then collects with that one's secrets (spaceone-inventory 1.12.2 and 2.0.dev247,
 * `_get_plugin_providers`).
 */
export const providerNotSupported = rule({
  code: 'spaceone/provider-not-supported',
  kinds: ['spaceone.deploy'],
  severity: 'error',
  *check({ document, names }) {
    const plugins = deployedPlugins(document, names);
    const [plugin] = plugins;
    const request = requestOf(document);
    const isCollector = request ? request.types.includes('inventory.Collector') : document.at('name') !== undefined;
    if (!plugin || !isCollector || plugins.some(({ type }) => type !== 'inventory.Collector')) {
      return;
    }
    const provider = document.at('provider');
    const given = knownText(provider);
    const several = allOf(plugins, ({ providers }) => providers) ?? [];
    const related = plugins.map(({ at: { file, at } }) => ({ file, at, message: 'Registered here.' }));
    const choices = several.slice(0, 10).map((each) => ({
      title: `Change to ${each}`,
      replace: writeScalar(each, document.dialect),
    }));
    if (given === undefined || !provider) {
      const isMissing = !provider || provider.reading?.type === 'null';
      if (several.length > 0 && isMissing && !document.isPartial) {
        const message = `"${plugin.id}" is for several providers: Collector.create needs one of ${several.join(', ')} as "provider".`;
        yield { range: document.head, message, severity: 'warning', related };
      }
    } else if (several.length > 0 && !several.includes(given)) {
      const message = `Collector.create refuses "${given}": "${plugin.id}" is for ${several.join(', ')}.`;
      yield { range: provider.range, message, choices, related };
    } else if (
      several.length === 0 &&
      plugins.every((each) => each.provider !== undefined && each.provider !== given)
    ) {
      const own = plugin.provider ?? '';
      const message = `"${plugin.id}" is for "${own}": the collector would run with the secrets of "${given}".`;
      const fix = { title: `Change to ${own}`, replace: writeScalar(own, document.dialect) };
      yield { range: provider.range, message, severity: 'warning', fix, related };
    }
  },
});
