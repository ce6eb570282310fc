import { stringify } from 'yaml';
import type { Json } from '../base/json';
import { countsOf, isDone, type ApplicationChange, type SetChanges } from '../platforms/argocd/preview/changes';
import type { ManifestPreview } from '../platforms/argocd/preview/preview-manifest';
import type { Output } from './output';
import { fromHere } from './place';

/** The previews of some sets, and what would change, where they are compared with something. */
export interface PreviewReport {
  readonly previews: readonly ManifestPreview[];
  readonly changes?: ReadonlyMap<ManifestPreview, SetChanges> | undefined;
}

const signs: Readonly<Record<ApplicationChange['is'], string>> = { created: '+', changed: '~', deleted: '-' };

/** A set each, for programs. */
export async function reportAsJson({ previews, changes }: PreviewReport, output: Output): Promise<void> {
  await output.json(
    previews.map((preview) => {
      const { file, name, namespace, parameters, applications, error, warnings } = preview;
      const told = { file: fromHere(file), name, namespace, parameters, applications, error, warnings };
      return changes ? { ...told, changes: changes.get(preview)?.changes ?? [] } : told;
    }),
    2,
  );
}

/** The Applications as manifests, or what would change; what is said of a set stands beside them, on standard error. */
export function reportAsText({ previews, changes }: PreviewReport, output: Output): void {
  for (const preview of previews) {
    tellSet(preview, output);
    const compared = changes?.get(preview);
    if (compared) {
      printChanges(preview, compared, output);
    } else {
      printManifests(preview, output);
    }
  }
}

function tellSet(preview: ManifestPreview, output: Output): void {
  const { parameters, applications, error, isIncomplete, warnings, unreached = [] } = preview;
  output.oneNote(
    `${titleOf(preview)}: ${countOf(parameters.length, 'parameter set')}, ${countOf(applications.length, 'Application')}.`,
  );
  if (error !== undefined) {
    const whose =
      isIncomplete === true ? 'No preview' : 'The controller stops, and creates, changes and deletes nothing';
    output.note(`${whose}: ${error}`);
  }
  unreached.forEach((address) =>
    output.note(`${address} is not reached from here: --plugin-url URL asks a server that is, in its place.`),
  );
  warnings.forEach((warning) => output.note(`Warning: ${warning}`));
}

function printManifests({ applications, error }: ManifestPreview, output: Output): void {
  for (const { metadata, spec } of error === undefined ? applications : []) {
    const application = { apiVersion: 'argoproj.io/v1alpha1', kind: 'Application', metadata, spec };
    output.line(`---\n${stringify(application, { lineWidth: 0 }).trimEnd()}`);
  }
}

function printChanges(preview: ManifestPreview, changes: SetChanges, output: Output): void {
  output.line(`${titleOf(preview)}: ${preview.error === undefined ? countsOf(changes) : 'nothing is touched'}.`);
  for (const change of changes.changes) {
    const kept = isDone(change) ? '' : ` (kept as it is: the policy is "${change.keptBy ?? ''}")`;
    output.line(`${signs[change.is]} ${change.name}${kept}`);
    for (const { path, before, after } of change.fields ?? []) {
      output.line(`    ${path}: ${shown(before)} → ${shown(after)}`);
    }
  }
  changes.notes.forEach((note) => output.note(note));
}

function shown(value: Json | undefined): string {
  return value === undefined ? '(none)' : JSON.stringify(value);
}

function titleOf({ name, file }: ManifestPreview): string {
  return name === '' ? fromHere(file) : name;
}

function countOf(count: number, what: string): string {
  return `${count === 0 ? 'no' : count} ${what}${count === 1 ? '' : 's'}`;
}
