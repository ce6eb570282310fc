import { capitalized } from '../../../base/capitalized';
import { isObject, type Json, type JsonObject } from '../../../base/json';
import { sameJson } from '../../../base/same-json';
import { printed } from '../go/print';
import type { Fault } from '../../../contract/fault';

/** Go prints a float of a million and more, or below a ten-thousandth, with an exponent. */
const LARGE = 1e6;
const SMALL = 1e-4;
/** Parameter sets that are looked at one by one. */
const MOST_SETS = 2000;
const DEEPEST = 12;

/** What a template cannot use of parameter sets: the worst of it. */
export function valueFault(sets: readonly JsonObject[]): Fault | undefined {
  const faults = [...faultsIn(sets)];
  return faults.find(({ isOdd }) => !isOdd) ?? faults[0];
}

function* faultsIn(sets: readonly JsonObject[]): Generator<Fault> {
  for (const [index, set] of sets.slice(0, MOST_SETS).entries()) {
    const which = `parameter set ${index + 1}`;
    if (Object.keys(set).length === 0) {
      yield {
        what: `${capitalized(which)} is empty.`,
        why: 'The controller makes an Application of it, and every parameter of the template is missing.',
        next: 'Leave it out',
        isOdd: false,
      };
    }
    for (const key of Object.keys(set)) {
      yield* keyFaults(key, set[key], which);
    }
    yield* valuesIn(set, '', which, 0);
  }
}

function* keyFaults(key: string, value: Json | undefined, which: string): Generator<Fault> {
  if (key === 'generator') {
    yield {
      what: `${capitalized(which)} has the key "generator".`,
      why: 'The controller puts the input of the generator there: templates never see what the plugin gives.',
      next: 'Rename it',
      isOdd: false,
    };
  } else if (key === 'values') {
    yield {
      what: `${capitalized(which)} has the key "values".`,
      why: isObject(value)
        ? 'Where a set has values of its own for the generator, they take its place.'
        : 'The controller puts the values of the generator there.',
      next: 'Rename it',
      isOdd: true,
    };
  }
}

function* valuesIn(value: Json, path: string, which: string, depth: number): Generator<Fault> {
  const told = (words: Omit<Fault, 'isOdd'>): Fault => ({ ...words, isOdd: true });
  if (isObject(value) && depth < DEEPEST) {
    for (const [key, inner] of Object.entries(value)) {
      const at = path === '' ? key : `${path}.${key}`;
      if (!/^[\p{L}_][\p{L}\p{N}_]*$/u.test(key) && depth === 0) {
        yield told({
          what: `${capitalized(which)} has the key ${JSON.stringify(key)}.`,
          why: key.includes('.')
            ? 'A template cannot name it after a dot, and without goTemplate it is taken for a key inside of another.'
            : 'A Go template cannot name it after a dot.',
          next: 'Use letters, digits and "_" in keys, a letter first',
        });
      }
      yield* valuesIn(inner, at, which, depth + 1);
    }
  } else if (Array.isArray(value) && depth < DEEPEST) {
    for (const [index, inner] of value.entries()) {
      yield* valuesIn(inner, `${path}.${index}`, which, depth + 1);
    }
  } else if (value === null) {
    yield told({
      what: `"${path}" of ${which} is null.`,
      why: 'A template prints it as "<no value>", and without goTemplate as "<nil>".',
      next: 'Leave the key out, or give it a text',
    });
  } else if (typeof value === 'number' && value !== 0 && (Math.abs(value) >= LARGE || Math.abs(value) < SMALL)) {
    yield told({
      what: `"${path}" of ${which} is the number ${value}.`,
      why: `The controller decodes numbers as floats, and a template prints it as ${printed(value)}.`,
      next: 'Give it as a text',
    });
  } else if (typeof value === 'string' && /[\r\n]$/.test(value)) {
    yield told({
      what: `"${path}" of ${which} ends with a line end.`,
      why: 'It stands in what the template makes of it, such as the name of an Application.',
      next: 'Take white space off its end',
    });
  }
}

/** What keeps Applications from having names of their own. */
export function nameFault(sets: readonly JsonObject[]): Fault | undefined {
  const seen = new Map<string, number>();
  for (const [index, set] of sets.slice(0, MOST_SETS).entries()) {
    const text = JSON.stringify(set);
    const earlier = seen.get(text) ?? sets.slice(0, Math.min(index, 50)).findIndex((each) => sameJson(each, set));
    if (earlier >= 0) {
      return {
        what: `The parameter sets ${earlier + 1} and ${index + 1} are the same.`,
        why: 'Whatever the template is, their Applications have one name, and the controller makes neither: "contains applications with duplicate name".',
        next: 'Give each Application one parameter set',
        isOdd: false,
      };
    }
    seen.set(text, index);
  }
  return faultOfNames(sets.slice(0, MOST_SETS));
}

/** Templates name Applications by a parameter `name` where there is one. */
function faultOfNames(sets: readonly JsonObject[]): Fault | undefined {
  const seen = new Map<string, number>();
  for (const [index, set] of sets.entries()) {
    const { name } = set;
    if (typeof name !== 'string') {
      continue;
    }
    const earlier = seen.get(name);
    if (earlier !== undefined) {
      return {
        what: `The parameter sets ${earlier + 1} and ${index + 1} have one "name", ${JSON.stringify(name)}.`,
        why: 'Applications that are named by it are none: "contains applications with duplicate name".',
        next: 'Make the names differ',
        isOdd: true,
      };
    }
    seen.set(name, index);
    if (!/^[a-z0-9](?:[-a-z0-9.]{0,251}[a-z0-9])?$/.test(name)) {
      return {
        what: `The "name" of parameter set ${index + 1}, ${JSON.stringify(name.slice(0, 80))}, is no name in Kubernetes.`,
        why: 'The API server refuses an Application that is named by it: small letters, digits, "-" and ".", 253 at most.',
        next: 'Give a name that Kubernetes takes',
        isOdd: true,
      };
    }
  }
  return undefined;
}
