import { capitalized } from '../../../../base/capitalized';
import { isInside } from '../../../../base/paths';
import type { FilePlace } from '../../../../base/workbench-error';
import type { SetModule, Source } from '../../../../catalog/sources';
import { LineIndex } from '../../../../manifest/parse/line-index';
import type { ModuleLoad } from '../../../../platforms/bksops/load/load-report';
import type { LoadedComponent } from '../../../../platforms/bksops/load/loader-event';
import { textIn } from '../../../../platforms/bksops/python/constant';
import type { PythonComponent, PythonModule } from '../../../../platforms/bksops/python/python-module';
import { sourceCopy } from '../../../../platforms/bksops/sync/copies';
import type { ModuleFile } from '../../../../platforms/bksops/sync/module-files';

/** A component as its text says, or as a load has registered it. */
export interface ShownComponent {
  readonly code: string;
  readonly version: string;
  readonly name: string;
  readonly group: string;
  readonly form: 'embedded' | 'elsewhere' | 'none' | 'unknown';
  readonly at: Required<FilePlace>;
  /** True when it stands in the copy, which nobody edits. */
  readonly isCopy: boolean;
  /** Why SOPS does not have it although it is written; undefined where it has it, or nobody knows. */
  readonly lacking?: 'skipped' | 'not registered';
}

/** The components that a module's text has. */
export function writtenComponents(python: PythonModule, module: SetModule, found: ModuleFile): ShownComponent[] {
  const lines = new LineIndex(found.text);
  return python.components.map((component) =>
    writtenComponent(component, python, module, found, lines.positionAt(component.at.start).line + 1),
  );
}

/** What SOPS takes for a component: defaults are those of its base class (bamboo-pipeline 4.0.4, `component_framework/base.py`). */
function writtenComponent(
  component: PythonComponent,
  { groupName }: PythonModule,
  { name: module }: SetModule,
  { file, isCopy }: ModuleFile,
  line: number,
): ShownComponent {
  const { code, version, name, className } = component;
  return {
    code: textIn(code?.value) ?? className,
    version: version ? (textIn(version.value) ?? '?') : 'legacy',
    name: textIn(name?.value) ?? '',
    group: groupName ? (textIn(groupName.value) ?? '?') : titleOf(module),
    form: formOf(component),
    at: { file, line },
    isCopy,
  };
}

/** The components that a load has registered, also those that no text shows; then those that are written and were not. */
export function shownComponents(
  { fate, components }: ModuleLoad,
  written: readonly ShownComponent[],
  source: Source,
  module: SetModule,
): ShownComponent[] {
  const told = components.map((component): ShownComponent => ({
    ...registered(component, source, module),
    ...(fate === 'skipped' && { lacking: 'skipped' }),
  }));
  const isTold = ({ at, code, version }: ShownComponent): boolean =>
    components.some(
      (component) =>
        (component.file === at.file && component.line === at.line) ||
        (component.code === code && component.version === version),
    );
  const others = written
    .filter((component) => !isTold(component))
    .map((component): ShownComponent => ({ ...component, lacking: fate === 'skipped' ? 'skipped' : 'not registered' }));
  return fate === 'not-tried' ? [...written] : [...told, ...others];
}

function registered(component: LoadedComponent, source: Source, module: SetModule): ShownComponent {
  const { code, version, name, group, hasForm, embedded, file, line } = component;
  const isHere = file !== null && line !== null && !/^[a-z][a-z0-9+.-]+:\/\//i.test(file);
  return {
    ...{ code, version, name, group },
    form: embedded ? 'embedded' : hasForm ? 'elsewhere' : 'none',
    at: isHere ? { file, line } : { file: module.file, line: module.line },
    isCopy: isHere && isInside(sourceCopy(source.file, source), file),
  };
}

function formOf({ form, embeddedForm }: PythonComponent): ShownComponent['form'] {
  if (!form || form.value.is === 'none') {
    return 'none';
  }
  const isEmbedded = embeddedForm?.value;
  if (isEmbedded?.is === 'unknown') {
    return 'unknown';
  }
  return isEmbedded?.is === 'boolean' && isEmbedded.value ? 'embedded' : 'elsewhere';
}

/** As Python's `str.title` makes it of a module's last name. */
function titleOf(module: string): string {
  const leaf = module.slice(module.lastIndexOf('.') + 1);
  return leaf.toLowerCase().replace(/\p{L}+/gu, capitalized);
}
