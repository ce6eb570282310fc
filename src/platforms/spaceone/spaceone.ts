import type { Platform } from '../platform';
import { explain } from './advice';
import { besides, contracts } from './contracts';
import { launchRecipe } from './launch';
import { manifestKinds, manifestRules } from './manifest-kinds';
import { pluginFinder, type SpaceonePlugin } from './plugin-finder';
import { pluginNames } from './plugin-names';
import { prefilledRequest } from './prefilled-requests';
import { sampleRequest } from './requests';
import { registerManifest } from './register-manifest';
import { environmentPlan } from './requirements';
import { scaffoldCloudServiceType } from './scaffolds/cloud-service-type';
import { pluginScaffolds } from './scaffolds/plugin-scaffold';
import { spacectlServices } from './spacectl-services';
import { tests } from './tests/plugin-tests';

/** Cloudforet (SpaceONE): gRPC plugins on spaceone-core 1.x and 2.0. */
export const spaceone: Platform<SpaceonePlugin> = {
  id: 'spaceone',
  title: 'Cloudforet (SpaceONE)',
  finder: pluginFinder,
  manifestKinds,
  rules: manifestRules,
  nameReaders: [pluginNames],
  scaffolds: [...pluginScaffolds, scaffoldCloudServiceType],
  environment: environmentPlan,
  registerKind: registerManifest.id,
  server: {
    recipe: (plugin) => Promise.resolve(launchRecipe(plugin)),
    sample: (call, plugin) => sampleRequest(call, plugin),
    prefilled: prefilledRequest,
    explain,
    contracts,
    besides,
    tokenKey: 'token',
  },
  elsewhere: spacectlServices,
  describesPages: ({ type }) => type === 'inventory.Collector',
  contract: async () => (await import('./contract/plugin-contract')).contract,
  tests,
};
