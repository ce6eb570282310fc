import type { Finding } from '../../../manifest/finding';
import { basename } from '../../../base/paths';
import { LineIndex } from '../../../manifest/parse/line-index';
import { versionOf } from '../packages/package-components';
import type { PackageModule } from '../packages/package-view';
import { textIn } from '../python/constant';
import type { PythonComponent } from '../python/python-module';
import type { PackagePromise } from './package-promise';

interface Registered {
  readonly module: PackageModule;
  readonly key: string;
  readonly at: number;
}

/** The later of two components with one code and version replaces the other without a word (bamboo-pipeline 4.0.4, `component_framework/library.py`). */
export const codesAreUnique: PackagePromise = {
  id: 'codes-are-unique',
  title: 'No two components have the same code and version',
  source: 'bamboo-pipeline 4.0.4, component_framework/library.py',
  *check(module, view) {
    const all = [...view.modules, ...view.neighbours].flatMap(registered);
    for (const component of module.python.components) {
      const own = textIn(component.code?.value);
      const version = versionOf(component);
      if (own === undefined || version === undefined || own === '') {
        continue;
      }
      const key = `${own}\n${version}`;
      const other = all.find((each) => each.key === key && !(each.module === module && each.at === component.at.start));
      if (other) {
        const finding = duplicate(
          component.code?.value.range ?? component.at,
          `"${own}" in version "${version}"`,
          other,
        );
        yield { ...finding, ...renaming(own, component, module, all) };
      }
    }
  },
};

function duplicate(range: Finding['range'], what: string, { module, at }: Registered): Finding {
  const start = new LineIndex(module.python.text).positionAt(at);
  return {
    code: 'bksops/duplicate-code',
    severity: 'error',
    range,
    message: `${what} is also a component of ${basename(module.file)}, line ${start.line + 1}: SOPS keeps the one that is loaded last, without a word.`,
    related: [{ file: module.file, at: { start, end: start }, message: 'The other component' }],
  };
}

function registered(module: PackageModule): Registered[] {
  return module.python.components.flatMap((component) => {
    const [code, version] = [textIn(component.code?.value), versionOf(component)];
    return code === undefined || version === undefined
      ? []
      : [{ module, key: `${code}\n${version}`, at: component.at.start }];
  });
}

/** Another code that nobody has; which of the two is to have it, a person chooses. */
function renaming(
  code: string,
  component: PythonComponent,
  { python: { text } }: PackageModule,
  all: readonly Registered[],
): Pick<Finding, 'choices'> {
  const range = component.code?.value.range;
  const written = range && /^(["'])[\w-]+\1$/.exec(text.slice(range.start, range.end));
  if (!range || !written) {
    return {};
  }
  const taken = new Set(all.map(({ key }) => key.split('\n')[0]));
  let number = 2;
  while (taken.has(`${code}_${number}`)) {
    number += 1;
  }
  const other = `${code}_${number}`;
  const quote = written[1] ?? '"';
  return { choices: [{ title: `Call this one "${other}"`, range, replace: quote + other + quote }] };
}
