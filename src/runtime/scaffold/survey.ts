import { join } from '../../base/paths';
import {
  caseless,
  refuseAddition,
  refusePlan,
  type Addition,
  type ScaffoldFile,
  type ScaffoldPlan,
} from '../../base/scaffold';
import { WorkbenchError } from '../../base/workbench-error';
import type { Disk, Entry } from './disk';

/** How a plan meets what is on the disk. */
export interface Inspection {
  /** The absolute path of the plan's folder. */
  readonly folder: string;
  /** Whether that folder is there already. */
  readonly exists: boolean;
  /** The plan's files that are there already, by the plan's paths: what a person decides about. */
  readonly existing: readonly string[];
  /** The plan's files of this machine alone that are there already: these stay, whatever is decided. */
  readonly own: readonly string[];
  /** Why nothing can be written into this folder, overwriting or not; a folder of another name still can. */
  readonly obstacle: string | undefined;
}

/**
 * Says what a plan would meet in a folder; changes nothing. `into` is absolute and need not exist.
 * @throws WorkbenchError when the plan itself cannot be written anywhere, or `into` is not a folder.
 */
export async function survey(plan: ScaffoldPlan, into: string, disk: Disk): Promise<Inspection> {
  const refusal = refusePlan(plan);
  if (refusal !== undefined) {
    throw new WorkbenchError({ what: `Cannot write ${plan.folder}.`, why: refusal });
  }
  if ((await disk.isFolder(into)) === false) {
    throw new WorkbenchError({ what: `${into} is not a folder.`, next: { title: 'Choose a folder' } });
  }

  const folder = join(into, plan.folder);
  const look = new Looker(disk);
  const top = await look.at(into, plan.folder);
  const obstacle = obstacleTo('folder', folder, top);
  if (obstacle !== undefined || top.entry === undefined) {
    return { folder, exists: top.entry !== undefined, existing: [], own: [], obstacle };
  }

  return filesMet(folder, plan.files, look);
}

/**
 * Says what an addition would meet in the folder of a plugin, an absolute path without links; changes nothing.
 * @throws WorkbenchError when the addition itself cannot be written anywhere, or there is no such folder.
 */
export async function surveyAddition(addition: Addition, folder: string, disk: Disk): Promise<Inspection> {
  const refusal = refuseAddition(addition);
  if (refusal !== undefined) {
    throw new WorkbenchError({ what: `Cannot write into ${folder}.`, why: refusal });
  }
  if ((await disk.isFolder(folder)) !== true) {
    throw new WorkbenchError({ what: `There is no folder ${folder}.`, next: { title: 'Choose a plugin' } });
  }
  return filesMet(folder, addition.files, new Looker(disk));
}

async function filesMet(folder: string, files: readonly ScaffoldFile[], look: Looker): Promise<Inspection> {
  const existing: string[] = [];
  const own: string[] = [];
  for (const file of files) {
    const segments = file.path.split('/');
    for (const [index, name] of segments.entries()) {
      const parent = join(folder, ...segments.slice(0, index));
      const found = await look.at(parent, name);
      const is = index === segments.length - 1 ? 'file' : 'folder';
      const inTheWay = obstacleTo(is, join(parent, name), found);
      if (inTheWay !== undefined) {
        return { folder, exists: true, existing, own, obstacle: inTheWay };
      }
      if (found.entry === undefined) {
        break;
      }
      if (is === 'file') {
        (file.local === true ? own : existing).push(file.path);
      }
    }
  }
  return { folder, exists: true, existing, own, obstacle: undefined };
}

interface Found {
  readonly entry: Entry | undefined;
  /** A name beside it that differs only in upper and lower case. */
  readonly twin: string | undefined;
}

class Looker {
  private readonly names = new Map<string, Promise<string[]>>();

  constructor(private readonly disk: Disk) {}

  async at(parent: string, name: string): Promise<Found> {
    const names = this.names.get(parent) ?? this.disk.names(parent);
    this.names.set(parent, names);
    // A system without upper and lower case finds the twin under our name: what the folder lists is the truth.
    const listed = await names;
    const twin = listed.includes(name) ? undefined : listed.find((other) => caseless(other) === caseless(name));
    return { entry: await this.disk.look(join(parent, name)), twin };
  }
}

function obstacleTo(wanted: 'file' | 'folder', path: string, { entry, twin }: Found): string | undefined {
  if (twin !== undefined) {
    return `"${twin}" is there already: it differs from ${path} only in upper and lower case.`;
  }
  if (entry === undefined || entry.is === wanted) {
    return undefined;
  }
  if (wanted === 'folder') {
    return entry.is === 'link' ? `${path} is a link to ${entry.to}, which is elsewhere.` : `${path} is not a folder.`;
  }
  // A link in the place of a file is replaced as itself; what it leads to stays.
  return entry.is === 'link' ? undefined : `${path} is not a file.`;
}
