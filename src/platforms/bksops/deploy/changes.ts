import type { DeployedComponent, DeployedSource, DeployState } from './deploy-state';

/** A component that SOPS shows otherwise than before. */
export type ComponentChange =
  | { readonly is: 'new' | 'gone'; readonly component: DeployedComponent }
  /** Of another version, name or group, or with another kind of form. */
  | { readonly is: 'changed'; readonly component: DeployedComponent; readonly before: DeployedComponent };

/** A source that is not what it was; paths are sorted. */
export interface SourceChange {
  readonly name: string;
  readonly type: string;
  readonly is: 'new' | 'gone' | 'changed';
  readonly revision?: string;
  readonly revisionBefore?: string;
  readonly added: readonly string[];
  readonly changed: readonly string[];
  readonly removed: readonly string[];
}

/** What has changed since an earlier state. */
export interface Changes {
  /** When that was, as an ISO time. */
  readonly since: string;
  readonly components: readonly ComponentChange[];
  readonly sources: readonly SourceChange[];
}

export function changesSince(before: DeployState, now: DeployState): Changes {
  return {
    since: before.at,
    components: componentChanges(before.components, now.components),
    sources: sourceChanges(before.sources, now.sources),
  };
}

function componentChanges(
  before: readonly DeployedComponent[],
  now: readonly DeployedComponent[],
): readonly ComponentChange[] {
  const [was, is] = [byCode(before), byCode(now)];
  return [...new Set([...is.keys(), ...was.keys()])].flatMap((code) =>
    changesOfCode(was.get(code) ?? [], is.get(code) ?? []),
  );
}

function byCode(components: readonly DeployedComponent[]): Map<string, DeployedComponent[]> {
  const found = new Map<string, DeployedComponent[]>();
  for (const component of components) {
    const same = found.get(component.code) ?? [];
    same.push(component);
    found.set(component.code, same);
  }
  return found;
}

/** One version that went where one came is the same component with another version. */
function changesOfCode(before: readonly DeployedComponent[], now: readonly DeployedComponent[]): ComponentChange[] {
  const twinIn = (all: readonly DeployedComponent[], { version }: DeployedComponent): DeployedComponent | undefined =>
    all.find((other) => other.version === version);
  const came = now.filter((component) => !twinIn(before, component));
  const went = before.filter((component) => !twinIn(now, component));
  const changed = now.flatMap((component): ComponentChange[] => {
    const twin = twinIn(before, component);
    return twin && isOther(twin, component) ? [{ is: 'changed', component, before: twin }] : [];
  });
  const [newer] = came;
  const [older] = went;
  return newer && older && came.length === 1 && went.length === 1
    ? [{ is: 'changed', component: newer, before: older }, ...changed]
    : [
        ...came.map((component): ComponentChange => ({ is: 'new', component })),
        ...went.map((component): ComponentChange => ({ is: 'gone', component })),
        ...changed,
      ];
}

function isOther(a: DeployedComponent, b: DeployedComponent): boolean {
  return a.name !== b.name || a.group !== b.group || a.form !== b.form;
}

function sourceChanges(before: readonly DeployedSource[], now: readonly DeployedSource[]): SourceChange[] {
  const same = (a: DeployedSource) => (b: DeployedSource) => a.name === b.name && a.type === b.type;
  const gone = before.filter((source) => !now.some(same(source)));
  return [
    ...now.flatMap((source) => changeOfSource(before.find(same(source)), source)),
    ...gone.map(({ name, type }): SourceChange => ({ name, type, is: 'gone', ...none })),
  ];
}

const none = { added: [], changed: [], removed: [] };

function changeOfSource(before: DeployedSource | undefined, now: DeployedSource): SourceChange[] {
  const { name, type, revision } = now;
  if (!before) {
    return [{ name, type, is: 'new', ...(revision !== undefined && { revision }), ...none }];
  }
  if (before.revision === revision) {
    return [];
  }
  const wasThere = (path: string): boolean => Object.hasOwn(before.files, path);
  const paths = Object.keys(now.files);
  return [
    {
      ...{ name, type, is: 'changed' },
      ...(revision !== undefined && { revision }),
      ...(before.revision !== undefined && { revisionBefore: before.revision }),
      added: paths.filter((path) => !wasThere(path)).sort(),
      changed: paths.filter((path) => wasThere(path) && before.files[path] !== now.files[path]).sort(),
      removed: Object.keys(before.files)
        .filter((path) => !Object.hasOwn(now.files, path))
        .sort(),
    },
  ];
}
