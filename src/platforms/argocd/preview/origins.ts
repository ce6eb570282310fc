import type { Json, JsonObject } from '../../../base/json';
import { getOwn } from '../../../base/own-key';
import { isObject } from '../../../base/json';
import type { SpecPath } from '../calls/controller-error';
import type { ParameterSet } from './generators/parameter-set';

/** Where a parameter set comes from. */
interface SetOrigin {
  readonly generator: SpecPath;
  /** The sets that it was put together from: what several of them have is that of the first. */
  readonly from: readonly ParameterSet[];
}

/** What an Application was made of. */
export interface ApplicationOrigin {
  readonly set: Readonly<ParameterSet>;
  /** The set's template with what that of the generator says instead. */
  readonly template: Json;
  /** What came of the template, before a `templatePatch` was put over it. */
  readonly rendered: JsonObject;
}

/** Where what a preview shows comes from: it is noted while the preview is made. */
export class Origins {
  private readonly sets = new WeakMap<object, SetOrigin>();
  private readonly applications = new WeakMap<object, ApplicationOrigin>();

  /** Says of a set which generator it is of, unless that is known. */
  note(set: ParameterSet, generator: SpecPath, from: readonly ParameterSet[] = []): void {
    if (!this.sets.has(set)) {
      this.sets.set(set, { generator, from });
    }
  }

  /** Says of a set that others have become a part of it, which count before its own. */
  noteMerged(set: ParameterSet, generator: SpecPath, others: readonly ParameterSet[]): void {
    const before = { ...set };
    this.copy(set, before);
    this.sets.set(set, { generator, from: [...others, before] });
  }

  copy(from: ParameterSet, to: ParameterSet): void {
    const origin = this.sets.get(from);
    if (origin) {
      this.sets.set(to, origin);
    }
  }

  noteApplication(application: object, origin: ApplicationOrigin): void {
    this.applications.set(application, origin);
  }

  of(application: object): ApplicationOrigin | undefined {
    return this.applications.get(application);
  }

  /** The generator that gives a parameter, by the names down to it; undefined where none of the set's does. */
  generatorOf(set: Readonly<ParameterSet>, parameter: readonly string[]): SpecPath | undefined {
    const origin = this.sets.get(set);
    if (!origin || valueIn(set, parameter) === undefined) {
      return undefined;
    }
    for (const each of origin.from) {
      const found = this.generatorOf(each, parameter);
      if (found) {
        return found;
      }
    }
    return origin.generator;
  }
}

/** A parameter by the names down to it; those of a set without `goTemplate` are whole names with dots. */
export function valueIn(set: Readonly<ParameterSet>, parameter: readonly string[]): unknown {
  const whole = getOwn(set, parameter.join('.'));
  if (whole !== undefined) {
    return whole;
  }
  let value: unknown = set;
  for (const name of parameter) {
    value = isObject(value) ? getOwn(value, name) : undefined;
  }
  return value;
}
