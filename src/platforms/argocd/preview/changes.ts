import { objectAt, type JsonObject } from '../../../base/json';
import { applied, differences, type FieldChange } from './differences';
import type { ExistingApplication } from './existing-applications';
import type { ManifestPreview } from './preview-manifest';
import type { PreviewedApplication } from './preview-set';

/** What the controller would do with one Application. */
export interface ApplicationChange {
  readonly is: 'created' | 'changed' | 'deleted';
  readonly name: string;
  readonly namespace: string | undefined;
  /** Of a changed one. */
  readonly fields?: readonly FieldChange[];
  /** The policy of the set, where it keeps the controller from doing that. */
  readonly keptBy?: string;
}

/** What the controller would do for one set, whose Applications are known as they are. */
export interface SetChanges {
  readonly changes: readonly ApplicationChange[];
  /** How many stay as they are. */
  readonly unchanged: number;
  /** What it is that cannot be told here. */
  readonly notes: readonly string[];
}

/** What each of the policies does beside creating (argo-cd v3.5.7, `pkg/apis/application/v1alpha1`). */
const policies: Readonly<Record<string, readonly ApplicationChange['is'][]>> = {
  'create-only': ['created'],
  'create-update': ['created', 'changed'],
  'create-delete': ['created', 'deleted'],
};

/**
 * What the controller would do to the Applications that are there, for each of some sets (argo-cd v3.5.7,
 * `applicationset/controllers/applicationset_controller.go`). One of which nobody says whose it is belongs to the set that
 * generates it, and else to the only one.
 */
export function changesOf(
  existing: readonly ExistingApplication[],
  previews: readonly ManifestPreview[],
): ReadonlyMap<ManifestPreview, SetChanges> {
  const generated = new Set(previews.flatMap(({ applications }) => applications.map(nameOf)));
  return new Map(
    previews.map((preview) => {
      const isOurs = (each: ExistingApplication): boolean => {
        if (each.owner !== undefined) {
          return each.owner === preview.name && isInNamespace(each, preview);
        }
        const isMade = preview.applications.some((application) => nameOf(application) === nameOf(each));
        return isInNamespace(each, preview) && (isMade || (previews.length === 1 && !generated.has(nameOf(each))));
      };
      return [preview, changesOfSet(existing.filter(isOurs), preview)];
    }),
  );
}

/** The Applications of which nobody says whose they are, and that none of several sets generates. */
export function unclaimed(
  existing: readonly ExistingApplication[],
  previews: readonly ManifestPreview[],
): readonly ExistingApplication[] {
  const generated = new Set(previews.flatMap(({ applications }) => applications.map(nameOf)));
  return previews.length < 2 ? [] : existing.filter((each) => each.owner === undefined && !generated.has(nameOf(each)));
}

function changesOfSet(existing: readonly ExistingApplication[], preview: ManifestPreview): SetChanges {
  const { applications, error, set } = preview;
  if (error !== undefined) {
    return { changes: [], unchanged: existing.length, notes: [] };
  }
  const spec = objectAt(set, 'spec');
  const before = new Map(existing.map((each) => [nameOf(each), each]));
  // Of those with one name the controller makes none, and deletes none either.
  const after = new Map(applications.map((each) => [nameOf(each), each]));
  const isTwice = new Set(applications.map(nameOf)).size < applications.length;
  const changes: ApplicationChange[] = [];
  for (const application of after.values()) {
    const isRepeated = isTwice && applications.filter((each) => nameOf(each) === nameOf(application)).length > 1;
    const change = isRepeated ? undefined : changeOf(before.get(nameOf(application)), application, spec);
    changes.push(...(change ? [change] : []));
  }
  for (const each of existing.filter((one) => !after.has(nameOf(one)))) {
    changes.push({ is: 'deleted', ...placeOf(each) });
  }
  const policy = objectAt(spec, 'syncPolicy')['applicationsSync'];
  const allowed = typeof policy === 'string' ? policies[policy] : undefined;
  const told = changes.map((change) =>
    allowed && typeof policy === 'string' && !allowed.includes(change.is) ? { ...change, keptBy: policy } : change,
  );
  const touched = changes.filter(({ is }) => is !== 'created').length;
  return { changes: told, unchanged: existing.length - touched, notes: notesOn(spec) };
}

function changeOf(
  before: ExistingApplication | undefined,
  after: PreviewedApplication,
  spec: JsonObject,
): ApplicationChange | undefined {
  if (!before) {
    return { is: 'created', ...placeOf(after) };
  }
  const fields = differences(before, applied(before, after, spec), spec);
  return fields.length > 0 ? { is: 'changed', ...placeOf(after), fields } : undefined;
}

function notesOn(spec: JsonObject): string[] {
  const ignored = spec['ignoreApplicationDifferences'];
  return JSON.stringify(ignored ?? '').includes('jqPathExpressions')
    ? ['What "jqPathExpressions" of the set would leave as it is, is told as changed here.']
    : [];
}

function isInNamespace({ metadata }: ExistingApplication, preview: ManifestPreview): boolean {
  const { namespace } = metadata;
  return typeof namespace !== 'string' || preview.namespace === undefined || namespace === preview.namespace;
}

function nameOf({ metadata }: PreviewedApplication): string {
  return typeof metadata['name'] === 'string' ? metadata['name'] : '';
}

function placeOf(application: PreviewedApplication): { name: string; namespace: string | undefined } {
  const { namespace } = application.metadata;
  return { name: nameOf(application), namespace: typeof namespace === 'string' ? namespace : undefined };
}

/** True for what the controller would really do. */
export function isDone({ keptBy }: ApplicationChange): boolean {
  return keptBy === undefined;
}

/** How many are created, changed and deleted, as a sentence without its end. */
export function countsOf({ changes, unchanged }: SetChanges): string {
  const done = changes.filter(isDone);
  const kept = changes.length - done.length;
  const count = (is: ApplicationChange['is']): number => done.filter((change) => change.is === is).length;
  return [
    `${count('created')} created, ${count('changed')} changed, ${count('deleted')} deleted`,
    `${unchanged} as ${unchanged === 1 ? 'it is' : 'they are'}`,
    ...(kept > 0 ? [`${kept} kept by the policy of the set`] : []),
  ].join(', ');
}
