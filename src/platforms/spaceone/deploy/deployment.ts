import { isObject, type Json, type JsonObject } from '../../../base/json';
import { finish } from '../../../base/steps';
import { WorkbenchError } from '../../../base/workbench-error';
import { recognizeInSteps } from '../../../manifest/check/recognition';
import { noNames } from '../../../manifest/names/names';
import { ManifestDocument } from '../../../manifest/parse/manifest-document';
import { ParseCache } from '../../../manifest/parse/parse-cache';
import { checkedContent } from '../../../manifest/requests/checked-content';
import { deployManifest } from '../deploy-manifest';
import { requestOf } from '../deploy-request';

/** What a deploy manifest asks its service for. */
export interface Deployment {
  readonly pluginId: string;
  readonly version: string | undefined;
  /** AUTO takes the newest tag and needs no version. */
  readonly upgradeMode: 'AUTO' | 'MANUAL';
  readonly options: JsonObject;
  /** The request that it is, and the types of plugins that its service runs; undefined where several requests look so. */
  readonly request: { readonly title: string; readonly types: readonly string[] } | undefined;
}

/**
 * The first deploy manifest in a text.
 * @throws WorkbenchError where there is none, or it cannot be sent as it stands, at its line
 */
export function deploymentIn(text: string, file: string): Deployment {
  const [found] = finish(recognizeInSteps(text, [deployManifest], noNames, new ParseCache()));
  const nothing = 'A deploy manifest has a "plugin_info" with a "plugin_id".';
  if (!found) {
    throw new WorkbenchError({ what: 'There is no deploy manifest in the file.', why: nothing, where: { file } });
  }
  const what = 'The plugin cannot be deployed as the manifest stands.';
  const content = checkedContent(deployManifest, text, file, found.cut, { what, nothing });
  const info = valueOf(content, 'plugin_info', 'pluginInfo') ?? content;
  const fields = isObject(info) ? info : {};
  const pluginId = valueOf(fields, 'plugin_id', 'pluginId');
  if (typeof pluginId !== 'string') {
    throw new WorkbenchError({ what, why: nothing, where: { file } });
  }
  const version = valueOf(fields, 'version');
  const options = valueOf(fields, 'options');
  return {
    pluginId,
    version: typeof version === 'string' ? version : undefined,
    upgradeMode: valueOf(fields, 'upgrade_mode', 'upgradeMode') === 'MANUAL' ? 'MANUAL' : 'AUTO',
    options: isObject(options) ? options : {},
    request: requestOf(new ManifestDocument(found.parsed, deployManifest.dialect)),
  };
}

/** By any of its names: protobuf's JSON takes both ways of writing one. */
function valueOf(fields: JsonObject, ...names: readonly string[]): Json | undefined {
  return names.map((name) => fields[name]).find((value) => value !== undefined);
}
