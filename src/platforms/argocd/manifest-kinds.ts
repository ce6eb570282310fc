import { applicationSetSchema } from '../../../schemas/generated/argocd-application-set';
import configMapSchema from '../../../schemas/argocd-plugin-config-map.schema.json';
import secretSchema from '../../../schemas/argocd-plugin-secret.schema.json';
import type { Schema } from '../../manifest/schema/json-schema';
import { k8s } from '../../manifest/dialects/k8s-dialect';
import type { ManifestKind } from '../../manifest/kind';
import { nearestWord } from '../../base/nearest-word';
import type { Names } from '../../manifest/names/names';
import type { Rule } from '../../manifest/rule';
import { asPart } from './as-part';
import { hasPlugin, isNear, isOpenForPlugin } from './generators';
import { KubernetesObject, objectsIn } from './kubernetes-object';
import { configMapOffers, tokenOffers } from './offers';
import { isPluginConfigMap, isPluginSecret, mayBePluginConfigMap, sorts } from './plugin-connection';
import { applicationDemands } from './rules/application-demands';
import { applicationName } from './rules/application-name';
import { applicationSources } from './rules/application-sources';
import { baseUrl } from './rules/base-url';
import { childTemplate } from './rules/child-template';
import { configMapNotFound } from './rules/config-map-not-found';
import { connectionKey } from './rules/connection-key';
import { generatorLists } from './rules/generator-lists';
import { helmObject } from './rules/helm-object';
import { inputAccess } from './rules/input-access';
import { keyOfOtherType } from './rules/key-of-other-type';
import { mergeKeys } from './rules/merge-keys';
import { missingKeyOption } from './rules/missing-key-option';
import { partOf } from './rules/part-of-label';
import { patchWipes } from './rules/patch-wipes';
import { renderedInput } from './rules/rendered-input';
import { requestTimeout } from './rules/request-timeout';
import { requeueAfter } from './rules/requeue-after';
import { reservedParameters } from './rules/reserved-parameters';
import { sameName } from './rules/same-name';
import { secretEncoding } from './rules/secret-encoding';
import { secretNotFound } from './rules/secret-not-found';
import { secretType } from './rules/secret-type';
import { secretsDiffer } from './rules/secrets-differ';
import { serviceAddress } from './rules/service-address';
import { sourceAddress } from './rules/source-address';
import { templateCall } from './rules/template-call';
import { templateFunction } from './rules/template-function';
import { templateInOtherType } from './rules/template-in-other-type';
import { templatePatch } from './rules/template-patch';
import { templateStyle } from './rules/template-style';
import { templateSyntax } from './rules/template-syntax';
import { templateTooLong } from './rules/template-too-long';
import { timeoutOfTheConfigMap } from './rules/timeout-of-the-config-map';
import { tokenIsAReference } from './rules/token-is-a-reference';
import { twoPlugins } from './rules/two-plugins';
import { unquotedBraces } from './rules/unquoted-braces';
import { unrenderedInput } from './rules/unrendered-input';

const hasWords =
  (...words: readonly RegExp[]) =>
  (text: string): boolean =>
    words.every((word) => word.test(text));

let schema: Schema | undefined;

