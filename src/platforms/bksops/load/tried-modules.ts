import type { FilePlace } from '../../../base/workbench-error';
import type { TriedModule } from './load-sources';
import type { LoadedComponent } from './loader-event';
import { UnmetRequirements, type UnmetRequirement } from './requirements';

/** A component, and the module that has registered it. */
interface Registration {
  readonly module: TriedModule;
  readonly component: LoadedComponent;
}

/** What modules have among each other, learnt of one after the other in the order in which SOPS imports them. */
export class TriedModules {
  private readonly requirements: UnmetRequirements;
  private readonly unmet = new Map<TriedModule, readonly UnmetRequirement[]>();
  /** By code and version, in the order in which they were registered. */
  private readonly registrations = new Map<string, Registration[]>();
  /** Where each stands among those of its code and version. */
  private readonly positions = new Map<LoadedComponent, number>();

  /** @param placeOf Gives what can be opened on this machine. */
  constructor(placeOf: (file: string | null, line?: number) => FilePlace | undefined) {
    this.requirements = new UnmetRequirements(placeOf);
  }

  add(module: TriedModule): void {
    this.unmet.set(module, this.requirements.at(module));
    for (const component of module.components) {
      const key = keyOf(component);
      const same = this.registrations.get(key) ?? [];
      this.registrations.set(key, same);
      this.positions.set(component, same.push({ module, component }) - 1);
    }
  }

  /** The requirements that are told at a module. */
  unmetOf(module: TriedModule): readonly UnmetRequirement[] {
    return this.unmet.get(module) ?? [];
  }

  /**
   * The modules that have registered the same code and version right before a component, and after all others; undefined
   * where that is nobody.
   */
  twinsOf(component: LoadedComponent, module: TriedModule): Record<'before' | 'last', TriedModule | undefined> {
    const same = this.registrations.get(keyOf(component)) ?? [];
    const at = this.positions.get(component) ?? same.length;
    const last = same.findLastIndex((each) => isOtherOrItself(each.module, module));
    let before = at - 1;
    for (let each = same[before]; each && !isOtherOrItself(each.module, module); each = same[before]) {
      before--;
    }
    return { before: same[before]?.module, last: last > at ? same[last]?.module : undefined };
  }
}

/** A module that is listed twice is imported once. */
function isOtherOrItself(other: TriedModule, module: TriedModule): boolean {
  return other === module || other.task.source.name !== module.task.source.name || nameIn(other) !== nameIn(module);
}

/** The dotted name under which the manifest lists a module. */
export function nameIn({ task, index }: TriedModule): string {
  return task.modules[index]?.name ?? '';
}

function keyOf({ code, version }: LoadedComponent): string {
  return JSON.stringify([code, version]);
}
