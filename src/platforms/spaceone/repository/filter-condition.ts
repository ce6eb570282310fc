import type { Json, JsonObject } from '../../../runtime/calls/grpc-api';
import { step } from '../../../runtime/time-limit';
import { compare, isEqual, sortOf, type Stored } from './bson-order';
import { patternOf, patternProblem } from './pattern';
import type { PluginRecord } from './plugin-record';
import { pythonText, pythonType } from './python-text';
import { resolveKey, valuesAt } from './record-values';
import {
  databaseQuery,
  operatorTakesBoolean,
  operatorTakesList,
  operatorTakesNoList,
  operatorTakesObject,
  unknown,
} from './refusals';
import { isoTime, relativeTime } from './time-texts';

/** True for the plugins that a condition is true of. */
export type Condition = (record: PluginRecord) => boolean;

/**
 * A condition in the steps in which the service comes to its complaints: first those about operators, then, by this
 * call, those about keys, and at last, by the call of what it gives, those of the database itself.
 */
export type Checked = () => Ready;
export type Ready = () => Condition;

/** True when one of the values at a key is what is looked for; a missing value is `undefined`. */
type Test = (value: Stored) => boolean;

interface Asked {
  readonly key: string;
  readonly value: Json;
  readonly operator: string;
  readonly now: Date;
}

type Operator = (asked: Asked) => Checked;

/** Looks the key up, and then gives the test. */
type TestMaker = (asked: Asked) => () => Test;

/**
 * A condition of a query: `{k, v, o}` or `{key, value, operator}`. It means what it means in spaceone-core 2.0.144
 * (`model/mongo_model/filter_operator.py`) over mongoengine and MongoDB, and is refused with the same words.
 */
export function conditionOf(filter: JsonObject, now: Date): Checked {
  const key = filter['key'] ?? filter['k'];
  const value = filter['value'] ?? filter['v'] ?? null;
  const operator = operatorOf(filter);
  const known = Object.hasOwn(operators, operator) ? operators[operator] : undefined;
  if (!known) {
    const names = Object.keys(operators).map(pythonText).join(', ');
    throw databaseQuery(`Filter operator is not supported. (operator = dict_keys([${names}]))`);
  }
  const { make, takesList = false } = known;
  if (Array.isArray(value) !== takesList) {
    throw takesList ? operatorTakesList(operator, filter) : operatorTakesNoList(operator, filter);
  }
  if (typeof key !== 'string' || key === '') {
    throw databaseQuery('Filter condition should have key, value and operator.');
  }
  return make({ key, value, operator, now });
}

/** The name of a condition's operator; empty when it names none. */
export function operatorOf(filter: JsonObject): string {
  const operator = filter['operator'] ?? filter['o'];
  return typeof operator === 'string' ? operator : '';
}

const operators: Readonly<Record<string, { readonly make: Operator; readonly takesList?: true }>> = {
  lt: { make: ordered((order) => order < 0) },
  lte: { make: ordered((order) => order <= 0) },
  gt: { make: ordered((order) => order > 0) },
  gte: { make: ordered((order) => order >= 0) },
  eq: { make: has(equals) },
  not: { make: hasNot(equals) },
  exists: { make: exists },
  contain: { make: has(contains) },
  not_contain: { make: hasNot(contains) },
  in: { make: has(equalsOneOf), takesList: true },
  not_in: { make: hasNot(equalsOneOf), takesList: true },
  contain_in: { make: oneOf(has(contains)), takesList: true },
  not_contain_in: { make: oneOf(hasNot(contains)), takesList: true },
  match: { make: matches },
  regex: { make: fits },
  regex_in: { make: oneOf(fits), takesList: true },
  datetime_gt: { make: datetime((order) => order > 0) },
  datetime_lt: { make: datetime((order) => order < 0) },
  datetime_gte: { make: datetime((order) => order >= 0) },
  datetime_lte: { make: datetime((order) => order <= 0) },
  timediff_gt: { make: timediff((order) => order > 0) },
  timediff_lt: { make: timediff((order) => order < 0) },
  timediff_gte: { make: timediff((order) => order >= 0) },
  timediff_lte: { make: timediff((order) => order <= 0) },
};

function any(key: string, test: Test): Condition {
  const valuesOf = valuesAt(key);
  return (record) =>
    valuesOf(record)
      .flatMap(withElements)
      .some((found) => {
        step();
        return test(found);
      });
}

/** A list is there itself and with each of its elements. */
function withElements(value: Stored): Stored[] {
  return Array.isArray(value) ? [value, ...value] : [value];
}

function has(make: TestMaker): Operator {
  return (asked) => () => {
    const ready = make(asked);
    return () => any(asked.key, ready());
  };
}

