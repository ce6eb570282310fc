import type { Answers } from '../../../base/questions';
import type { ReadText, Templates } from '../../../base/scaffold';
import { WorkbenchError } from '../../../base/workbench-error';

/** A plugin's package, as a cloud service type is added to it. */
export interface Place {
  /** The package's folder, relative to the plugin's. */
  readonly folder: string;
  readonly values: Answers;
  readonly templates: Templates;
  readonly read: ReadText;
}

/**
 * The text of a file that a tree of this sort has.
 * @throws WorkbenchError when it is not there
 */
export async function needed(path: string, read: ReadText): Promise<string> {
  const text = await read(path);
  if (text === undefined) {
    throw new WorkbenchError({
      what: `There is no ${path}, without which a type of such a collector is not found.`,
      next: { title: 'Write the type as those that are there' },
    });
  }
  return text;
}

/** `virtual_machine` of `VirtualMachine`, and `ip_address` of `IPAddress`. */
export function moduleOf(name: string): string {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1_$2')
    .toLowerCase();
}
