import { isObject, objectAt, type Json, type JsonObject } from '../../../base/json';
import { getOwn, setOwn } from '../../../base/own-key';
import { sameJson } from '../../../base/same-json';
import type { PreviewedApplication } from './preview-set';

/** A field of an Application that has another value. */
export interface FieldChange {
  /** Such as `spec.source.path`. */
  readonly path: string;
  /** Undefined where there was none, or is none any more. */
  readonly before?: Json | undefined;
  readonly after?: Json | undefined;
}

/** What the controller leaves on an Application although its set says nothing of it (argo-cd v3.5.7, `defaultPreservedAnnotations`). */
const PRESERVED = ['notified.notifications.argoproj.io', 'argocd.argoproj.io/refresh', 'argocd.argoproj.io/hydrate'];
const POST_DELETE = 'post-delete-finalizer.argocd.argoproj.io';

/** What an Application is after the controller has put what was generated over what is there. */
export function applied(
  before: PreviewedApplication,
  { metadata, spec }: PreviewedApplication,
  ofSet: JsonObject,
): PreviewedApplication {
  const preserved = objectAt(ofSet, 'preservedFields');
  const kept = (key: 'annotations' | 'labels', names: readonly string[]): JsonObject => {
    const there = objectAt(before.metadata, key);
    const result = { ...objectAt(metadata, key) };
    names.filter((name) => Object.hasOwn(there, name)).forEach((name) => setOwn(result, name, there[name] ?? null));
    return result;
  };
  const finalizers = [
    ...textsIn(metadata['finalizers']),
    ...textsIn(before.metadata['finalizers']).filter((each) => each.startsWith(POST_DELETE)),
  ];
  return {
    metadata: {
      annotations: kept('annotations', [...textsIn(preserved['annotations']), ...PRESERVED]),
      labels: kept('labels', textsIn(preserved['labels'])),
      finalizers,
    },
    spec,
  };
}

/** The fields in which two differ, of those that the controller sets and the set does not ignore. */
export function differences(
  before: PreviewedApplication,
  after: PreviewedApplication,
  ofSet: JsonObject,
): FieldChange[] {
  const name = before.metadata['name'];
  const ignored = ignoredIn(ofSet, typeof name === 'string' ? name : '');
  const [one, other] = [before, after].map((each) => {
    const compared = comparable(each);
    ignored.forEach((pointer) => remove(compared, pointer));
    return compared;
  });
  return [...fieldsIn(one, other, '')];
}

/** What is compared: what Go leaves out when it writes is no difference. */
function comparable({ metadata, spec }: PreviewedApplication): JsonObject {
  const { annotations = {}, labels = {}, finalizers = [] } = metadata;
  const project = spec['project'];
  const whole = { ...spec, project: typeof project === 'string' && project !== '' ? project : 'default' };
  return written({ metadata: { annotations, labels, finalizers }, spec: whole }, '') as JsonObject;
}

/** Whether it is there is what these say. */
const MEANT_EMPTY = ['automated', 'enabled', 'revisionHistoryLimit', 'valuesObject'];

function written(value: Json, key: string): Json | undefined {
  if (key === 'valuesObject') {
    return value;
  }
  if (Array.isArray(value)) {
    const items = value.map((item) => written(item, '') ?? emptied(item));
    return items.length > 0 ? items : undefined;
  }
  if (isObject(value)) {
    const made: JsonObject = {};
    for (const [name, each] of Object.entries(value)) {
      const kept = written(each, name);
      if (kept !== undefined) {
        setOwn(made, name, kept);
      }
    }
    return Object.keys(made).length > 0 || MEANT_EMPTY.includes(key) ? made : undefined;
  }
  const isEmpty = value === null || value === '' || value === false || value === 0;
  return isEmpty && !(MEANT_EMPTY.includes(key) && value !== null) ? undefined : value;
}

/** What a list has stays in its place. */
function emptied(value: Json): Json {
  return isObject(value) ? {} : Array.isArray(value) ? [] : value;
}

function* fieldsIn(before: Json | undefined, after: Json | undefined, path: string): Generator<FieldChange> {
  if (sameJson(before, after)) {
    return;
  }
  if (isObject(before) && isObject(after)) {
    for (const key of [...new Set([...Object.keys(before), ...Object.keys(after)])].sort()) {
      const step = /^[\w-]+$/.test(key) ? key : JSON.stringify(key);
      yield* fieldsIn(getOwn(before, key), getOwn(after, key), path === '' ? step : `${path}.${step}`);
    }
  } else if (Array.isArray(before) && Array.isArray(after) && before.length === after.length) {
    for (const [index, each] of before.entries()) {
      yield* fieldsIn(each, after[index], `${path}[${index}]`);
    }
  } else {
    yield { path, before, after };
  }
}

/** The JSON pointers that the set ignores of an Application (argo-cd v3.5.7, `applicationset/utils/createOrUpdate.go`). */
function ignoredIn(ofSet: JsonObject, name: string): string[] {
  const entries = ofSet['ignoreApplicationDifferences'];
  return (Array.isArray(entries) ? entries : [])
    .filter((each) => isObject(each))
    .filter((each) => each['name'] === undefined || each['name'] === '' || each['name'] === name)
    .flatMap((each) => textsIn(each['jsonPointers']));
}

function remove(value: JsonObject, pointer: string): void {
  const steps = pointer
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
  const last = steps.pop();
  let owner: Json | undefined = value;
  for (const step of steps) {
    owner = Array.isArray(owner) ? owner[Number(step)] : isObject(owner) ? getOwn(owner, step) : undefined;
  }
  if (last !== undefined && Array.isArray(owner)) {
    owner.splice(Number(last), 1);
  } else if (last !== undefined && isObject(owner)) {
    Reflect.deleteProperty(owner, last);
  }
}

function textsIn(value: Json | undefined): string[] {
  return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : [];
}
