import { sentence, stopped, type Failure, type FilePlace } from '../../../base/workbench-error';
import type { CheckResult } from '../../../contract/contract';
import { failureWords } from '../../../contract/outcome-words';
import type { LoadReport, ModuleLoad, SourceLoad } from '../load/load-report';
import type { SyncReport, SyncResult } from '../sync/sync-sources';
import type { Problem } from './readiness';

/** The contract of a package that a source carries: its results, or why they are not there. */
export interface PackageChecks {
  readonly source: string;
  readonly rootPackage: string;
  readonly results: readonly CheckResult[];
  readonly failure?: Failure;
}

/** What became of the load: its report, or why there is none. */
export type Loaded = { readonly report: LoadReport } | { readonly failure: Failure };

/** What each step has found, in their order; what two of them say of one line is said once. */
export function problemsOf(sync: SyncReport, loaded: Loaded, checks: readonly PackageChecks[]): Problem[] {
  const found = [...syncProblems(sync), ...loadProblems(loaded)];
  const errors = found.filter(({ weight }) => weight === 'error');
  const known = new Set(
    errors.flatMap((problem) => [...placeKey(problem.python), ...placeKey(problem.manifest), ...missingIn(problem)]),
  );
  const ofChecks = checks.flatMap(checkProblems);
  const isKnown = (problem: Problem): boolean =>
    [...placeKey(problem.python), ...missingIn(problem)].some((key) => known.has(key));
  return [...found, ...ofChecks.filter((problem) => !isKnown(problem))];
}

/** What is missing has no line: it goes by the error in which it ends. */
function missingIn({ message }: Problem): readonly string[] {
  return /KeyError: '[\w.]+'/.exec(message) ?? [];
}

function placeKey(place: FilePlace | undefined): string[] {
  return place?.line === undefined ? [] : [`${place.file}:${place.line}`];
}

function syncProblems({ sources, cache }: SyncReport): Problem[] {
  return [...sources, ...(cache ? [cache] : [])].flatMap((result) => [
    ...(result.failure ? [notSynced(result, result.failure, cache !== undefined)] : []),
    ...result.notes.map((message): Problem => ({
      step: 'sync',
      weight: 'warning',
      subject: result.source.name,
      message,
      manifest: placeOf(result.source),
    })),
  ]);
}

/** Where SOPS loads from the source itself, what cannot be copied may well be loaded. */
function notSynced({ source, outcome }: SyncResult, failure: Failure, hasCache: boolean): Problem {
  const message = sentence(failure);
  return {
    step: 'sync',
    weight: hasCache ? 'error' : 'untried',
    subject: source.name,
    message: hasCache ? message : `${stopped(message)} Without a copy its packages were not checked.`,
    ...(outcome === 'skipped' && { isConsequence: true }),
    manifest: failure.where ?? placeOf(source),
  };
}

function loadProblems(loaded: Loaded): Problem[] {
  if ('report' in loaded) {
    return loaded.report.sources.flatMap(problemsOfSource);
  }
  const { failure } = loaded;
  return [
    {
      ...{ step: 'load', weight: 'untried', subject: 'All modules', message: failureWords(failure) },
      ...(failure.where && { manifest: failure.where }),
    },
  ];
}

function problemsOfSource({ source, failure, modules }: SourceLoad): Problem[] {
  if (!failure) {
    return modules.flatMap(problemsOfModule);
  }
  const names = modules.map(({ module }) => module);
  const isUntried = modules.length > 0 && modules.every(({ fate }) => fate === 'not-tried');
  const whole: Problem = {
    step: 'load',
    weight: isUntried ? 'untried' : 'error',
    subject: source.name,
    message: [stopped(failureWords(failure)), noneOf(names)].filter(Boolean).join(' '),
    manifest: failure.where ?? placeOf(source),
  };
  return [whole, ...modules.flatMap(notesOfModule)];
}

function noneOf(modules: readonly string[]): string {
  return modules.length === 0 ? '' : `This concerns ${modules.join(', ')}.`;
}

function problemsOfModule(load: ModuleLoad): Problem[] {
  const { module, fate, message = '', python, manifest } = load;
  const notes = notesOfModule(load);
  return fate === 'loaded'
    ? notes
    : [
        {
          ...{ step: 'load', weight: fate === 'not-tried' ? 'untried' : 'error', subject: module, message },
          ...(python && { python }),
          manifest,
        },
        ...notes,
      ];
}

function notesOfModule({ module, notes, manifest, python }: ModuleLoad): Problem[] {
  return notes.map((message) => ({
    ...{ step: 'load', weight: 'warning', subject: module, message },
    ...(python && { python: { file: python.file } }),
    manifest,
  }));
}

function checkProblems({ source, rootPackage, results, failure }: PackageChecks): Problem[] {
  const subject = `Package ${rootPackage} of ${source}`;
  const unread: Problem[] = failure
    ? [
        {
          ...{ step: 'check', weight: 'untried', subject, message: failureWords(failure) },
          ...(failure.where && { python: failure.where }),
        },
      ]
    : [];
  return [...unread, ...results.flatMap((result) => problemOfCheck(result, source))];
}

function problemOfCheck({ check, outcome }: CheckResult, source: string): Problem[] {
  const common = { step: 'check', subject: `${check.title} (${source})` } as const;
  switch (outcome.is) {
    case 'passed':
      return [];
    case 'skipped':
      return [{ ...common, weight: 'untried', message: outcome.why, ...(check.at && { python: check.at }) }];
    case 'warned':
    case 'failed': {
      const python = outcome.failure.where ?? check.at;
      return [
        {
          ...common,
          weight: outcome.is === 'failed' ? 'error' : 'warning',
          message: failureWords(outcome.failure),
          ...(python && { python }),
        },
      ];
    }
  }
}

function placeOf({ file, line }: Required<FilePlace>): FilePlace {
  return { file, line };
}
