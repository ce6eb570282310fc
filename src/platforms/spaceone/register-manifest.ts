import registerSchema from '../../../schemas/spaceone-register.schema.json';
import type { JsonSchema, Schema } from '../../manifest/schema/json-schema';
import { mentionsRootKey, type ManifestKind, type Outline } from '../../manifest/kind';
import { nearestWord } from '../../base/nearest-word';
import { registerLeavesOut } from './keys-out-of-place';
import { registerOffers } from './manifest-offers';
import { pluginTypes } from './rules/known-plugin-types';
import { spaceoneYaml } from './spaceone-yaml';
import { titleOfForm } from './title-of-form';

const typeKeys = ['resource_type', 'service_type'];
const deciding = [...typeKeys, 'image', 'capability'];
const registerKeys = [
  ...deciding,
  'name',
  'plugin_id',
  'provider',
  'registry_type',
  'registry_config',
  'labels',
  'tags',
  'docs',
  'template',
  'project_id',
  'domain_id',
];
/** At the root of a document these say that it is something else: a deployment, a schema, a Kubernetes object, a build. */
const foreignKeys = ['plugin_info', 'schema', 'apiVersion', 'kind', 'services', 'jobs', 'steps', 'stages', 'pipelines'];

/** A plugin's entry in the Repository service, in both generations of its API. */
export const registerManifest: ManifestKind = {
  id: 'spaceone.register',
  title: 'SpaceONE register manifest',
  titleOfNew: titleOfForm,
  platform: 'spaceone',
  dialect: spaceoneYaml,
  sniff: (text) => mentionsRootKey(text, deciding) && mayHaveTwoKeys(text),
  recognize: (outline) => !hasForeignKey(outline) && isRegister(outline),
  mayStillBe: (outline) => !hasForeignKey(outline) && registerKeys.some((key) => outline.keys.has(key)),
  isMeant: (text) => hasKey(text, 'image') && !foreignKeys.some((key) => hasKey(text, key)) && hasPluginType(text),
  schema: registerSchema as Schema,
  schemaFile: 'spaceone-register.schema.json',
  takesCamelCase: true,
  offers: registerOffers,
  leavesOut: registerLeavesOut,
  asPart: (names) => (isManagedData(names.file) ? managedManifest : undefined),
};

/**
 * The Repository of 1.x reads the files of its managed data itself: they have the plugin's id and state, which
 * `RegisterPluginRequest` of 1.x has not (spaceone-api 1.12.54; managed data of cloudforet-io/repository 1058e448).
 */
const managedManifest: ManifestKind = { ...registerManifest, schema: withIdAndState(registerSchema as Schema) };

function isManagedData(file: string | undefined): boolean {
  return file !== undefined && /(?:^|\/)managed_resource\/plugin\/[^/]+$/.test(file);
}

/** The schema whose form of generation 1.x has the two keys of managed data as well. */
function withIdAndState(schema: Schema): Schema {
  const copy = JSON.parse(JSON.stringify(schema)) as RegisterSchema;
  const { 'generation-1': first, 'generation-2': second } = copy.definitions;
  const state = { title: 'State', description: 'Whether the plugin may be deployed.', enum: ['ENABLED', 'DISABLED'] };
  Object.assign(first.properties, { plugin_id: second.properties.plugin_id, state });
  return copy;
}

type RegisterSchema = Pick<typeof registerSchema, 'definitions'> & JsonSchema;

/**
 * False when at most one key of a register manifest stands at the root, misspelt ones included: so are many files told
 * apart that have an image and nothing else of ours. Only what is one document with its keys at the margin is told.
 */
function mayHaveTwoKeys(text: string): boolean {
  if (/[\r\n]---|^(?:---)?[ \t]*[{?]|^["']?<<|^\uFEFF/m.test(text) || !/^["'A-Za-z_]/m.test(text)) {
    return true;
  }
  const keys = new Set(Array.from(text.matchAll(/^["']?([\w.-]+)["']?[ \t]*:(?=\s|$)/gm), ([, key]) => key ?? ''));
  const mayBeMisspelt = keys.size <= registerKeys.length * 2;
  const isKnown = (key: string): boolean =>
    registerKeys.includes(key) || (mayBeMisspelt && nearestWord(key, registerKeys) !== undefined);
  return [...keys].filter(isKnown).length > 1;
}

function hasForeignKey({ keys }: Outline): boolean {
  return foreignKeys.some((key) => keys.has(key));
}

/**
 * Many YAML files have a name, an image and labels. It takes three of a manifest's keys, and beside them either
 * a plugin's type, or a capability, or nothing that a register manifest does not have.
 */
function isRegister({ keys, holdsCollection }: Outline): boolean {
  const meant = new Map<string, string>();
  const mayBeMisspelt = keys.size <= registerKeys.length * 2;
  for (const key of keys.keys()) {
    const known = registerKeys.includes(key) ? key : mayBeMisspelt ? nearestWord(key, registerKeys) : undefined;
    if (known !== undefined && !meant.has(known)) {
      meant.set(known, key);
    }
  }
  const typeKey = typeKeys.map((key) => meant.get(key)).find((key) => key !== undefined);
  const type = typeKey === undefined ? undefined : keys.get(typeKey)?.text;
  if (type !== undefined && isPluginType(type) && meant.size >= 2) {
    return true;
  }
  const hasImage = meant.has('image') && !holdsCollection(meant.get('image') ?? '');
  if (meant.size < 3 || !(hasImage || meant.has('capability'))) {
    return false;
  }
  const allKnown = meant.size === keys.size;
  return allKnown || (typeKey !== undefined && /^\w+\.\w+$/.test(type ?? '')) || (hasImage && meant.has('capability'));
}

/** Whether a key begins a line, however that is indented. */
function hasKey(text: string, key: string): boolean {
  return new RegExp(`^[ \\t]*${key}[ \\t]*:`, 'm').test(text);
}

function hasPluginType(text: string): boolean {
  const types = text.matchAll(/^[ \t]*(?:resource_type|service_type)[ \t]*:[ \t]*["']?(\w{1,60}\.\w{1,60})/gm);
  return [...types].some(([, type]) => isPluginType(type ?? ''));
}

function isPluginType(text: string): boolean {
  return pluginTypes.includes(text) || nearestWord(text, pluginTypes) !== undefined;
}
