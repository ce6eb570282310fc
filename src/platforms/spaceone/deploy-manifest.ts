import deploySchema from '../../../schemas/spaceone-deploy.schema.json';
import type { Schema } from '../../manifest/schema/json-schema';
import { mentionsRootKey, type ManifestKind, type Outline } from '../../manifest/kind';
import { nearestWord } from '../../base/nearest-word';
import { deployOffers } from './manifest-offers';
import { spaceoneYaml } from './spaceone-yaml';
import { titleOfForm } from './title-of-form';

/** Beside a misspelt `plugin_info` these still say what the document is. */
const telling = ['data_source_type', 'secret_filter', 'resource_group', 'release_auth_plugin'];
const deployKeys = [
  'plugin_info',
  ...telling,
  'name',
  'provider',
  'schedule',
  'secret_type',
  'template',
  'warehouse_info',
  'project_id',
  'workspace_id',
  'domain_id',
  'tags',
];
const updateKeys = ['provider', 'version', 'options', 'upgrade_mode'];
/**
 * These say that it is something else: what the platform answers about a resource that is there, a change of one,
 * a Kubernetes object, a build.
 */
const foreignKeys = [
  'protocol_id',
  'webhook_id',
  'data_source_id',
  'collector_id',
  'created_at',
  'apiVersion',
  'kind',
  'services',
  'jobs',
  'steps',
  'stages',
  'pipelines',
];

/** A request that makes the platform run a plugin: create, register, set or update_plugin of the owning service. */
export const deployManifest: ManifestKind = {
  id: 'spaceone.deploy',
  title: 'SpaceONE deploy manifest',
  titleOfNew: titleOfForm,
  platform: 'spaceone',
  dialect: spaceoneYaml,
  sniff: (text) => mentionsRootKey(text, ['plugin_info', 'pluginInfo', 'upgrade_mode', ...telling]),
  recognize: (outline) => !hasForeignKey(outline) && (isDeployment(outline) || isProviderUpdate(outline)),
  mayStillBe: (outline) =>
    !hasForeignKey(outline) && [...deployKeys, ...updateKeys].some((key) => outline.keys.has(key)),
  schema: deploySchema as Schema,
  schemaFile: 'spaceone-deploy.schema.json',
  takesCamelCase: true,
  offers: deployOffers,
};

function hasForeignKey({ keys }: Outline): boolean {
  return foreignKeys.some((key) => keys.has(key));
}

/** A mapping `plugin_info` among keys that are mostly those of such a request. */
function isDeployment({ keys, holdsCollection }: Outline): boolean {
  const names = [...keys.keys()];
  const known = names.filter((name) => deployKeys.includes(name));
  const strangers = names.filter((name) => !deployKeys.includes(name));
  if (keys.has('plugin_info')) {
    const isNoScalar = keys.get('plugin_info') === undefined;
    return (isNoScalar || known.length > 1) && strangers.length < known.length;
  }
  const [stranger, ...others] = strangers;
  return (
    stranger !== undefined &&
    others.length === 0 &&
    holdsCollection(stranger) &&
    nearestWord(stranger, ['plugin_info']) !== undefined &&
    known.some((name) => telling.includes(name))
  );
}

/** `Provider.update_plugin` has its plugin's fields at the root, and no other. */
function isProviderUpdate({ keys }: Outline): boolean {
  return keys.has('provider') && keys.has('upgrade_mode') && [...keys.keys()].every((key) => updateKeys.includes(key));
}
