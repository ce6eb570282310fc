import { isObject, type Json } from '../../../base/json';
import type { FilePlace } from '../../../base/workbench-error';
import type { LoadReport } from '../load/load-report';
import type { LoadedComponent } from '../load/loader-event';

/** A component as the flow editor of SOPS shows it. */
export interface DeployedComponent {
  readonly code: string;
  readonly version: string;
  readonly name: string;
  readonly group: string;
  /** What the editor says of it; absent where the component says nothing. */
  readonly description?: string;
  /** The address of its group's icon, where its module gives one. */
  readonly icon?: string;
  /** `blank` is a form that stands in a static file, which SOPS does not serve for what is loaded from elsewhere. */
  readonly form: 'embedded' | 'blank' | 'none';
  readonly source: string;
  readonly module: string;
  readonly at?: FilePlace;
}

/** A source as its copy holds it. */
export interface DeployedSource {
  readonly name: string;
  readonly type: string;
  /** The source's own name for what it holds, such as a commit; absent where it was never copied. */
  readonly revision?: string;
  /** The folder from which its packages are read here. */
  readonly folder?: string;
  /** The digest of each file by its path in the source; none where there are too many to keep. */
  readonly files: Readonly<Record<string, string>>;
}

/** What SOPS has of a manifest at a time. */
export interface DeployState {
  /** An ISO time. */
  readonly at: string;
  readonly components: readonly DeployedComponent[];
  readonly sources: readonly DeployedSource[];
}

/** What SOPS shows after a load: of two components with one code and version the one that is registered last, and nothing where it does not start. */
export function deployedComponents({ sources }: LoadReport): DeployedComponent[] {
  const all = sources.flatMap(({ source, modules }) => modules.map((module) => ({ source, module })));
  if (all.some(({ module }) => module.stopsSops)) {
    return [];
  }
  const shown = new Map<string, DeployedComponent>();
  for (const { source, module } of all) {
    for (const component of module.fate === 'loaded' ? module.components : []) {
      const key = JSON.stringify([component.code, component.version]);
      shown.delete(key);
      shown.set(key, deployed(component, source.name, module.module));
    }
  }
  return [...shown.values()].sort(inEditorOrder);
}

function deployed(component: LoadedComponent, source: string, module: string): DeployedComponent {
  const { code, version, name, group, description, icon, hasForm, embedded, file, line } = component;
  return {
    ...{ code, version, name, group, source, module },
    ...(description && { description }),
    ...(icon && { icon }),
    form: hasForm ? (embedded ? 'embedded' : 'blank') : 'none',
    ...(file !== null && { at: { file, ...(line !== null && { line }) } }),
  };
}

function inEditorOrder(a: DeployedComponent, b: DeployedComponent): number {
  const words = ({ group, name, code, version }: DeployedComponent): string[] => [group, name, code, version];
  const other = words(b);
  return words(a).reduce((order, word, index) => order || compared(word, other[index] ?? ''), 0);
}

function compared(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** A state that was written as JSON before, on its own or in what tells of a whole run; undefined for anything else. */
export function readDeployState(value: Json): DeployState | undefined {
  const state = isObject(value) ? (value['state'] ?? value) : undefined;
  if (!isObject(state)) {
    return undefined;
  }
  const { at, components, sources } = state;
  return isTime(at) && areAll(components, isComponent) && areAll(sources, isSource)
    ? ({ at, components, sources } as unknown as DeployState)
    : undefined;
}

function isTime(value: Json | undefined): boolean {
  return typeof value === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(value);
}

function isComponent(value: Json): boolean {
  const texts = ['code', 'version', 'name', 'group', 'source', 'module'];
  return (
    isObject(value) &&
    texts.every((key) => typeof value[key] === 'string') &&
    ['embedded', 'blank', 'none'].some((form) => form === value['form'])
  );
}

function isSource(value: Json): boolean {
  return (
    isObject(value) &&
    typeof value['name'] === 'string' &&
    typeof value['type'] === 'string' &&
    isObject(value['files']) &&
    Object.values(value['files']).every((digest) => typeof digest === 'string') &&
    ['revision', 'folder'].every((key) => value[key] === undefined || typeof value[key] === 'string')
  );
}

function areAll(value: Json | undefined, is: (item: Json) => boolean): boolean {
  return Array.isArray(value) && value.every(is);
}
