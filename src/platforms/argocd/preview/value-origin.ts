import { isObject, objectAt, type Json, type JsonObject } from '../../../base/json';
import { getOwn } from '../../../base/own-key';
import { sameJson } from '../../../base/same-json';
import type { SpecPath } from '../calls/controller-error';
import { parseTemplate } from '../go-template';
import { printed } from '../go/print';
import { valueIn } from './origins';
import type { PreviewedApplication, SetPreview } from './preview-set';

/** A parameter that a template asks for. */
export interface UsedParameter {
  /** As a template names it, without the dot in front. */
  readonly name: string;
  /** As it is printed; undefined where the set has none of that name. */
  readonly value: string | undefined;
  /** The generator that gives it. */
  readonly generator: SpecPath | undefined;
}

/** Where a value of an Application comes from. */
export type ValueOrigin =
  | { readonly is: 'template'; readonly text: string; readonly parameters: readonly UsedParameter[] }
  /** The `templatePatch` has put it there. */
  | { readonly is: 'patch'; readonly parameters: readonly UsedParameter[] }
  /** It is the controller's own: the namespace of the set, its finalizer. */
  | { readonly is: 'controller' };

/**
 * Where a value of a previewed Application comes from, by its keys from the root on; undefined where that is no value of it.
 */
export function originOf(
  preview: Pick<SetPreview, 'origins'> & { readonly set?: JsonObject },
  application: PreviewedApplication,
  path: SpecPath,
): ValueOrigin | undefined {
  const origin = preview.origins.of(application);
  const value = valueAt(application as unknown as Json, path);
  if (!origin || value === undefined) {
    return undefined;
  }
  const spec = objectAt(preview.set, 'spec');
  const isGo = spec['goTemplate'] === true;
  const used = (text: string): UsedParameter[] =>
    parametersIn(text, isGo).map((parameter) => ({
      name: parameter.join('.'),
      value: shown(valueIn(origin.set, parameter)),
      generator: preview.origins.generatorOf(origin.set, parameter),
    }));
  const patch = spec['templatePatch'];
  if (typeof patch === 'string' && !sameJson(valueAt(origin.rendered, path), value)) {
    return { is: 'patch', parameters: used(patch) };
  }
  const written = templateAt(origin.template, path);
  if (written === undefined || (path.length === 2 && path[0] === 'metadata' && path[1] === 'namespace')) {
    return { is: 'controller' };
  }
  const text = typeof written === 'string' ? written : JSON.stringify(written);
  return { is: 'template', text, parameters: used(text) };
}

/** The parameters that a template asks for by name, each once. */
export function parametersIn(text: string, isGo: boolean): string[][] {
  const found = new Map<string, string[]>();
  for (const path of isGo ? goParameters(text) : flatParameters(text)) {
    found.set(path.join('.'), path);
  }
  return [...found.values()];
}

function goParameters(text: string): string[][] {
  return parseTemplate(text).actions.flatMap(({ tokens, hasOtherDot }) =>
    tokens
      .filter(
        (token) =>
          token.path.length > 0 &&
          !token.isPart &&
          (token.is === 'field' ? !hasOtherDot : token.is === 'variable' && token.text.startsWith('$.')),
      )
      .map(({ path }) => [...path]),
  );
}

function flatParameters(text: string): string[][] {
  return [...text.matchAll(/\{\{([^{}]*)\}\}/g)].map(([, name = '']) => [name.trim()]);
}

function shown(value: unknown): string | undefined {
  return value === undefined
    ? undefined
    : isObject(value) || Array.isArray(value)
      ? JSON.stringify(value)
      : printed(value);
}

function valueAt(value: Json, path: SpecPath): Json | undefined {
  let found: Json | undefined = value;
  for (const step of path) {
    found = Array.isArray(found) ? found[Number(step)] : isObject(found) ? getOwn(found, String(step)) : undefined;
  }
  return found;
}

/** What the template says at a place of what it renders to: a key that is rendered is found where it is the only one. */
function templateAt(template: Json, path: SpecPath): Json | undefined {
  let found: Json | undefined = template;
  for (const step of path) {
    if (isObject(found)) {
      const rendered: string[] = Object.keys(found).filter((key) => key.includes('{{'));
      const other: string | undefined = rendered.length === 1 ? rendered[0] : undefined;
      found = getOwn(found, String(step)) ?? (other === undefined ? undefined : found[other]);
    } else {
      found = Array.isArray(found) ? found[Number(step)] : undefined;
    }
  }
  return found;
}
