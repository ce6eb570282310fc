import { basename, dirname, normalize } from '../../base/paths';
import { WorkbenchError } from '../../base/workbench-error';
import type { Reference } from '../../runtime/python/requirement';
import type { WrittenRequirement } from '../../runtime/python/written-requirement';
import { resolve } from './image-sources';
import type { SourceFiles } from './source-files';

/** What stands in a requirements file, and in those to which it leads. */
export interface RequirementFile {
  readonly requirements: readonly WrittenRequirement[];
  /** How many lines there are in the file itself. */
  readonly count: number;
}

/**
 * The requirements in a file and in those to which it leads; undefined when there is no such file. An installer that is
 * given the one opens them all, whatever they are: each is looked at here first.
 * @throws WorkbenchError for one that leads out of the workspace or to no file, and for one that an installer reads in
 * another way; UnreadableFile; BudgetSpent
 */
export async function linesOf(file: string, files: SourceFiles): Promise<RequirementFile | undefined> {
  const requirements: WrittenRequirement[] = [];
  const count = await read(file, 'requirements', { files, requirements, seen: new Set() });
  return count === undefined ? undefined : { requirements, count };
}

interface Reading {
  readonly files: SourceFiles;
  readonly requirements: WrittenRequirement[];
  /** What was read, and as which of the two: a file that constrains versions requires nothing. */
  readonly seen: Set<string>;
}

/** How many lines the file has; undefined when there is none. */
async function read(file: string, as: Reference['is'], reading: Reading): Promise<number | undefined> {
  const { files, requirements, seen } = reading;
  seen.add(`${as} ${file}`);
  const lines = await files.requirements(file);
  for (const line of lines ?? []) {
    if (line.is === 'requirement' && as === 'requirements') {
      requirements.push({ requirement: line.requirement, at: { file, line: line.line } });
    } else if ((line.is === 'requirements' || line.is === 'constraints') && !/^https?:/.test(line.path)) {
      const other = beside(file, line.path);
      if (!seen.has(`${line.is} ${other}`) && (await read(other, line.is, reading)) === undefined) {
        throw leadsElsewhere(file, line);
      }
    }
  }
  return lines?.length;
}

function leadsElsewhere(file: string, { path, line }: Reference): WorkbenchError {
  return new WorkbenchError({
    what: `${basename(file)} leads to ${path}, which is no file of the workspace.`,
    why: 'What an installer reads for a plugin has to lie in its workspace, or in the repository around it.',
    where: { file, line },
    next: { title: 'Correct the path, or copy the file into the workspace' },
  });
}

/** A path as a requirements file writes it, seen from its folder; a drive's letter stays in front. */
function beside(file: string, path: string): string {
  const slashed = process.platform === 'win32' ? normalize(path) : path;
  return resolve(dirname(file), slashed).replace(/^\/(?=[A-Za-z]:\/)/, '');
}
