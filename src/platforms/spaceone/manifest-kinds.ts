import type { ManifestKind } from '../../manifest/kind';
import type { Rule } from '../../manifest/rule';
import { deployManifest } from './deploy-manifest';
import { registerManifest } from './register-manifest';
import { pluginUpdate, providerManifest, schemaManifest } from './resource-manifests';
import { capabilityKey } from './rules/capability-key';
import { capabilityNeeded } from './rules/capability-needed';
import { capabilityValue } from './rules/capability-value';
import { costSecrets } from './rules/cost-secrets';
import { dataSourceSecret } from './rules/data-source-secret';
import { externalAuthOptions } from './rules/external-auth-options';
import { idOfAnotherImage } from './rules/id-of-another-image';
import { imageInRegistry } from './rules/image-in-registry';
import { imageName } from './rules/image-name';
import { imageOfOtherType } from './rules/image-of-other-type';
import { imageWithoutTag } from './rules/image-without-tag';
import { manualWithoutVersion } from './rules/manual-without-version';
import { pluginIdLength } from './rules/plugin-id-length';
import { pluginOfOtherType } from './rules/plugin-of-other-type';
import { providerNotSupported } from './rules/provider-not-supported';
import { scheduleHours } from './rules/schedule-hours';
import { scheduleTooOften } from './rules/schedule-too-often';
import { schemaNotSupported } from './rules/schema-not-supported';
import { secretInManifest } from './rules/secret-in-manifest';
import { secretWithoutSchema } from './rules/secret-without-schema';
import { templateOutdated } from './rules/template-outdated';
import { unknownPlugin } from './rules/unknown-plugin';
import { unknownPluginType } from './rules/unknown-plugin-type';
import { unknownVersion } from './rules/unknown-version';
import { nameOfNoPlugin } from './rules/name-of-no-plugin';
import { oneDocument } from './rules/one-document';
import { versionNotKept } from './rules/version-not-kept';
import { taskFile } from './task-file';

export const manifestKinds: readonly ManifestKind[] = [
  taskFile,
  pluginUpdate,
  providerManifest,
  schemaManifest,
  registerManifest,
  deployManifest,
];

export const manifestRules: readonly Rule[] = [
  imageName,
  imageOfOtherType,
  pluginIdLength,
  imageInRegistry,
  imageWithoutTag,
  templateOutdated,
  unknownPluginType,
  manualWithoutVersion,
  nameOfNoPlugin,
  versionNotKept,
  oneDocument,
  secretInManifest,
  secretWithoutSchema,
  costSecrets,
  scheduleHours,
  capabilityKey,
  capabilityNeeded,
  capabilityValue,
  dataSourceSecret,
  externalAuthOptions,
  idOfAnotherImage,
  pluginOfOtherType,
  providerNotSupported,
  scheduleTooOften,
  schemaNotSupported,
  unknownPlugin,
  unknownVersion,
];
