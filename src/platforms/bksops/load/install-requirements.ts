import { join } from '../../../base/paths';
import { isAbort, joined, stopped, toFailure } from '../../../base/workbench-error';
import type { EnvironmentPlan } from '../../../runtime/python/environment-plan';
import type { SetUpProgress } from '../../../runtime/python/environment-setup';
import { Requirement } from '../../../runtime/python/requirement';
import { layerFolder } from '../../../runtime/python/requirement-layer';
import type { Runtime } from '../../../runtime/runtime';
import type { Loader } from '../../platform';
import type { RequirementList } from './loader-event';
import type { InstalledList, InstallRequirements } from './requirements';

interface InstallOptions {
  readonly signal: AbortSignal;
  readonly onProgress?: ((progress: SetUpProgress) => void) | undefined;
}

/** A line of a list, and what it asks for. */
interface Wanted {
  readonly line: string;
  readonly requirement: Requirement;
}

/**
 * Installs lists of requirements for a loader, each into an environment of the workbench's own in the person's cache,
 * beside the versions that SOPS's loader runs with. As SOPS does it, the lines of a list are installed one after the
 * other, and one that fails ends its list and nothing else (bamboo-pipeline 4.0.4, `utils/requirement.py`).
 * @throws WorkbenchError when no environment can be made; an AbortError on abort
 */
export function requirementInstaller(
  { environments, python }: Pick<Runtime, 'environments' | 'python'>,
  loader: () => Promise<Pick<Loader, 'interpreter' | 'version'>>,
  { signal, onProgress }: InstallOptions,
): InstallRequirements {
  return async (lists, kept) => {
    const constraints = kept.flatMap((line) => (/^[\w.-]+==[\w.+!]+$/.test(line) ? [Requirement.of(line)] : []));
    const made: InstalledList[] = [];
    for (const list of lists) {
      made.push(await installed(list, constraints));
    }
    return made;
  };

  async function installed(list: RequirementList, constraints: readonly Requirement[]): Promise<InstalledList> {
    const lines = list.requirements.map(({ line }) => line);
    const { failures, wanted } = installable(list);
    while (wanted.length > 0) {
      const failed = await filled(wanted, constraints);
      if ('folder' in failed) {
        return { lines, folder: failed.folder, failures };
      }
      stopAt(failed.at, failed.why, wanted, failures);
    }
    return { lines, folder: undefined, failures };
  }

  /** The folder of the modules, or which line cannot be installed and why. */
  async function filled(
    wanted: readonly Wanted[],
    constraints: readonly Requirement[],
  ): Promise<{ folder: string } | { at: number; why: string }> {
    const { interpreter, version } = await loader();
    const lines = [...wanted.map(({ requirement }) => requirement.line), ...constraints.map(({ line }) => line)];
    const folder = layerFolder([interpreter, version, ...lines]);
    let at = -1;
    try {
      if ((await python.forPlugin(folder).catch(() => undefined)) === undefined) {
        await environments.setUp({
          ...{ folder, base: interpreter, signal, plan: planOf(wanted, constraints) },
          onProgress: (progress) => {
            at = progress.step - 2;
            onProgress?.(progress);
          },
        });
      }
      const minor = version.split('.').slice(0, 2).join('.');
      return { folder: join(folder, '.venv', 'lib', `python${minor}`, 'site-packages') };
    } catch (error) {
      if (isAbort(error) || signal.aborted || at < 0 || at >= wanted.length) {
        throw error;
      }
      const { what, why } = toFailure(error);
      return { at, why: stopped(joined([what, why])) };
    }
  }
}

/** What of a list the workbench installs: requirements alone, and nothing in the place of what SOPS runs with. */
function installable({ requirements }: RequirementList): { wanted: Wanted[]; failures: Map<string, string> } {
  const failures = new Map<string, string>();
  const wanted: Wanted[] = [];
  for (const [index, { line, needed = false }] of requirements.entries()) {
    const requirement = needed ? undefined : Requirement.read(line);
    if (requirement) {
      wanted.push({ line, requirement });
    } else if (!needed) {
      failures.set(line, 'It is an option, a path, or no requirement at all, which the workbench hands on to nobody.');
      requirements.slice(index + 1).forEach((behind) => failures.set(behind.line, behindWords(line)));
      break;
    }
  }
  return { wanted, failures };
}

/** Takes a line that cannot be installed off the list, with those behind it. */
function stopAt(at: number, why: string, wanted: Wanted[], failures: Map<string, string>): void {
  const [failed, ...behind] = wanted.splice(at);
  const line = failed?.line ?? '';
  failures.set(line, `${why} SOPS logs "RuntimeError: can not install requirement ${line}" and goes on.`);
  behind.forEach((each) => failures.set(each.line, behindWords(line)));
}

function behindWords(line: string): string {
  return `SOPS installs nothing that stands behind "${line}" in the list when that fails.`;
}

function planOf(wanted: readonly Wanted[], constraints: readonly Requirement[]): EnvironmentPlan {
  return {
    steps: wanted.map(({ line, requirement }) => ({ title: line, requirements: [requirement] })),
    ...{ constraints, preferences: [], notes: [] },
    requires: wanted.map(({ requirement }) => requirement.line),
  };
}
