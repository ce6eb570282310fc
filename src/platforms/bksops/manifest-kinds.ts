import apiSchema from '../../../schemas/bksops-api-sources.schema.json';
import settingsSchema from '../../../schemas/bksops-settings-sources.schema.json';
import sourcesSchema from '../../../schemas/bksops-sources.schema.json';
import type { Schema } from '../../manifest/schema/json-schema';
import { mentionsRootKey, type ManifestKind, type Outline } from '../../manifest/kind';
import type { Rule } from '../../manifest/rule';
import { holdsSources, isSourceList, mayBeSourceList } from './source-shape';
import { strict } from '../../manifest/dialects/strict-dialect';
import { moduleOffers, rootPackageOffers } from './manifest-offers';
import { addressScheme } from './rules/address-scheme';
import { branch } from './rules/branch';
import { fileSystemCache } from './rules/file-system-cache';
import { ideaNotTracked } from './rules/idea-not-tracked';
import { moduleIsPackage } from './rules/module-is-package';
import { moduleMissing } from './rules/module-missing';
import { moduleName } from './rules/module-name';
import { moduleRoot } from './rules/module-root';
import { notSynced } from './rules/not-synced';
import { packageWithoutInit } from './rules/package-without-init';
import { repoAddress } from './rules/repo-address';
import { rootMisspelt } from './rules/root-misspelt';
import { rootPackage } from './rules/root-package';
import { rootShadowed } from './rules/root-shadowed';
import { runKind } from './runs/run-kind';
import { secretInManifest } from './rules/secret-in-manifest';
import { sourceName } from './rules/source-name';
import { newSource } from './rules/new-source';
import { noModules } from './rules/no-modules';
import { rawAddress } from './rules/raw-address';
import { slashInFolder } from './rules/slash-in-folder';
import { typographicQuotes } from './rules/typographic-quotes';

const ownKeys = ['apiVersion', 'target', 'sources', 'cache'];

/** Our own format for a SOPS's package sources; its field names are the platform's. */
export const sources: ManifestKind = {
  id: 'bksops.sources',
  title: 'BlueKing SOPS package sources',
  titleOfNew: () => 'Package sources of BlueKing SOPS',
  platform: 'bksops',
  dialect: strict,
  sniff: (text) => mentionsRootKey(text, ['sources', 'apiVersion']) && /bksops|\bpackages\b|\bdetails\b/.test(text),
  recognize: (outline) => isOwnFormat(outline) || looksLikeSources(outline),
  mayStillBe: ({ keys }) => keys.size === 0 || ownKeys.some((key) => keys.has(key)),
  isMeant: (text) =>
    /^apiVersion\b.*\bbksops\/|^[ \t-]*repo_raw_address\b/m.test(text) ||
    (/^sources[ \t]*:/m.test(text) && /^[ \t-]+packages[ \t]*:/m.test(text) && /^[ \t-]+details[ \t]*:/m.test(text)),
  schema: sourcesSchema as Schema,
  schemaFile: 'bksops-sources.schema.json',
  offers: moduleOffers,
  offersKeys: rootPackageOffers,
};

/** What the API of SOPS takes, as JSON or YAML. */
export const apiSources: ManifestKind = {
  id: 'bksops.api-sources',
  title: 'BlueKing SOPS package sources (API)',
  titleOfNew: () => 'API body with package sources',
  platform: 'bksops',
  dialect: strict,
  sniff: (text) => mentionsRootKey(text, ['origins']),
  recognize: (outline) => looksLikeRequest(outline),
  mayStillBe: ({ keys }) => keys.has('origins') || keys.has('caches'),
  isMeant: (text) => ['origins', 'details', 'packages'].every((key) => new RegExp(`\\b${key}\\b`).test(text)),
  schema: apiSchema as Schema,
  schemaFile: 'bksops-api-sources.schema.json',
  offers: moduleOffers,
  offersKeys: rootPackageOffers,
};

/** What the settings of SOPS hold, as JSON or YAML. */
export const settingsSources: ManifestKind = {
  id: 'bksops.settings-sources',
  title: 'BlueKing SOPS package sources (settings)',
  titleOfNew: () => 'Setting COMPONENTS_PACKAGE_SOURCES',
  platform: 'bksops',
  dialect: strict,
  sniff: (text) => mentionsRootKey(text, ['COMPONENTS_PACKAGE_SOURCES']),
  recognize: ({ keys }) => keys.has('COMPONENTS_PACKAGE_SOURCES'),
  mayStillBe: ({ keys }) => keys.has('COMPONENTS_PACKAGE_SOURCES'),
  schema: settingsSchema as Schema,
  schemaFile: 'bksops-settings-sources.schema.json',
  offers: moduleOffers,
  offersKeys: rootPackageOffers,
};

/** The value of that setting alone, as a file holds it that a program of the settings reads. */
export const settingsList: ManifestKind = {
  ...settingsSources,
  id: 'bksops.settings-list',
  title: 'BlueKing SOPS package sources (list of the settings)',
  titleOfNew: () => 'List for COMPONENTS_PACKAGE_SOURCES',
  sniff: mayBeSourceList,
  recognize: ({ root }) => isSourceList(root),
  mayStillBe: ({ root }) => root === undefined || isSourceList(root),
  schema: {
    definitions: settingsSchema.definitions,
    ...settingsSchema.properties.COMPONENTS_PACKAGE_SOURCES,
    title: 'List of BlueKing SOPS package sources',
    examples: settingsSchema.examples.map((each) => each.COMPONENTS_PACKAGE_SOURCES),
  } as Schema,
};

export const manifestKinds: readonly ManifestKind[] = [sources, apiSources, settingsSources, settingsList, runKind()];

export const manifestRules: readonly Rule[] = [
  sourceName,
  rootPackage,
  rootMisspelt,
  moduleName,
  moduleRoot,
  repoAddress,
  branch,
  addressScheme,
  fileSystemCache,
  notSynced,
  ideaNotTracked,
  moduleIsPackage,
  moduleMissing,
  packageWithoutInit,
  rootShadowed,
  secretInManifest,
  newSource,
  noModules,
  rawAddress,
  slashInFolder,
  typographicQuotes,
];

/** By its header, however that is spelt. */
function isOwnFormat({ keys }: Outline): boolean {
  const header = [...keys].find(([key]) => key.toLowerCase() === 'apiversion')?.[1]?.text ?? '';
  return /^bk[-_ ]?sops\b/i.test(header);
}

/** Without its header, or with another's, only together with what no other list of sources has. */
function looksLikeSources({ keys, holdsCollection, root }: Outline): boolean {
  const isKnown = [...keys.keys()].every((key) => ownKeys.includes(key));
  const isAccompanied = !keys.has('apiVersion') && (holdsCollection('cache') || holdsCollection('target'));
  return isKnown && holdsCollection('sources') && (isAccompanied || holdsSources(root, 'sources'));
}

/** The API wants both lists; while one is still to be written, the other tells by what is in it. */
function looksLikeRequest({ keys, holdsCollection, root }: Outline): boolean {
  const hasBoth = holdsCollection('origins') && holdsCollection('caches');
  return keys.size <= 4 && keys.has('origins') && (hasBoth || holdsSources(root, 'origins'));
}