function hasNot(make: TestMaker): Operator {
  return (asked) => () => {
    const ready = make(asked);
    return () => {
      const condition = any(asked.key, ready());
      return (record) => !condition(record);
    };
  };
}

function equals({ key, value }: Asked): () => Test {
  const wanted = storedAt(key, value);
  return () => (found) => isEqual(found, wanted);
}

function equalsOneOf({ key, value }: Asked): () => Test {
  resolveKey(key);
  const wanted = (value as Json[]).map((each) => storedAt(key, each));
  return () => (found) =>
    wanted.some((each) => {
      step();
      return isEqual(found, each);
    });
}

function ordered(holds: (order: number) => boolean): Operator {
  return has(({ key, value }) => {
    const wanted = storedAt(key, value);
    return () => isOrdered(holds, wanted);
  });
}

/** Only values of one sort are compared. */
function isOrdered(holds: (order: number) => boolean, wanted: Stored): Test {
  const sort = sortOf(wanted);
  return (found) => sortOf(found) === sort && holds(compare(found, wanted));
}

/** A text that a time is compared with is read as one. */
function storedAt(key: string, value: Json): Stored {
  const { kind } = resolveKey(key);
  return kind === 'time' && typeof value === 'string' ? (isoTime(value.trim()) ?? value) : value;
}

function exists({ key, value, operator }: Asked): Checked {
  if (typeof value !== 'boolean') {
    throw operatorTakesBoolean(operator, { key: inModel(key), value, operator });
  }
  return () => {
    resolveKey(key);
    const isThere = any(key, (found) => found !== undefined);
    return () => (record) => isThere(record) === value;
  };
}

function contains({ key, value, operator }: Asked): () => Test {
  const { kind, isField } = resolveKey(key);
  if (typeof value === 'string' && kind !== 'time') {
    const part = value.toLowerCase();
    return () => (found) => typeof found === 'string' && found.toLowerCase().includes(part);
  }
  if (kind === 'text' || (kind === 'texts' && isField)) {
    throw databaseQuery(`decoding to str: need a bytes-like object, ${pythonType(value)} found`);
  }
  return () => {
    if (operator.startsWith('not_')) {
      throw databaseQuery('$not needs a regex or a document');
    }
    return (found) => isEqual(found, value);
  };
}

/** It looks for a list's element that is such an object, and no field of a plugin is a list of objects. */
function matches({ key, value, operator }: Asked): Checked {
  if (sortOf(value) !== 'object') {
    throw operatorTakesObject(operator, { key: inModel(key), value, operator });
  }
  return () => {
    resolveKey(key);
    return () => () => false;
  };
}

/** A dotted key as the model spells it. */
function inModel(key: string): string {
  return key.replaceAll('.', '__');
}

/** Its key is looked up as it stands, whatever the model says. */
function fits({ key, value: pattern }: Asked): Checked {
  return () => () => {
    if (typeof pattern !== 'string') {
      throw databaseQuery('first argument must be string or compiled pattern');
    }
    const expression = refusing(() => patternOf(pattern));
    return any(key, (found) => typeof found === 'string' && refusing(() => expression.test(found)));
  };
}

/** A pattern may be found too large only when it is first held against a text. */
function refusing<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw databaseQuery(patternProblem(error));
  }
}

function oneOf(operator: Operator): Operator {
  return (asked) => {
    const alternatives = (asked.value as Json[]).map((value) => operator({ ...asked, value }));
    if (alternatives.length === 0) {
      throw unknown('reduce() of empty iterable with no initial value');
    }
    return () => {
      const ready = alternatives.map((resolve) => resolve());
      return () => {
        const conditions = ready.map((make) => make());
        return (record) => conditions.some((condition) => condition(record));
      };
    };
  };
}

function datetime(holds: (order: number) => boolean): Operator {
  return ({ key, value, operator }) => {
    const time = typeof value === 'string' ? isoTime(value) : null;
    if (time === undefined) {
      throw databaseQuery(`The value of ${operator} operator is required ISO 8601 format.`);
    }
    return orderedAt(key, holds, time);
  };
}

function timediff(holds: (order: number) => boolean): Operator {
  return ({ key, value, operator, now }) => {
    const time = typeof value === 'string' ? relativeTime(value, now) : undefined;
    if (time === undefined) {
      const given = typeof value === 'string' ? value : pythonText(value);
      throw databaseQuery(`The value of ${operator} operator is invalid. (value = ${given})`);
    }
    return orderedAt(key, holds, time);
  };
}

function orderedAt(key: string, holds: (order: number) => boolean, wanted: Stored): Checked {
  return () => {
    resolveKey(key);
    return () => any(key, isOrdered(holds, wanted));
  };
}
