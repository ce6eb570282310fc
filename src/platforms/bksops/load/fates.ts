import type { FilePlace } from '../../../base/workbench-error';
import type { Source } from '../../../catalog/sources';
import type { WorkEnd } from '../../../runtime/loading/supervised-work';
import { explainFailure } from './explain-failure';
import type { LoaderError } from './loader-event';
import type { Fate, LoadReport, ModuleLoad, SourceLoad } from './load-report';
import type { TriedModule, TriedSource } from './load-sources';
import { notesOf, replacementsOf } from './loaded-notes';
import { manifestPlace, type ListedModule, type Untold } from './source-task';
import { TriedModules } from './tried-modules';

/** What became of each module in the words of the platform, as the manifest lists them. */
export function fatesOf(tried: readonly (TriedSource | Untold)[]): LoadReport {
  const all = new TriedModules(fileOf);
  for (const source of tried) {
    ('task' in source ? source.modules : []).forEach((module) => module && all.add(module));
  }
  return { sources: tried.flatMap((source) => ('task' in source ? ofTried(source, all) : ofUntold(source))) };
}

function ofUntold({ source, from, failure, modules }: Untold): SourceLoad[] {
  return bySource(source, modules).map(([owner, listed]) => ({
    source: owner,
    from,
    failure: { ...failure, where: failure.where ?? { file: owner.file, line: owner.line } },
    modules: listed.map(({ name }) => bare(owner, name, 'not-tried', failure.what)),
  }));
}

function ofTried({ task, error, end, modules }: TriedSource, all: TriedModules): SourceLoad[] {
  const refusal = error ? errorWords(error, '', { task }).message : end && endWords(end);
  const triedOf = new Map(task.modules.map((module, index) => [module, modules[index]]));
  return bySource(task.source, task.modules).map(([source, listed]) => ({
    source,
    from: task.from,
    ...(refusal !== undefined && { failure: { what: refusal, where: { file: source.file, line: source.line } } }),
    modules: listed.map((module) => {
      const tried = triedOf.get(module);
      return tried?.trial
        ? fateOf(tried, source, module.name, all)
        : bare(source, module.name, refusal === undefined ? 'not-tried' : 'failed', refusal ?? 'Nothing was loaded.');
    }),
  }));
}

/** The sources whose modules are loaded from one place; the place itself where none is listed. */
function bySource(place: Source, modules: readonly ListedModule[]): [Source, ListedModule[]][] {
  const found = new Map<Source, ListedModule[]>();
  for (const module of modules) {
    const known = found.get(module.source);
    if (known) {
      known.push(module);
    } else {
      found.set(module.source, [module]);
    }
  }
  return found.size === 0 ? [[place, []]] : [...found];
}

function bare(source: Source, module: string, fate: Fate, message: string): ModuleLoad {
  return {
    ...{ module, fate, message, manifest: manifestPlace(source, module) },
    ...{ frames: [], components: [], replacements: [], notes: [], printed: [] },
  };
}

/** The ends of a process from which SOPS does not come back. */
const STOPPING: ReadonlySet<WorkEnd['is']> = new Set(['exit', 'signal', 'late', 'supervisor gone']);

/** What became of a module as soon as it was tried, before all have been: tells it of one after the other. */
export function fatesSoFar(): (tried: TriedModule) => { source: Source; load: ModuleLoad } {
  const all = new TriedModules(fileOf);
  return (tried) => {
    all.add(tried);
    const { name, source } = tried.task.modules[tried.index] ?? { name: '', source: tried.task.source };
    return { source, load: fateOf(tried, source, name, all) };
  };
}

function fateOf(tried: TriedModule, source: Source, module: string, all: TriedModules): ModuleLoad {
  const { trial, after, components, printed } = tried;
  const own = outcomeOf(tried, module);
  const error = trial?.is === 'loaded' ? undefined : trial?.error;
  const python = error ? placeOf(error) : fileOf(trial?.is === 'loaded' ? trial.loaded.file : undefined);
  const unmet = all.unmetOf(tried);
  const fate = after && own.fate !== 'not-tried' ? 'skipped' : own.fate;
  return {
    module,
    fate,
    ...(fate === 'skipped'
      ? { message: `${skipWords(after)} ${wouldBeWords(own, after)}`, brief: briefOfSkipped(own) }
      : {
          ...(own.message !== undefined && { message: own.message }),
          ...(own.brief !== undefined && { brief: own.brief }),
        }),
    ...(own.needsInstall && { needsInstall: true }),
    ...(trial?.is === 'ended' && fate === 'failed' && STOPPING.has(trial.end.is) && { stopsSops: true }),
    manifest: manifestPlace(source, module),
    ...(python && { python }),
    ...(error?.missing !== undefined && { missing: error.missing }),
    frames: error?.frames ?? [],
    components,
    replacements: replacementsOf(tried, all),
    notes: notesOf(tried, all),
    ...(unmet.length > 0 && { unmet }),
    printed,
  };
}

