import type { Plugin } from '../../catalog/plugin';
import type { Platform } from '../platform';
import { advice } from './advice';
import { launchRecipe } from './launch';
import { manifestKinds, manifestRules } from './manifest-kinds';
import { pluginFinder, type SpaceonePlugin } from './plugin-finder';
import { pluginNames } from './plugin-names';
import { sampleFor, sampleRequest } from './requests';
import { environmentPlan } from './requirements';
import { scaffoldCollector } from './scaffold-collector';

/** Cloudforet (SpaceONE): gRPC plugins on spaceone-core 1.x and 2.0. */
export const spaceone: Platform = {
  id: 'spaceone',
  title: 'Cloudforet (SpaceONE)',
  finder: pluginFinder,
  manifestKinds,
  rules: manifestRules,
  nameReaders: [pluginNames],
  scaffolds: [scaffoldCollector],
  launchRecipe: (plugin) => Promise.resolve(launchRecipe(own(plugin))),
  environmentPlan: (plugin, files) => environmentPlan(own(plugin), files),
  sampleRequest: (plugin, service, method) => sampleRequest(plugin, service, method),
  sampleFor: (service, method) => sampleFor(service, method),
  advice,
};

/** A plugin of this platform is always one that its finder has read. */
function own(plugin: Plugin): SpaceonePlugin {
  return plugin as SpaceonePlugin;
}
