import providerSchema from '../../../schemas/spaceone-provider.schema.json';
import schemaSchema from '../../../schemas/spaceone-schema.schema.json';
import updateSchema from '../../../schemas/spaceone-plugin-update.schema.json';
import { nearestWord } from '../../base/nearest-word';
import { mentionsRootKey, type ManifestKind, type Outline } from '../../manifest/kind';
import { follow } from '../../manifest/parse/node';
import type { Schema } from '../../manifest/schema/json-schema';
import { resourceOffers } from './manifest-offers';
import { spaceoneYaml } from './spaceone-yaml';
import { titleOfForm } from './title-of-form';

/** What the platform answers about a resource that is there, an object of Kubernetes, a build. */
const foreignKeys = ['created_at', 'state', 'apiVersion', 'kind', 'services', 'jobs', 'steps', 'stages', 'pipelines'];
const schemaTypes = ['SERVICE_ACCOUNT', 'TRUSTED_ACCOUNT', 'SECRET', 'TRUSTING_SECRET'];

const common = {
  titleOfNew: titleOfForm,
  platform: 'spaceone',
  dialect: spaceoneYaml,
  takesCamelCase: true,
  offers: resourceOffers,
} as const;

/** Keys of an update beside the id, and those of a registration that an update does not take. */
const changeable = ['name', 'capability', 'labels', 'tags', 'docs', 'template', 'domain_id'];
const types = ['resource_type', 'service_type'];
const fixed = [...types, 'image', 'provider', 'registry_type', 'registry_config', 'registry_url', 'project_id'];

/** A change of a registered plugin (descriptors of spaceone-api 2.0.435 and 1.12.54). */
export const pluginUpdate: ManifestKind = {
  ...common,
  id: 'spaceone.plugin-update',
  title: 'SpaceONE update of a plugin',
  sniff: (text) => mentionsRootKey(text, ['plugin_id', 'pluginId']),
  recognize: isUpdate,
  mayStillBe: (outline) => !isForeign(outline) && outline.keys.has('plugin_id'),
  schema: updateSchema as Schema,
  schemaFile: 'spaceone-plugin-update.schema.json',
};

/** What secrets and accounts look like: `repository.Schema` in 1.x, `identity.Schema` in 2.0 (the same descriptors). */
export const schemaManifest: ManifestKind = {
  ...common,
  id: 'spaceone.schema',
  title: 'SpaceONE schema',
  sniff: (text) => mentionsRootKey(text, ['service_type', 'schema_type', 'schema_id', 'schema']),
  recognize: isSchema,
  mayStillBe: (outline) => !isForeign(outline) && (outline.keys.has('schema') || outline.keys.has('schema_type')),
  schema: schemaSchema as Schema,
  schemaFile: 'spaceone-schema.schema.json',
};

/** A cloud whose accounts the platform knows, as `identity.Provider` in both generations (the same descriptors). */
export const providerManifest: ManifestKind = {
  ...common,
  id: 'spaceone.provider',
  title: 'SpaceONE provider',
  sniff: (text) => mentionsRootKey(text, ['provider']),
  recognize: isProvider,
  mayStillBe: (outline) => !isForeign(outline) && outline.keys.has('provider') && !outline.keys.has('plugin_info'),
  schema: providerSchema as Schema,
  schemaFile: 'spaceone-provider.schema.json',
};

function isForeign({ keys }: Outline): boolean {
  return foreignKeys.some((key) => keys.has(key));
}

/**
 * The id of a plugin, something to change, and at most one key that an update does not have. Beside what only
 * a registration has, the id must come first, as a registration begins with its name; one with a type and an image is
 * a registration wherever its id stands.
 */
function isUpdate(outline: Outline): boolean {
  const { keys } = outline;
  const id = keys.get('plugin_id')?.text ?? '';
  if (!/[a-z]/i.test(id) || keys.has('plugin_info') || isForeign(outline)) {
    return false;
  }
  const others = [...keys.keys()].filter((key) => key !== 'plugin_id');
  const strangers = others.filter((key) => !changeable.includes(key));
  const isFirst = keys.keys().next().value === 'plugin_id';
  const isMistake = (key: string): boolean =>
    (isFirst && fixed.includes(key)) || (key.length > 3 && nearestWord(key, changeable) !== undefined);
  return others.length > strangers.length && strangers.length < 2 && strangers.every(isMistake);
}

const schemaKeys = ['schema_id', 'name', 'schema', 'provider', 'related_schemas', 'options', 'tags'];

/** A schema, or the place where one belongs, beside what tells for whom it is. */
function isSchema(outline: Outline): boolean {
  const { keys, holdsCollection } = outline;
  if (isForeign(outline) || ['image', 'capability', 'plugin_info', 'plugin_id'].some((key) => keys.has(key))) {
    return false;
  }
  const usedBy = keys.get('service_type')?.text ?? '';
  const type = keys.get('schema_type')?.text ?? '';
  const isOfSecrets = /^secret\.\w+$/i.test(usedBy);
  const isOfType = schemaTypes.includes(type) || nearestWord(type, schemaTypes) !== undefined;
  if (keys.has('name') && (isOfSecrets || (isOfType && keys.has('schema_id')))) {
    return true;
  }
  const isKnown = [...keys.keys()].every((key) => schemaKeys.includes(key));
  const hasSchema = holdsCollection('schema');
  return hasSchema && (/^\w+\.\w+$/.test(usedBy) || isOfType || (keys.has('schema_id') && isKnown));
}

const providerKeys = ['provider', 'name', 'order', 'tags', 'domain_id'];
const telling = ['template', 'metadata', 'capability', 'alias', 'color', 'icon', 'options'];

/** A provider with its name, and what only providers have: a template of accounts, or how the console shows it. */
function isProvider(outline: Outline): boolean {
  const { keys, root } = outline;
  const isOther = ['image', 'plugin_info', 'resource_type', 'service_type', 'plugin_id'].some((key) => keys.has(key));
  if (!keys.get('provider') || !keys.has('name') || isOther || isForeign(outline)) {
    return false;
  }
  const strangers = [...keys.keys()].filter((key) => !providerKeys.includes(key) && !telling.includes(key));
  const target = root && follow(root);
  const template = target?.is === 'mapping' ? target.entries.get('template')?.value : undefined;
  const account = template && follow(template);
  const hasAccount = account?.is === 'mapping' && account.entries.has('service_account');
  const isShown = keys.has('alias') && ['color', 'icon', 'order'].some((key) => keys.has(key));
  const isColored = ['color', 'icon'].every((key) => keys.has(key));
  return strangers.length < 2 && (hasAccount || isShown || isColored);
}
