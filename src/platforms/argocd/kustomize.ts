import { basename, dirname, join, withoutEndSlashes } from '../../base/paths';
import type { FoundName, Mention, Names } from '../../manifest/names/names';
import type { Value } from '../../manifest/dialects/value';
import { textOf, type KubernetesObject } from './kubernetes-object';
import { sorts } from './plugin-connection';

/** A file or folder that a kustomization takes in, as its names tell it. */
interface Taken {
  readonly path: string;
  readonly isPatch: boolean;
  readonly namespace: string | null;
  readonly prefix: string;
  readonly suffix: string;
}

/** What is applied when a file is applied: by itself, or with what a kustomization around it changes. */
export interface Applied {
  /** Undefined where the object's own counts. */
  readonly namespace: string | undefined;
  readonly prefix: string;
  readonly suffix: string;
}

/** What kustomizations make of a file. */
export interface Kustomized {
  /** The folders of the kustomizations that take the file in, the innermost first, with the steps up to each. */
  readonly folders: ReadonlyMap<string, number>;
  readonly applied: readonly Applied[];
  /** True when one of them takes it for a patch: it has only what is to be changed. */
  readonly isPatch: boolean;
}

/** More entries of one list, and more ways up from one file, are no kustomization's that a person wrote. */
const mostEntries = 500;
const mostSteps = 2000;

/**
 * The files and folders that a kustomization takes in (kustomize, `api/types/kustomization.go`); whatever is no path, such
 * as an address, leads to no file of the workspace.
 */
export function* kustomizeMentions({ root, apiVersion }: KubernetesObject): Generator<Mention> {
  if (!root || (apiVersion !== '' && !apiVersion.startsWith('kustomize.config.k8s.io/'))) {
    return;
  }
  const changes = {
    namespace: textOf(root.at('namespace')) ?? null,
    prefix: textOf(root.at('namePrefix')) ?? '',
    suffix: textOf(root.at('nameSuffix')) ?? '',
  };
  for (const [value, isPatch] of entriesOf(root)) {
    const path = textOf(value);
    if (path !== undefined && !/[\r\n]|:\/\//.test(path) && path.length < 1000) {
      const name = basename(withoutEndSlashes(path));
      yield {
        is: 'reference',
        sort: sorts.kustomize,
        name,
        range: { start: 0, end: 0 },
        facts: { path, isPatch, ...changes },
      };
    }
  }
}

function* entriesOf(root: Value): Generator<readonly [Value | undefined, boolean]> {
  const items = (list: string): Value[] => (root.at(list)?.items ?? []).slice(0, mostEntries);
  for (const list of ['resources', 'bases', 'components']) {
    yield* items(list).map((item) => [item, false] as const);
  }
  yield* items('patchesStrategicMerge').map((item) => [item, true] as const);
  for (const list of ['patches', 'patchesJson6902']) {
    yield* items(list).map((item) => [item.at('path'), true] as const);
  }
}

/** The namespaces in which an object of a file may be, by itself and by its kustomizations; undefined for one that is left open. */
export function namespacesOf(own: string | undefined, file: string | undefined, names: Names): (string | undefined)[] {
  const applied = file === undefined ? [] : kustomized(file, names).applied;
  return applied.length === 0 ? [own] : [...new Set(applied.map(({ namespace }) => namespace ?? own))];
}

/** True when two objects may be in one namespace; one that is left open may be in any. */
export function meet(some: readonly (string | undefined)[], others: readonly (string | undefined)[]): boolean {
  return some.some((each) => each === undefined || others.some((other) => other === undefined || other === each));
}

/** What an object of a file is called once its kustomizations have put their prefixes and suffixes to its name. */
export function calledOf({ name, file }: FoundName, names: Names): string[] {
  const { applied } = kustomized(file, names);
  return applied.length === 0 ? [name] : applied.map(({ prefix, suffix }) => `${prefix}${name}${suffix}`);
}

const known = new WeakMap<Names, Map<string, Kustomized>>();

/** What the kustomizations of the workspace make of a file. */
export function kustomized(file: string, names: Names): Kustomized {
  const byFile = known.get(names) ?? new Map<string, Kustomized>();
  known.set(names, byFile);
  const found = byFile.get(file) ?? lookedUp(file, names);
  byFile.set(file, found);
  return found;
}

/** From the inside out: the namespace of the outermost kustomization counts, and names grow at both ends. */
function lookedUp(file: string, names: Names): Kustomized {
  const isOwn = isKustomization(file);
  const folders = new Map<string, number>(isOwn ? [[dirname(file), 0]] : []);
  const applied: Applied[] = [];
  const seen = new Set<string>();
  let isPatch = false;
  let open: (Applied & { readonly path: string })[] = [
    { path: isOwn ? dirname(file) : file, namespace: undefined, prefix: '', suffix: '' },
  ];
  for (let depth = 1; open.length > 0; depth += 1) {
    const next: typeof open = [];
    for (const { path, namespace, prefix, suffix } of open) {
      const takers = takersOf(path, names);
      isPatch ||= depth === 1 && !isOwn && takers.some((taker) => taker.isPatch);
      for (const taker of takers) {
        const outer = {
          path: taker.folder,
          namespace: taker.namespace ?? namespace,
          prefix: taker.prefix + prefix,
          suffix: suffix + taker.suffix,
        };
        const key = JSON.stringify(outer);
        if (!seen.has(key) && seen.size < mostSteps) {
          seen.add(key);
          folders.set(taker.folder, folders.get(taker.folder) ?? depth);
          next.push(outer);
        }
      }
      if (takers.length === 0) {
        applied.push({ namespace, prefix, suffix });
      }
    }
    open = next;
  }
  return { folders, applied, isPatch };
}

/** The kustomizations that take in a file or the folder of another one. */
function takersOf(path: string, names: Names): (Taken & { readonly folder: string })[] {
  const called = [basename(path), '..', '.'].flatMap((name) => names.references(sorts.kustomize, name));
  return called.flatMap(({ file, facts }) => {
    const taken = facts as unknown as Taken;
    const folder = dirname(file);
    return isKustomization(file) && folder !== path && resolved(folder, taken.path) === path
      ? [{ ...taken, folder }]
      : [];
  });
}

function isKustomization(file: string): boolean {
  return /^kustomization\.ya?ml$/.test(basename(file));
}

/** A path as a kustomization in a folder means it; one that leads out of the root stays there. */
function resolved(folder: string, path: string): string {
  const parts: string[] = [];
  for (const part of (path.startsWith('/') ? path : join(folder, path)).split('/')) {
    if (part === '..') {
      parts.pop();
    } else if (part !== '.' && part !== '') {
      parts.push(part);
    }
  }
  return `${folder.startsWith('/') ? '/' : ''}${parts.join('/')}`;
}