interface Outcome {
  readonly fate: Fate;
  readonly needsInstall?: boolean;
  readonly message?: string;
  readonly brief?: string;
}

function wouldBeWords({ fate, message = '' }: Outcome, after: TriedModule | undefined): string {
  if (fate === 'loaded') {
    return 'It would load.';
  }
  const isSame = after !== undefined && outcomeOf(after, nameOf(after)).message === message;
  return isSame ? 'It would fail of the same.' : `It would fail: ${message}`;
}

function briefOfSkipped({ fate, message = '', brief = message }: Outcome): string {
  return fate === 'loaded' ? 'it would load' : `it would fail: ${brief}`;
}

function outcomeOf(tried: TriedModule, module: string): Outcome {
  const { trial } = tried;
  if (!trial || trial.is === 'loaded') {
    return { fate: 'loaded' };
  }
  if (trial.is === 'failed') {
    const { message, isKnownToSopsAlone, needsInstall } = errorWords(trial.error, module, tried);
    return isKnownToSopsAlone
      ? { fate: 'not-tried', message, ...(needsInstall && { needsInstall }) }
      : { fate: 'failed', message, brief: raisedWords(trial.error) };
  }
  const raised = trial.error && trial.error.type !== 'SystemExit' ? ` (${raisedWords(trial.error)})` : '';
  const next = trial.end.is === 'exit' ? ' Take out what ends it.' : '';
  return { fate: 'failed', message: `${endWords(trial.end).replace(/\.$/, `${raised}.`)}${next}` };
}

function errorWords(
  error: LoaderError,
  module: string,
  { task, asked = [], installed = [] }: Pick<TriedModule, 'task'> & Partial<TriedModule>,
): { message: string; isKnownToSopsAlone: boolean; needsInstall: boolean } {
  const explanation = explainFailure({ module, task, error, asked, installed });
  const { what, next, isKnownToSopsAlone = false, isInstallable = false } = explanation;
  const logged = isKnownToSopsAlone
    ? []
    : [`SOPS logs "${raisedWords(error)}" and loads no more of ${task.source.name}.`];
  const message = [...logged, what, ...(next === undefined ? [] : [`${next}.`])].join(' ');
  return { message, isKnownToSopsAlone, needsInstall: isInstallable };
}

/** What was raised, in one line. */
export function raisedWords({ type, message, syntax }: LoaderError): string {
  const [first = ''] = message.split('\n');
  return syntax || first !== '' ? `${type}: ${first}` : type;
}

/** What it means that a module does not leave the process alone. */
export function endWords(end: WorkEnd): string {
  switch (end.is) {
    case 'exit':
      return `It ends the process with exit code ${end.code}: SOPS does not start.`;
    case 'signal':
      return `Its process is ended by ${end.signal}: SOPS does not start.`;
    case 'late':
      return `It is not imported within ${end.seconds} seconds, and was ended: SOPS waits for it for ever.`;
    case 'unheard':
      return 'It closes descriptors that are not its own, and could not be followed any further.';
    case 'supervisor gone':
      return 'It ends the process that started it: SOPS would lose its own.';
    case 'done':
      return 'It ended before its modules were tried.';
  }
}

function nameOf({ task, index }: TriedModule): string {
  return task.modules[index]?.name ?? '';
}

function skipWords(after: TriedModule | undefined): string {
  const module = after ? nameOf(after) : '';
  return after?.trial?.is === 'ended'
    ? `SOPS does not come to it, because ${module} ends the process.`
    : `Skipped by SOPS, because ${module} failed before it.`;
}

/** The innermost line of the source's own files that is on this machine. */
export function placeOf({ syntax, frames }: LoaderError): FilePlace | undefined {
  const inSyntax = syntax?.line ? fileOf(syntax.file, syntax.line) : undefined;
  return inSyntax ?? frames.map(({ file, line }) => fileOf(file, line)).findLast((place) => place !== undefined);
}

function fileOf(file: string | null | undefined, line?: number): FilePlace | undefined {
  // What is nowhere on this machine has an address.
  return !file || /^[a-z][a-z0-9+.-]+:\/\//i.test(file) || file.startsWith('<')
    ? undefined
    : { file, ...(line !== undefined && { line }) };
}
