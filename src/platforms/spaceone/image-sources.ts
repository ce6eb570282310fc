import type { Budget } from '../../base/budget';
import { fitsPath, parseGlob, type Segment } from '../../base/glob';
import { withoutEndSlashes } from '../../base/paths';

/** Files of the build context, or of another stage, that stand in the image. */
export interface Copy<S> {
  readonly sources: readonly CopySource[];
  /** Absolute in the image. */
  readonly target: string;
  readonly from: S | undefined;
}

/** A file or a folder, or a pattern for the names of several. */
interface CopySource {
  readonly path: string;
  readonly parent: string;
  readonly name: readonly Segment[] | undefined;
  readonly isPattern: boolean;
}

/** What a stage of a Dockerfile has its files from. */
export interface CopyingStage<S> {
  readonly parent: S | undefined;
  readonly copies: readonly Copy<S>[];
}

const STEPS_A_COPY = 5;
const STEPS_A_CANDIDATE = 15;

/** A source of COPY or ADD, whose patterns are those of Go's `filepath.Match`. */
export function copySource(written: string, budget: Budget): CopySource {
  budget.spend(written.length);
  const path = withoutEndSlashes(written) || '/';
  const cut = path.lastIndexOf('/');
  const name = path.slice(cut + 1);
  return {
    path,
    parent: path.slice(0, Math.max(0, cut)),
    name: parseGlob(name, 'go'),
    isPattern: /[*?[\\]/.test(name),
  };
}

/**
 * Where a path of the image can come from in the build context, the likeliest first, relative to it. Stages that copy
 * from each other are looked through once for each path.
 * @throws BudgetSpent
 */
export function sourcesIn<S extends CopyingStage<S>>(last: S, path: string, budget: Budget): string[] {
  const found = new Set<string>();
  const seen = new Map<S, Set<string>>();
  const waiting: { stage: S | undefined; path: string }[] = [{ stage: last, path }];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    budget.spend(STEPS_A_CANDIDATE);
    if (!next.stage) {
      found.add(next.path.slice(1));
      continue;
    }
    const paths = seen.get(next.stage) ?? new Set();
    if (paths.has(next.path)) {
      continue;
    }
    seen.set(next.stage, paths.add(next.path));
    // What is to come first is put on top, and so comes last here.
    if (next.stage.parent) {
      waiting.push({ stage: next.stage.parent, path: next.path });
    }
    for (const copy of next.stage.copies) {
      for (const source of originsIn(copy, next.path, budget).reverse()) {
        waiting.push({ stage: copy.from, path: source });
      }
    }
  }
  return [...found];
}

/** A source may be a file or a folder, whose contents are copied: both are offered. */
function originsIn<S>({ sources, target }: Copy<S>, path: string, budget: Budget): string[] {
  budget.spend(STEPS_A_COPY);
  const below =
    path === target ? '' : path.startsWith(target) ? slashCut(path.slice(target.length), target) : undefined;
  if (below === undefined) {
    return [];
  }
  const cut = below.indexOf('/');
  const first = cut < 0 ? below : below.slice(0, cut);
  const found: string[] = [];
  for (const { path: source, parent, name, isPattern } of sources) {
    budget.spend(STEPS_A_CANDIDATE);
    if (below && name && fitsPath(name, [first], budget)) {
      found.push(resolve('/', `${parent}/${below}`, budget));
    }
    if (!isPattern) {
      found.push(resolve('/', `${source}/${below}`, budget));
    }
  }
  return found;
}

/** What follows a folder in a path; undefined when the path only begins with the same letters. */
function slashCut(rest: string, folder: string): string | undefined {
  return folder === '/' ? rest : rest.startsWith('/') ? rest.slice(1) : undefined;
}

/** A path of the image seen from a folder of it, without `.` and `..`. */
export function resolve(folder: string, path: string, budget?: Budget): string {
  const whole = path.startsWith('/') ? path : `${folder}/${path}`;
  budget?.spend(STEPS_A_CANDIDATE + whole.length);
  const parts: string[] = [];
  for (const part of whole.split('/')) {
    if (part === '..') {
      parts.pop();
    } else if (part !== '' && part !== '.') {
      parts.push(part);
    }
  }
  return `/${parts.join('/')}`;
}
