import type { FilePlace } from '../../../base/workbench-error';
import type { LookedUpRequirement, RequirementList } from './loader-event';

/** What was made of a list of requirements that a module has. */
export interface InstalledList {
  /** As the module has them, in their order. */
  readonly lines: readonly string[];
  /** Where modules of it are found; undefined where nothing could be installed. */
  readonly folder: string | undefined;
  /** Why a line is not installed, as sentences. */
  readonly failures: ReadonlyMap<string, string>;
}

/** Installs lists of requirements where nothing else is, beside what SOPS's loader runs with. */
export type InstallRequirements = (
  lists: readonly RequirementList[],
  /** A requirement line for each version that SOPS's loader runs with. */
  kept: readonly string[],
) => Promise<InstalledList[]>;

/** A requirement that the Python here does not meet. */
export interface UnmetRequirement {
  readonly requirement: string;
  /** Why, and what SOPS does about it, as sentences. */
  readonly message: string;
  /** Its line in the module that lists it, where the text shows it and is on this machine. */
  readonly where?: FilePlace;
  /** True where nobody has tried to install it: SOPS would, and so can the workbench. */
  readonly isInstallable: boolean;
}

/** The lists of which something is missing that nobody has tried to install, each once. */
export function missingLists(
  lists: readonly RequirementList[],
  installed: readonly InstalledList[],
): RequirementList[] {
  const known = new Set(installed.map(({ lines }) => keyOf(lines)));
  return lists.filter((list) => {
    const key = keyOf(linesOf(list));
    const isMissing = !list.late && list.requirements.some(({ fits }) => !fits) && !known.has(key);
    known.add(key);
    return isMissing;
  });
}

/** The layers in the words of sops_loader.py. */
export function loaderLayers(installed: readonly InstalledList[]): object[] {
  return installed.flatMap(({ lines, folder }) => (folder === undefined ? [] : [{ lines, folder }]));
}

/** What is not met of the lists that were looked up in time, told at the first module that has come to each. */
export class UnmetRequirements {
  private readonly known = new Set<string>();

  /** @param placeOf Gives what can be opened on this machine. */
  constructor(private readonly placeOf: (file: string | null, line?: number) => FilePlace | undefined) {}

  /** What is not met at a module, which comes after those that were asked for before. */
  at({ requirements, installed }: AskingModule): UnmetRequirement[] {
    const lists = requirements.filter((list) => {
      const key = `${list.file ?? ''} ${keyOf(linesOf(list))}`;
      const isNew = !list.late && !this.known.has(key);
      this.known.add(key);
      return isNew;
    });
    return lists.flatMap((list) => unmetIn(list, installed, this.placeOf));
  }
}

/** A module that was tried. */
interface AskingModule {
  readonly requirements: readonly RequirementList[];
  readonly installed: readonly InstalledList[];
}

function unmetIn(
  list: RequirementList,
  installed: readonly InstalledList[],
  placeOf: (file: string | null, line?: number) => FilePlace | undefined,
): UnmetRequirement[] {
  const tried = installed.find(({ lines }) => keyOf(lines) === keyOf(linesOf(list)));
  return list.requirements
    .filter(({ fits }) => !fits)
    .map((requirement) => {
      const { line, at, needed = false } = requirement;
      const where = at === null ? undefined : placeOf(list.file, at);
      return {
        ...{ requirement: line, message: wordsOf(requirement, tried?.failures.get(line)) },
        ...(where && { where }),
        isInstallable: !needed && tried === undefined,
      };
    });
}

function linesOf({ requirements }: RequirementList): string[] {
  return requirements.map(({ line }) => line);
}

function keyOf(lines: readonly string[]): string {
  return JSON.stringify(lines);
}

function wordsOf({ line, installed, needed = false }: LookedUpRequirement, failure: string | undefined): string {
  const lists = `"__requirements__" lists "${line}"`;
  if (needed) {
    return `${lists}, and SOPS itself runs with ${installed ?? 'another'}: it would install the other version over its own.`;
  }
  if (failure !== undefined) {
    return `${lists}, which cannot be installed here. ${failure}`;
  }
  const here = installed === undefined ? 'which is not installed here' : `and ${installed} is installed here`;
  return `${lists}, ${here}. SOPS installs it with pip after the module's body has run, and goes on when that fails.`;
}
