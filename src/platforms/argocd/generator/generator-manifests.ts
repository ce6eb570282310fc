import type { Files } from '../../../base/files';
import { basename, dirname, isInside } from '../../../base/paths';
import { isAbort, type FilePlace } from '../../../base/workbench-error';
import { isObject, type JsonObject } from '../../../base/json';
import { k8s } from '../../../manifest/dialects/k8s-dialect';
import type { Value } from '../../../manifest/dialects/value';
import { cutDocuments } from '../../../manifest/parse/document-cuts';
import { LineIndex } from '../../../manifest/parse/line-index';
import { ManifestDocument } from '../../../manifest/parse/manifest-document';
import { parseDocument } from '../../../manifest/parse/parse-document';
import { jsonOf } from '../../../manifest/requests/json-of-node';
import { pluginsOf } from '../generators';
import { KubernetesObject, textOf } from '../kubernetes-object';
import { isShapedAsConnection } from '../plugin-connection';

/** What stands around a generator: the ConfigMaps that say where it is, and the sets that ask it. */
export interface GeneratorManifests {
  readonly connections: readonly (NamedPlace & { readonly seconds?: number })[];
  readonly sets: readonly (NamedPlace & { readonly inputs: readonly JsonObject[] })[];
}

interface NamedPlace {
  readonly name: string;
  readonly place: Required<FilePlace>;
}

/** Manifests of one generator that are read, the nearest first. */
const MOST_FILES = 100;
/** Larger ones are no manifests that a person wrote. */
const LONGEST_TEXT = 500_000;

/** True for a file that may hold the ConfigMap of a generator, by its name: others are looked at beside code alone. */
export function mayHoldConnections(file: string): boolean {
  return /(?:^|[-_. ])(?:cm|config-?map|connection|plugin|generator|appset|application-?set|argo|argocd|manifests?|deploy(?:ment)?|install|all|k8s|resources?)(?:[-_. ]|s?\.ya?ml$)/i.test(
    basename(file),
  );
}

/**
 * The connections and the sets of a generator.
 * @param reach All below its folder, and beside it when nothing is below; or what lies in the folder itself alone.
 */
export async function manifestsOf(
  folder: string,
  files: Files,
  reach: 'around' | 'itself' = 'around',
): Promise<GeneratorManifests> {
  if (reach === 'itself') {
    return read(await files.find(folder, ['*.yaml', '*.yml']), files);
  }
  const own = await read(await files.find(folder, ['**/*.yaml', '**/*.yml']), files);
  if (own.connections.length > 0) {
    return own;
  }
  const above = dirname(folder);
  const beside = await files.find(above, ['*.yaml', '*.yml', '*/*.yaml', '*/*.yml']).catch(() => []);
  const others = await read(
    beside.filter((file) => !isInside(folder, file)),
    files,
  );
  const named = others.connections.filter(
    ({ name }) => name.includes(basename(folder)) || basename(folder).includes(name),
  );
  const connections = named.length > 0 ? named : others.connections.length === 1 ? others.connections : [];
  return { connections, sets: [...own.sets, ...others.sets].filter((set) => uses(set, connections)) };
}

type FoundSet = GeneratorManifests['sets'][number] & { readonly asks: readonly string[] };

async function read(found: readonly string[], files: Files): Promise<{ connections: NamedPlace[]; sets: FoundSet[] }> {
  const nearest = [...found].sort((one, other) => one.split('/').length - other.split('/').length).slice(0, MOST_FILES);
  const all: { connections: NamedPlace[]; sets: FoundSet[] } = { connections: [], sets: [] };
  for (const file of nearest) {
    const text = await files.read(file).catch((error: unknown) => {
      if (isAbort(error)) {
        throw error;
      }
      return undefined;
    });
    if (text !== undefined && text.length <= LONGEST_TEXT && /\bbaseUrl\b|\bconfigMapRef\b/.test(text)) {
      collect(text, file, all);
    }
  }
  const sets = all.sets.filter((set) => all.connections.length === 0 || uses(set, all.connections));
  return { connections: all.connections, sets };
}

function uses({ asks }: FoundSet, connections: readonly NamedPlace[]): boolean {
  return connections.some(({ name }) => asks.includes(name));
}

function collect(
  text: string,
  file: string,
  { connections, sets }: { connections: NamedPlace[]; sets: FoundSet[] },
): void {
  const lines = new LineIndex(text);
  for (const cut of cutDocuments(text)) {
    const document = new ManifestDocument(parseDocument(cut.text), k8s);
    const object = KubernetesObject.of(document);
    const { name } = object;
    const place = { file, line: lines.positionAt(cut.start + document.head.start).line + 1 };
    if (name !== undefined && object.kind === 'ConfigMap' && isShapedAsConnection(object)) {
      const timeout = object.textAt('data', 'requestTimeout') ?? '';
      connections.push({ name, place, ...(/^[1-9]\d{0,5}$/.test(timeout) && { seconds: Number(timeout) }) });
    }
    const plugins = object.kind === 'ApplicationSet' ? pluginsOf(object.root) : [];
    if (name !== undefined && plugins.length > 0) {
      const asks = plugins.flatMap(({ value }) => textOf(value.at('configMapRef', 'name')) ?? []);
      const inputs = plugins.map(({ value }) => inputOf(value.at('input', 'parameters')));
      sets.push({ name, place, asks, inputs });
    }
  }
}

/** The parameters that a set gives, as they stand in its text. */
function inputOf(parameters: Value | undefined): JsonObject {
  const content = parameters && jsonOf(parameters.node, k8s);
  return isObject(content) ? content : {};
}
