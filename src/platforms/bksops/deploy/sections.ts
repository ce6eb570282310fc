import { dirname, isInside, relative } from '../../../base/paths';
import type { FilePlace } from '../../../base/workbench-error';
import type { ComponentChange, SourceChange } from './changes';
import type { DeployedComponent } from './deploy-state';
import type { Problem, Readiness } from './readiness';

/** Problems of one sort under a heading. */
export interface Section {
  readonly title: string;
  readonly weight: Problem['weight'];
  readonly problems: readonly Problem[];
}

const SECTIONS: readonly (Omit<Section, 'problems'> & { readonly steps: readonly Problem['step'][] })[] = [
  { title: 'What SOPS will not load', weight: 'error', steps: ['load'] },
  { title: 'What could not be synced', weight: 'error', steps: ['sync'] },
  { title: 'What will not work once it is loaded', weight: 'error', steps: ['check'] },
  { title: 'What was not tried', weight: 'untried', steps: ['sync', 'load', 'check'] },
  { title: 'What the sync of SOPS makes of it', weight: 'warning', steps: ['sync'] },
  { title: 'Warnings', weight: 'warning', steps: ['load', 'check'] },
];

/** The problems in the order in which they matter; no section without one. */
export function sectionsOf({ problems }: Pick<Readiness, 'problems'>): Section[] {
  return SECTIONS.map(({ title, weight, steps }) => ({
    title,
    weight,
    problems: problems.filter((problem) => problem.weight === weight && steps.includes(problem.step)),
  })).filter((section) => section.problems.length > 0);
}

/** The places of a problem, the one where it is mended first. */
export function placesOf({ python, manifest }: Problem): FilePlace[] {
  return [python, manifest].flatMap((place) => place ?? []);
}

/**
 * A place as it is known to whoever has the sources and not this machine: from the folder of the manifest on, or by the
 * name of the source in whose copy it lies.
 */
export function placeWords(
  { file, line }: FilePlace,
  { manifest, state }: Pick<Readiness, 'manifest' | 'state'>,
): string {
  const beside = dirname(manifest);
  const source = state.sources.find(({ folder }) => folder !== undefined && isInside(folder, file));
  const path = isInside(beside, file)
    ? relative(beside, file)
    : source?.folder === undefined
      ? file
      : `${source.name}/${relative(source.folder, file)}`;
  return line === undefined ? path : `${path}:${line}`;
}

export const FORMS: Readonly<Record<DeployedComponent['form'], string>> = {
  embedded: 'embedded',
  blank: 'stays blank',
  none: 'none',
};

/** When it was found out and from what, in one line. */
export function aboutRun({ from, loader, modules, state }: Readiness): string {
  const { loaded, refused, untried } = modules;
  const all = loaded + refused + untried;
  return [
    `${timeWords(state.at)}. ${loaded} of ${all} ${all === 1 ? 'module' : 'modules'} loaded`,
    from === 'cache' ? ' from the cache' : '',
    loader === undefined ? '.' : ` with ${loader}.`,
  ].join('');
}

/** An ISO time in minutes, as everybody reads it. */
export function timeWords(iso: string): string {
  return `${iso.slice(0, 16).replace('T', ' ')} UTC`;
}

/** A change in a line: its kind, and what it is about. */
export interface ChangeWords {
  readonly is: 'New' | 'Gone' | 'Changed';
  /** What it is about, and in which way it has changed. */
  readonly what: string;
}

/** What has changed since the last good state, a line each; none where there is no such state. */
export function changeWords({ changes }: Pick<Readiness, 'changes'>): ChangeWords[] {
  return changes ? [...changes.components.map(wordsOfComponent), ...changes.sources.map(wordsOfSource)] : [];
}

const KINDS = { new: 'New', gone: 'Gone', changed: 'Changed' } as const;

function wordsOfComponent(change: ComponentChange): ChangeWords {
  const { code, version } = change.component;
  const is = KINDS[change.is];
  if (change.is !== 'changed') {
    return { is, what: `component ${code} ${version} (${titleOf(change.component)})` };
  }
  const { component, before } = change;
  const ways = [
    version === before.version ? '' : `version ${before.version} → ${version}`,
    titleOf(component) === titleOf(before) ? '' : `${titleOf(before)} → ${titleOf(component)}`,
    component.form === before.form ? '' : `form ${FORMS[before.form]} → ${FORMS[component.form]}`,
  ];
  const same = version === before.version ? ` ${version}` : '';
  return { is, what: `component ${code}${same}: ${ways.filter(Boolean).join(', ')}` };
}

/** As the flow editor titles it. */
export function titleOf({ group, name }: DeployedComponent): string {
  return `${group}-${name}`;
}

/** Paths that a line names of each kind. */
const SHOWN = 5;

function wordsOfSource(change: SourceChange): ChangeWords {
  const { name, type, revision, revisionBefore } = change;
  const is = KINDS[change.is];
  const commits =
    type === 'git' && revision !== undefined && revisionBefore !== undefined
      ? [`${shortened(revisionBefore)} → ${shortened(revision)}`]
      : [];
  const files = (['added', 'changed', 'removed'] as const).flatMap((kind) => filesIn(kind, change[kind]));
  const ways = [...commits, ...files];
  return { is, what: `source ${name} (${type})${ways.length === 0 ? '' : `: ${ways.join(', ')}`}` };
}

function filesIn(kind: string, paths: readonly string[]): string[] {
  const rest = paths.length - SHOWN;
  const named = [...paths.slice(0, SHOWN), ...(rest > 0 ? [`${rest} more`] : [])];
  return paths.length === 0 ? [] : [`${kind} ${named.join(' ')}`];
}

function shortened(revision: string): string {
  return revision.slice(0, 10);
}
