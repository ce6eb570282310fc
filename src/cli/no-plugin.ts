import type { Files } from '../base/files';
import { WorkbenchError } from '../base/workbench-error';
import type { Platform } from '../platforms/platform';

/** Says why there is no plugin in a folder: what it lacks where it looks like one, else what one is. */
export async function noPlugin(
  folder: { readonly named: string; readonly path: string },
  platforms: readonly Platform[],
  files: Files,
): Promise<WorkbenchError> {
  const what = `There is no plugin in ${folder.named}.`;
  for (const { finder, title } of platforms) {
    const lack = await finder?.lack?.(folder.path, files);
    if (lack) {
      return new WorkbenchError({ what, why: `It looks like one of ${title}, but ${lack.what}.`, where: lack.where });
    }
  }
  const sought = platforms.flatMap(({ finder }) => finder?.sought ?? []);
  return new WorkbenchError({ what, why: `A plugin is ${sought.join(', or ')}.` });
}
