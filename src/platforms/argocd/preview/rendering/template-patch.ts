import { isObject, type Json, type JsonObject } from '../../../../base/json';
import { ControllerError, saying } from '../../calls/controller-error';
import { scanJson } from '../../go/json-scan';
import { quote } from '../../go/quote';
import { RawJson } from '../../go/raw-json';
import { decoded } from './decode';
import { applicationShape } from './shapes';
import { patched } from './strategic-merge';
import type { Templates } from './templates';

/**
 * An Application with the rendered `templatePatch` of its set put over it; its project never changes (argo-cd v3.5.7,
 * `applicationset/controllers/template/patch.go`).
 * @throws ControllerError
 */
export async function withPatch(application: JsonObject, patch: string, templates: Templates): Promise<JsonObject> {
  const { text, value } = await readPatch(patch, templates);
  const how = { isStrict: false, fromYaml: false };
  await saying(`invalid templatePatch ${quote(text)}`, () => decoded(value, applicationShape, how));
  const words = `error while applying templatePatch template to json ${quote(text)}`;
  const merged = await saying(words, () => patched(application, isObject(value) ? value : {}, applicationShape));
  const final = await saying('error while unmarhsalling patched application', () =>
    decoded(merged, applicationShape, how),
  );
  const spec = { ...((final as JsonObject)['spec'] as JsonObject | undefined) };
  const before = application['spec'];
  const project = isObject(before) ? before['project'] : undefined;
  delete spec['project'];
  return { ...(final as JsonObject), spec: { ...spec, ...(project !== undefined && { project }) } };
}

/** A patch that begins with a brace is JSON, every other is YAML. */
async function readPatch(patch: string, templates: Templates): Promise<{ text: string; value: Json }> {
  if (patch.trim().startsWith('{')) {
    const text = Buffer.from(patch).toString('latin1');
    const { end, error } = scanJson(text);
    const rest = text.slice(end).trimStart().charAt(0);
    const why =
      error ??
      (rest === '' ? undefined : `invalid character ${quote(rest).replaceAll('"', "'")} after top-level value`);
    if (why !== undefined) {
      throw new ControllerError(
        `invalid templatePatch ${quote(patch)}: ${why.replace(/^unexpected EOF$/, 'unexpected end of JSON input')}`,
      );
    }
    return { text: patch, value: JSON.parse(patch) as Json };
  }
  try {
    const value = await templates.yaml(patch);
    // No document at all is null, and no map.
    const isNothing = isObject(value) && Object.keys(value).length === 0;
    return { text: isNothing ? 'null' : new RawJson(value).text, value };
  } catch (error) {
    if (!(error instanceof ControllerError)) {
      throw error;
    }
    const [, why] = /^error converting YAML to JSON: (.*)$/s.exec(error.message) ?? [];
    if (why !== undefined) {
      throw new ControllerError(`error while converting template to json ${quote(patch)}: ${why}`);
    }
    const text = new RawJson(await insideOf(patch, templates)).text;
    const words = error.message
      .replace(/^.*?(?=json: )/s, '')
      .replace('map[string]interface {}', 'v1alpha1.Application');
    throw new ControllerError(`invalid templatePatch ${quote(text)}: ${words}`);
  }
}

/** What YAML is that is no map: it is read as the value of one. */
async function insideOf(yaml: string, templates: Templates): Promise<Json> {
  const read = await templates.yaml(`value:\n${yaml.replace(/^/gm, ' ')}`);
  return isObject(read) ? (read['value'] ?? null) : null;
}
