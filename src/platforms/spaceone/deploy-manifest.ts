import deploySchema from '../../../schemas/spaceone-deploy.schema.json';
import type { Schema } from '../../manifest/schema/json-schema';
import { mentionsRootKey, type ManifestKind, type Outline } from '../../manifest/kind';
import { nearestWord } from '../../base/nearest-word';
import { deployOffers } from './manifest-offers';
import { spaceoneYaml } from './spaceone-yaml';
import { titleOfForm } from './title-of-form';

/** Beside a misspelt `plugin_info` these still say what the document is. */
const telling = ['data_source_type', 'secret_filter', 'resource_group', 'release_auth_plugin', 'message_formats'];
/** Keys of `plugin_info`, or of a request that changes how a plugin is run. */
const pluginKeys = ['version', 'options', 'upgrade_mode'];
const innerKeys = [...pluginKeys, 'plugin_id', 'metadata', 'secret_data', 'schema', 'schema_id', 'secret_id'];
/** What a request that changes how a plugin is run goes by. */
const changedKeys = ['collector_id', 'data_source_id', 'webhook_id', 'protocol_id', 'domain_id', 'provider'];
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
  'service_id',
  'user_id',
  'config',
  'alias',
  'color',
  'icon',
  'order',
  'options',
  'tags',
];
/** These say that it is something else: what the platform answers about a resource that is there, an object, a build. */
const foreignKeys = ['created_at', 'apiVersion', 'kind', 'services', 'jobs', 'steps', 'stages', 'pipelines'];
/** Beside a plugin they are of what the platform answers, or of the change of something that is there. */
const idsOfAnswers = ['protocol_id', 'webhook_id', 'data_source_id', 'collector_id'];

/**
 * A request that makes the platform run a plugin: all that take `plugin_info`, and those that change how a plugin is run
 * (descriptors of spaceone-api 2.0.435 and 1.12.54).
 */
export const deployManifest: ManifestKind = {
  id: 'spaceone.deploy',
  title: 'SpaceONE deploy manifest',
  titleOfNew: titleOfForm,
  platform: 'spaceone',
  dialect: spaceoneYaml,
  sniff: (text) => mentionsRootKey(text, ['plugin_info', 'pluginInfo', 'upgrade_mode', 'upgradeMode', ...telling]),
  recognize: (outline) => !hasForeignKey(outline) && (isDeployment(outline) || isPluginChange(outline)),
  mayStillBe: (outline) =>
    !hasForeignKey(outline) && [...deployKeys, ...pluginKeys, ...changedKeys].some((key) => outline.keys.has(key)),
  isMeant: (text) =>
    ['plugin_info', 'plugin_id'].every((key) => hasKey(text, key)) && !foreignKeys.some((key) => hasKey(text, key)),
  schema: deploySchema as Schema,
  schemaFile: 'spaceone-deploy.schema.json',
  takesCamelCase: true,
  offers: deployOffers,
};

function hasForeignKey({ keys }: Outline): boolean {
  return foreignKeys.some((key) => keys.has(key));
}

/** `plugin_info` among keys that are mostly those of such a request, or that wrong indentation took out of it. */
function isDeployment({ keys, holdsCollection }: Outline): boolean {
  const names = [...keys.keys()];
  const known = names.filter((name) => deployKeys.includes(name));
  const strangers = names.filter((name) => !deployKeys.includes(name));
  if (keys.has('plugin_info')) {
    const isNoScalar = keys.get('plugin_info') === undefined;
    const others = strangers.filter((name) => !innerKeys.includes(name));
    const isAnswer = idsOfAnswers.some((key) => keys.has(key));
    return !isAnswer && (isNoScalar || known.length > 1) && others.length < known.length;
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

/** `update_plugin` has its plugin's fields at the root; one more, such as the plugin's id, is a mistake in it. */
function isPluginChange({ keys }: Outline): boolean {
  const names = [...keys.keys()].map((name) => snakeCase(name));
  const isMeant = changedKeys.some((key) => names.includes(key)) && names.includes('upgrade_mode');
  const strangers = names.filter((name) => !changedKeys.includes(name) && !innerKeys.includes(name));
  const isAnswer = names.includes('name') || names.includes('state');
  return isMeant && strangers.length < 2 && !isAnswer;
}

function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** Whether a key begins a line, however that is indented. */
function hasKey(text: string, key: string): boolean {
  return new RegExp(`^[ \\t]*${key}[ \\t]*:`, 'm').test(text);
}
