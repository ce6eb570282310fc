import { basename } from '../../../base/paths';
import { nearestWord } from '../../../base/nearest-word';
import { WorkbenchError, type FilePlace } from '../../../base/workbench-error';
import type { LoadReport } from './load-report';
import type { NoSuchComponent } from './run-component';

/** A component as the text of a module has it, whether a source lists that module or not. */
export interface WrittenComponent {
  readonly code: string;
  /** The dotted name of its module, from the root package on. */
  readonly module: string;
  readonly where: Required<FilePlace>;
}

/**
 * Why a component is not among those that were registered: where it stands, or what is likely to be meant, and what has
 * become of that module.
 * @param manifest The file that lists the modules.
 */
export function explainAbsence(
  error: NoSuchComponent,
  code: string,
  written: readonly WrittenComponent[],
  { sources }: LoadReport,
  manifest: string,
): WorkbenchError {
  const near = nearestWord(code, new Set([...error.registered, ...written.map((each) => each.code)]));
  const own = written.find((each) => each.code === code);
  const meant = own ?? written.find((each) => each.code === near);
  if (!meant || (!own && error.registered.includes(meant.code))) {
    return error;
  }
  const fate = sources.flatMap(({ modules }) => modules).find(({ module }) => module === meant.module);
  const listing = `no source of ${basename(manifest)} lists "${meant.module}"`;
  const said = fate?.message ?? 'it is loaded, and registers no such component.';
  const named = own
    ? `"${code}" stands in ${basename(meant.where.file)}`
    : `Did you mean "${meant.code}"? It stands in ${basename(meant.where.file)}`;
  return new WorkbenchError({
    what: `There is no component "${code}" in what was loaded.`,
    why: fate ? `${named}, of "${meant.module}": ${said}` : `${named}, and ${listing}.`,
    where: meant.where,
    next: {
      title: fate
        ? 'See with "load" what becomes of each module'
        : `Add "${meant.module}" to the modules of the source`,
    },
  });
}
