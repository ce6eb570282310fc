import { dirname, join } from '../../../base/paths';
import { finishInTurns } from '../../../base/steps';
import { toFailure, WorkbenchError } from '../../../base/workbench-error';
import { cacheFolder } from '../../../runtime/files/user-files';
import type { EnvironmentPlan } from '../../../runtime/python/environment-plan';
import { Requirement } from '../../../runtime/python/requirement';
import type { Runtime } from '../../../runtime/runtime';
import type { Loader, LoaderSearch } from '../../platform';
import { textAt } from '../package-sources';
import { readSourceDocuments } from '../source-reader';
import type { ManifestText } from './source-task';

/** What loads packages as a line of SOPS does. */
interface LoaderLine {
  readonly pipeline: string;
  readonly python: readonly string[];
  readonly besides: readonly string[];
}

/** SOPS 3.34 runs Django 4.2 on Python 3.11 with this version, whose wheel asks for 3.11. */
const TODAY: LoaderLine = { pipeline: '4.0.4', python: ['3.11'], besides: [] };
/** The last line on Django 3.2. The import hook needs `imp`, which left Python with 3.12. */
const BEFORE: LoaderLine = {
  pipeline: '3.29.10',
  python: ['3.11', '3.10', '3.9', '3.8'],
  besides: ['Django>=3.2,<4'],
};
const FIRST_OF_TODAY = [3, 34] as const;

/** The Python file that loads and runs packages. */
const WORKER = 'sops_loader.py';

/** A Python that can load packages, and what it is started with. */
interface LoaderPython {
  readonly interpreter: string;
  readonly options: readonly string[];
  /** Such as `3.11.7`. */
  readonly version: string;
  /** Such as `bamboo-pipeline 4.0.4 on Python 3.11.7`. */
  readonly about: string;
}

export interface PythonSearch extends LoaderSearch {
  /** The folder of the manifest or the packages, whose `.venv` or `venv` counts when it can load packages. */
  readonly folder: string;
  /** The version of SOPS, such as `3.34`; today's unless given. */
  readonly sops: string | undefined;
}

/**
 * What loads the sources of a manifest, for the SOPS that the manifest names as its target.
 * @param worker What is done with it, a Python file of the product; the loading unless given.
 * @throws WorkbenchError when there is no Python for it
 */
export async function loaderOf(
  runtime: Runtime,
  { file, text }: ManifestText,
  search: LoaderSearch,
  worker = WORKER,
): Promise<Loader> {
  const [first] = await finishInTurns(readSourceDocuments(text, file));
  const target = first?.document.at('target');
  const sops = target && textAt(target, 'sops');
  return loaderIn(runtime, { folder: dirname(file), sops, ...search }, worker);
}

/**
 * What loads packages as a version of SOPS does.
 * @throws WorkbenchError when there is no Python for it
 */
export async function loaderIn(runtime: Runtime, search: PythonSearch, worker = WORKER): Promise<Loader> {
  const { interpreter, version, options, about } = await loaderPython(runtime, search);
  return { work: runtime.supervised(interpreter, worker, options), interpreter, version, about };
}

/**
 * The Python with which packages are loaded: the one that the person chose, else that of the manifest's folder where it
 * has SOPS's loader, else one of the workbench's own in the person's cache, which is made on first use.
 * @throws WorkbenchError when none can be had; without Python 3.11 nothing is loaded
 */
async function loaderPython(runtime: Runtime, search: PythonSearch): Promise<LoaderPython> {
  const { folder, chosen, signal } = search;
  if (chosen !== undefined) {
    const found = await fitting(runtime, await runtime.python.chosen(chosen, folder), signal);
    if (typeof found === 'string') {
      throw new WorkbenchError({
        what: `${chosen} cannot load packages as SOPS does.`,
        why: found,
        next: { title: 'Choose an interpreter', intent: { is: 'choose an interpreter', folder } },
      });
    }
    return found;
  }
  const own = await runtime.python.forPlugin(folder).catch(() => undefined);
  const found = own === undefined ? undefined : await fitting(runtime, own, signal);
  return found !== undefined && typeof found !== 'string' ? found : ofWorkbench(runtime, search);
}

/** What the environment for a version of SOPS holds. */
export function loaderPlan(sops: string | undefined): EnvironmentPlan {
  const { pipeline, python, besides } = lineOf(sops);
  const lines = [`bamboo-pipeline==${pipeline}`, ...besides, 'mock', 'debugpy'];
  return {
    python,
    steps: [{ title: `bamboo-pipeline ${pipeline}`, requirements: lines.map((line) => Requirement.of(line)) }],
    constraints: [],
    preferences: [],
    requires: lines,
    notes: [],
  };
}

function lineOf(sops: string | undefined): LoaderLine {
  const [major = 0, minor = 0] = (sops ?? FIRST_OF_TODAY.join('.')).split('.').map(Number);
  const isToday = major > FIRST_OF_TODAY[0] || (major === FIRST_OF_TODAY[0] && minor >= FIRST_OF_TODAY[1]);
  return isToday ? TODAY : BEFORE;
}

async function ofWorkbench(runtime: Runtime, { sops, signal, onProgress }: PythonSearch): Promise<LoaderPython> {
  const folder = join(cacheFolder(), 'environments', `bksops-${lineOf(sops).pipeline}`);
  const made = await runtime.python.forPlugin(folder).catch(() => undefined);
  const known = made === undefined ? undefined : await fitting(runtime, made, signal);
  if (known !== undefined && typeof known !== 'string') {
    return known;
  }
  try {
    const { interpreter } = await runtime.environments.setUp({ folder, plan: loaderPlan(sops), signal, onProgress });
    const found = await fitting(runtime, interpreter, signal);
    if (typeof found !== 'string') {
      return found;
    }
    throw new WorkbenchError({ what: `${interpreter} cannot load packages as SOPS does.`, why: found });
  } catch (error) {
    signal.throwIfAborted();
    throw nothingLoaded(error);
  }
}

/** What can be told without: the checks of the manifest and its files. */
function nothingLoaded(error: unknown): WorkbenchError {
  const { what, why, next } = toFailure(error);
  return new WorkbenchError({
    what: `Nothing was loaded. ${what}`,
    why: [why, 'What can be told without loading is told by "check".'].filter(Boolean).join(' '),
    next,
    cause: error,
  });
}

/** An interpreter that has SOPS's loader, or why it has not. */
async function fitting(runtime: Runtime, interpreter: string, signal: AbortSignal): Promise<LoaderPython | string> {
  const found = await runtime.python.probe(interpreter, { distributions: ['bamboo-pipeline'] }, signal);
  const version = found?.version ?? '';
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const pipeline = found?.distributions['bamboo-pipeline'];
  if (!found) {
    return 'It did not answer when it was asked for its version.';
  }
  if (major !== 3 || minor < 8 || minor > 11) {
    return `It is Python ${version}, and the import hook of SOPS runs on 3.8 to 3.11.`;
  }
  return pipeline === undefined
    ? 'It has no bamboo-pipeline.'
    : {
        interpreter,
        version,
        options: ['-B', ...(minor >= 11 ? ['-P'] : [])],
        about: `bamboo-pipeline ${pipeline} on Python ${version}`,
      };
}
