import type { Budget } from '../../../base/budget';
import { finishInTurns } from '../../../base/steps';
import { LineIndex } from '../../../manifest/parse/line-index';
import type { PackageComponent } from '../package-finder';
import { textIn } from '../python/constant';
import { readModuleInSteps, type PythonComponent, type PythonModule } from '../python/python-module';
import { groupOf } from './group-of';

/** What a component of a module without a version is registered as. */
export const LEGACY = 'legacy';

/**
 * The components that a module defines, as its text says.
 * @throws BudgetSpent
 */
export async function componentsOf(file: string, text: string, budget: Budget): Promise<PackageComponent[]> {
  const module = await finishInTurns(readModuleInSteps(text, budget.of(file)));
  const lines = new LineIndex(text);
  return module.components.map((component) => partOf(component, module, file, lines));
}

function partOf(component: PythonComponent, module: PythonModule, file: string, lines: LineIndex): PackageComponent {
  const code = textIn(component.code?.value);
  const version = versionOf(component);
  const group = groupOf(module, file);
  const identity = [code, version].filter((word) => word !== undefined && word !== LEGACY).join(' ');
  const name = `${group} / ${textIn(component.name?.value) ?? component.className}`;
  return {
    sort: 'component',
    name: identity === '' ? name : `${name} (${identity})`,
    file,
    line: lines.positionAt(component.at.start).line + 1,
    ...(code !== undefined && { code }),
    ...(version !== undefined && { version }),
    group,
  };
}

/** The version under which a component is registered; undefined where that is known only when the module runs. */
export function versionOf({ version }: PythonComponent): string | undefined {
  const given = textIn(version?.value);
  const isEmpty = version === undefined || version.value.is === 'none' || given === '';
  return isEmpty ? LEGACY : given;
}
