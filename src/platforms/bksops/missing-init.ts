import { join } from '../../base/paths';
import type { Remark } from '../../manifest/finding';

/** What is to be mended where a folder is no package, and the fix that does: the manifest and many modules may show it. */
export function missingInit(name: string, folder: string): Pick<Remark, 'fix' | 'mistake'> {
  const file = join(folder, '__init__.py');
  const fix = { title: `Create the __init__.py of "${name}"`, replace: '', creates: [{ file, text: '' }] };
  return { fix, mistake: `missing ${file}` };
}
