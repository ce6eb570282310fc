import { basename, dirname } from '../../../base/paths';
import { textIn } from '../python/constant';
import type { PythonModule } from '../python/python-module';

/** The group of a module's components: its `__group_name__`, or else its own name as a title (bamboo-pipeline 4.0.4, `component_framework/base.py`). */
export function groupOf(module: PythonModule, file: string): string {
  const leaf = basename(file) === '__init__.py' ? basename(dirname(file)) : basename(file).replace(/\.py$/, '');
  return (
    textIn(module.groupName?.value) ?? leaf.toLowerCase().replace(/(?<!\p{L})\p{L}/gu, (letter) => letter.toUpperCase())
  );
}
