import { sentence, type FilePlace } from '../../../../base/workbench-error';
import type { Source } from '../../../../catalog/sources';
import type { ModuleLoad, SourceLoad } from '../../../../platforms/bksops/load/load-report';
import { manifestPlace } from '../../../../platforms/bksops/load/source-task';
import { keyOf } from './source-syncs';

type Place = Required<FilePlace>;

/** A load's fate at a line of a file. */
export interface LoadMark {
  /** What it tells of: marks of one fate come and go together. */
  readonly about: object;
  readonly place: Place;
  readonly severity: 'error' | 'warning' | 'information';
  readonly code: 'bksops/load-failed' | 'bksops/load-skipped' | 'bksops/load-not-tried' | 'bksops/requirement-not-met';
  /** What SOPS would log, what it means, and what to do. */
  readonly message: string;
  /** The source whose requirements can be installed to mend it. */
  readonly installs?: Source;
  /** The same fate elsewhere, or what has led to it. */
  readonly related: readonly { readonly place: Place; readonly is: 'raised' | 'listed' | 'before' }[];
}

/**
 * What loads have told, at the lines of manifests and of Python files.
 * @param sources The sources as their manifests have them now, which may stand at other lines since.
 * @param files The files of modules whose failure has no place of its own.
 */
export function marksOf(
  loads: readonly SourceLoad[],
  sources: readonly Source[],
  files: ReadonlyMap<ModuleLoad, string>,
): LoadMark[] {
  const marks = loads.flatMap((load) => {
    const source = sources.find((each) => keyOf(each) === keyOf(load.source)) ?? load.source;
    const first = load.modules.find(isFailed);
    return load.failure
      ? [ofSource(load, source)]
      : load.modules.flatMap((module) => [
          ...ofModule(module, first, source, files.get(module)),
          ...ofRequirements(module, source),
        ]);
  });
  return onceEach(marks);
}

function ofSource({ failure = { what: '' }, ...load }: SourceLoad, source: Source): LoadMark {
  return {
    ...{ about: load.modules, place: { file: source.file, line: source.line } },
    ...{ severity: 'error', code: 'bksops/load-failed', message: sentence(failure), related: [] },
  };
}

const severities = { failed: 'error', skipped: 'warning', 'not-tried': 'information' } as const;

/** @param first The module of the source that has failed first: none before it was skipped because of it. */
function ofModule(
  module: ModuleLoad,
  first: ModuleLoad | undefined,
  source: Source,
  file: string | undefined,
): LoadMark[] {
  const { fate, message = '' } = module;
  if (fate === 'loaded') {
    return [];
  }
  const listed = manifestPlace(source, module.module);
  const raised = raisedAt(module) ?? (file === undefined ? undefined : { file, line: 1 });
  const cause =
    fate === 'skipped' && first ? [{ place: manifestPlace(source, first.module), is: 'before' as const }] : [];
  const mark = {
    ...{ about: module, severity: severities[fate], code: `bksops/load-${fate}` as const, message },
    ...(module.needsInstall && { installs: source }),
  };
  return [
    { ...mark, place: listed, related: [...(raised ? [{ place: raised, is: 'raised' as const }] : []), ...cause] },
    ...(raised ? [{ ...mark, place: raised, related: [{ place: listed, is: 'listed' as const }, ...cause] }] : []),
  ];
}

/** What is required and not met, at the line that requires it or else at that of the module. */
function ofRequirements({ module, unmet = [] }: ModuleLoad, source: Source): LoadMark[] {
  const listed = manifestPlace(source, module);
  return unmet.map((requirement) => {
    const { message, where, isInstallable } = requirement;
    const place = where?.line === undefined ? listed : { file: where.file, line: where.line };
    return {
      ...{ about: requirement, place, severity: 'information', code: 'bksops/requirement-not-met', message },
      ...(isInstallable && { installs: source }),
      related: place === listed ? [] : [{ place: listed, is: 'listed' }],
    };
  });
}

/** A file without a line is what was loaded, and no place of a failure. */
function raisedAt({ python }: ModuleLoad): Place | undefined {
  return python?.line === undefined ? undefined : { file: python.file, line: python.line };
}

/** A failure whose place nobody has told, such as an end of the process; what is missing has none. */
export function isPlaceless(module: ModuleLoad): boolean {
  return isFailed(module) && raisedAt(module) === undefined && module.missing === undefined;
}

/** What the checks of manifests and Python files find that ends a load at the same line. */
const ENDING: ReadonlySet<string> = new Set(
  `class-base exits-at-load module-missing module-name module-not-found module-root name-repeated no-init package-without-init
   pipeline-settings python-2 python-2-name python-syntax removed-name requirement-too-late root-not-declared`
    .split(/\s+/)
    .map((name) => `bksops/${name}`),
);

/** A finding of a check, at its lines from 0. */
export interface CheckedPlace {
  readonly code: string;
  readonly first: number;
  readonly last: number;
}

/** True where a check tells the mistake that a load has met, with a fix and in fewer words; the load's are in its log. */
export function isToldByCheck(mark: LoadMark, line: number, found: readonly CheckedPlace[]): boolean {
  if (mark.code !== 'bksops/load-failed') {
    return false;
  }
  // The loader stops at the class, and the check at what is wrong in it.
  const [, what] = /component \S+ (name|code|service) can't be empty/.exec(mark.message) ?? [];
  return found.some(
    ({ code, first, last }) =>
      (ENDING.has(code) && first <= line && line <= last) ||
      (code.startsWith('bksops/component-') && (code.endsWith(`-${what ?? ''}`) || (first <= line && line <= last))),
  );
}

function isFailed({ fate }: ModuleLoad): boolean {
  return fate === 'failed';
}

/** One mistake may be met on the way to many modules: the first that tells of it speaks for all of them. */
function onceEach(marks: readonly LoadMark[]): LoadMark[] {
  const found = new Map<string, { mark: LoadMark; related: Map<string, Related> }>();
  for (const mark of marks) {
    // Several requirements may stand in one line, and each is a mistake of its own.
    const key = mark.code === 'bksops/requirement-not-met' ? keyOfMark(mark) : placeKey(mark.place);
    const known = found.get(key) ?? { mark, related: new Map<string, Related>() };
    const first = ranks[known.mark.severity] <= ranks[mark.severity] ? known.mark : mark;
    mark.related.forEach((each) => known.related.set(`${each.is} ${placeKey(each.place)}`, each));
    found.set(key, { mark: first, related: known.related });
  }
  return [...found.values()].map(({ mark, related }) => ({ ...mark, related: [...related.values()] }));
}

/** What tells a mark from all others that are shown. */
export function keyOfMark({ place, code, message }: LoadMark): string {
  return `${placeKey(place)} ${code} ${code === 'bksops/requirement-not-met' ? message : ''}`;
}

type Related = LoadMark['related'][number];

const ranks = { error: 0, warning: 1, information: 2 };

function placeKey({ file, line }: Place): string {
  return `${file}:${line}`;
}

/** A change of a text, in lines and characters from 0. */
export interface LineChange {
  readonly range: {
    readonly start: { readonly line: number };
    readonly end: { readonly line: number; readonly character: number };
  };
  readonly text: string;
}

/** Where a line is after changes of what stands above it; what they have made of the line itself is not told. */
export function lineAfter(line: number, changes: readonly LineChange[]): number {
  return changes.reduce((now, { range: { start, end }, text }) => {
    const isAbove = end.line < now || (end.line === now && end.character === 0);
    return isAbove ? now + text.split('\n').length - 1 - (end.line - start.line) : now;
  }, line);
}
