import { isObject, objectAt, type Json, type JsonObject } from '../../../base/json';
import type { Severity } from '../../../manifest/finding';
import type { SpecPlace } from '../calls/controller-error';
import type { SetPreview } from './preview-set';

/** What a run of a set shows that a person should know, and where in the set it belongs. */
export interface RunRemark {
  /** Stable, such as `argocd/no-parameter-sets`. */
  readonly code: string;
  readonly severity: Severity;
  readonly message: string;
  readonly place: SpecPlace;
}

/** What the controller says nothing about, and does not make either. */
const NAME = /^[a-z\d](?:[-a-z\d.]*[a-z\d])?$/;

/** So many places of one sort are named one by one. */
const MOST_NAMED = 5;

/** What a person should know about Applications that the controller would take without a word. */
export function remarksOnSet(
  { parameters, applications, error }: Pick<SetPreview, 'parameters' | 'applications' | 'error'>,
  set: JsonObject,
): RunRemark[] {
  if (error !== undefined) {
    return [];
  }
  const spec = objectAt(set, 'spec');
  if (parameters.length === 0) {
    return [nothingLeft(set)];
  }
  const names = applications.map(({ metadata }) => textOf(metadata['name']));
  const twice = [...new Set(names.filter((name, index) => names.indexOf(name) !== index))];
  const wrong = [...new Set(names.filter((name) => !NAME.test(name) || name.length > 253))];
  const all = applications as unknown as Json;
  const place = { text: textOf(objectAt(objectAt(spec, 'template'), 'metadata')['name']) };
  const remark = (code: string, severity: Severity, message: string, at: SpecPlace = place): RunRemark => ({
    ...{ code: `argocd/${code}`, severity, message, place: at },
  });
  return [
    ...listed(twice, (some) =>
      remark('duplicate-name', 'error', `Several Applications would be called ${some}: the controller skips them.`),
    ),
    ...listed(wrong, (some) =>
      remark('invalid-name', 'error', `${some} can be no Application's name: Kubernetes refuses it.`),
    ),
    ...(holds(all, '<no value>')
      ? [remark('no-value', 'warning', '"<no value>" stands in the Applications: a parameter is missing or null.', {})]
      : []),
    ...(spec['goTemplate'] !== true && holds(all, '{{')
      ? [
          remark(
            'left-in-braces',
            'warning',
            '"{{" stands in the Applications: without goTemplate what is not known stays as it is written.',
            {},
          ),
        ]
      : []),
  ];
}

/** The one outcome that deletes everything, and is no error. */
function nothingLeft(set: JsonObject): RunRemark {
  const name = textOf(objectAt(set, 'metadata')['name']);
  const policy = objectAt(objectAt(set, 'spec'), 'syncPolicy')['applicationsSync'];
  const place = { generator: ['generators', 0] };
  return policy === 'create-only' || policy === 'create-update'
    ? {
        code: 'argocd/no-parameter-sets',
        severity: 'warning',
        message: `The generators of "${name}" give no parameter sets. Its policy "${policy}" keeps the Applications that it has.`,
        place,
      }
    : {
        code: 'argocd/no-parameter-sets',
        severity: 'error',
        message: `DELETES EVERYTHING: the generators of "${name}" give no parameter sets, which is no error. The controller deletes every Application that it made from this set.`,
        place,
      };
}

function listed(names: readonly string[], words: (some: string) => RunRemark): RunRemark[] {
  if (names.length === 0) {
    return [];
  }
  const shown = names.slice(0, MOST_NAMED).map((name) => JSON.stringify(name));
  const more = names.length - shown.length;
  return [words(`${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}`)];
}

function holds(value: Json, part: string): boolean {
  if (typeof value === 'string') {
    return value.includes(part);
  }
  return Array.isArray(value)
    ? value.some((each) => holds(each, part))
    : isObject(value) && Object.values(value).some((each) => holds(each, part));
}

function textOf(value: Json | undefined): string {
  return typeof value === 'string' ? value : '';
}