/** An ApplicationSet with a plugin generator, alone or inside a matrix or merge; others are not ours. */
export const applicationSet: ManifestKind = {
  id: 'argocd.application-set',
  title: 'Argo CD ApplicationSet with a plugin generator',
  titleOfNew: () => 'ApplicationSet with a plugin generator',
  platform: 'argocd',
  dialect: k8s,
  sniff: (text) => /argoproj|application-?set/i.test(text) && /plu?gi?n|configMapRef/i.test(text),
  recognize: (outline) => {
    const { kind, apiVersion, root } = KubernetesObject.of(outline);
    // Nothing else of Argo's has a plugin among its generators, however the words before them are spelt.
    const isArgo = apiVersion === '' || /argo/i.test(apiVersion) || !apiVersion.includes('.');
    const isSet =
      isArgo && kind !== 'Application' && (isNear(kind, 'ApplicationSet') || (kind === '' && apiVersion !== ''));
    return isSet && root !== undefined && hasPlugin(root);
  },
  mayStillBe: (outline) => {
    const { root, kind, apiVersion } = KubernetesObject.of(outline);
    const isOther = isOtherWord(kind, 'ApplicationSet') || isOtherWord(apiVersion, 'argoproj.io/v1alpha1');
    return !isOther && (!root || hasPlugin(root) || isOpenForPlugin(root));
  },
  isMeant: hasWords(/\bApplicationSet\b/, /\bargoproj\.io\//, /^[ \t-]*plugin\b/m, /^[ \t-]*configMapRef\b/m),
  // Large enough to be parsed only when the first ApplicationSet is seen.
  get schema() {
    return (schema ??= JSON.parse(applicationSetSchema) as Schema);
  },
  schemaFile: 'generated/argocd-application-set.ts',
  offers: configMapOffers,
  objectsIn,
  asPart: (names) => asPart(applicationSet, names),
};

/** The ConfigMap that says where a plugin's server is. */
export const pluginConfigMap: ManifestKind = {
  id: 'argocd.plugin-config-map',
  title: 'Argo CD plugin ConfigMap',
  titleOfNew: () => 'ConfigMap of a plugin generator',
  platform: 'argocd',
  dialect: k8s,
  sniff: (text, names) =>
    text.includes('ConfigMap') && (/base[-_]?url|token/i.test(text) || mentionsAny(text, names, sorts.configMap)),
  recognize: (outline, names) => isPluginConfigMap(KubernetesObject.of(outline), names),
  mayStillBe: (outline) => mayBePluginConfigMap(KubernetesObject.of(outline)),
  isMeant: hasWords(/\bConfigMap\b/, /^[ \t]*baseUrl\b/m, /^[ \t]*token\b.*\$[\w.-]/m),
  schema: configMapSchema as Schema,
  schemaFile: 'argocd-plugin-config-map.schema.json',
  offers: tokenOffers,
  objectsIn,
  asPart: (names) => asPart(pluginConfigMap, names),
};

/** The Secret with a plugin's token, as the controller reads it. */
export const pluginSecret: ManifestKind = {
  id: 'argocd.plugin-secret',
  title: 'Argo CD plugin Secret',
  titleOfNew: () => 'Secret of a plugin generator',
  platform: 'argocd',
  dialect: k8s,
  sniff: (text, names) =>
    /\bSecret\b/.test(text) &&
    (/argocd-secret|app\.kubernetes\.io\/part-of/.test(text) || mentionsAny(text, names, sorts.secret)),
  recognize: (outline, names) => isPluginSecret(KubernetesObject.of(outline), names),
  mayStillBe: (outline) => !isOtherWord(KubernetesObject.of(outline).kind, 'Secret'),
  isMeant: hasWords(/\bSecret\b/, /\bargocd-secret\b/, /^[ \t]*plugin\.\w/m),
  schema: secretSchema as Schema,
  schemaFile: 'argocd-plugin-secret.schema.json',
  objectsIn,
  asPart: (names) => asPart(pluginSecret, names),
};

export const manifestKinds: readonly ManifestKind[] = [applicationSet, pluginConfigMap, pluginSecret];

export const manifestRules: readonly Rule[] = [
  applicationDemands,
  applicationName,
  applicationSources,
  baseUrl,
  childTemplate,
  configMapNotFound,
  connectionKey,
  generatorLists,
  helmObject,
  inputAccess,
  keyOfOtherType,
  mergeKeys,
  missingKeyOption,
  partOf,
  patchWipes,
  renderedInput,
  requestTimeout,
  requeueAfter,
  reservedParameters,
  sameName,
  secretEncoding,
  secretNotFound,
  secretType,
  secretsDiffer,
  serviceAddress,
  sourceAddress,
  templateCall,
  templateFunction,
  templateInOtherType,
  templatePatch,
  templateStyle,
  templateSyntax,
  templateTooLong,
  timeoutOfTheConfigMap,
  tokenIsAReference,
  twoPlugins,
  unquotedBraces,
  unrenderedInput,
];

/** True for a word that cannot become the wanted one by typing on or by mending a slip. */
function isOtherWord(word: string, wanted: string): boolean {
  return word !== wanted && !wanted.startsWith(word) && nearestWord(word, [wanted]) === undefined;
}

function mentionsAny(text: string, names: Names, sort: string): boolean {
  return names
    .references(sort)
    .some(({ name, facts }) => (sort === sorts.configMap || facts?.['isToken'] === true) && text.includes(name));
}
