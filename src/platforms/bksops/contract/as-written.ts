import { isInside } from '../../../base/paths';
import { LineIndex } from '../../../manifest/parse/line-index';
import type { LoadedComponent } from '../load/loader-event';
import { versionOf } from '../packages/package-components';
import { fileInPackage } from '../packages/file-in-package';
import { groupOf } from '../packages/group-of';
import type { PackageModule, PackageView } from '../packages/package-view';
import { textIn } from '../python/constant';
import type { PythonComponent } from '../python/python-module';
import type { Flaw, OwnLoad } from './loaded-package';

/**
 * Where what the sources of one manifest have registered is not what the workspace shows of the same modules. Of a
 * source that lies elsewhere it may be another state, which is worth a word and no mistake.
 */
export function unlikeWritten(loads: readonly OwnLoad[], view: PackageView): Flaw[] {
  const all = loads.flatMap(({ module }) => module.components);
  const seen = new Set<string>();
  return loads.flatMap((load) => {
    const module = view.byName.get(load.module.module);
    if (load.module.fate !== 'loaded' || !module || seen.has(module.name)) {
      return [];
    }
    seen.add(module.name);
    return [...notRegistered(load, module, all, view), ...notWritten(load, module, view)];
  });
}

/** Components that are written, and that nobody has registered as they are written. */
function* notRegistered(
  load: OwnLoad,
  module: PackageModule,
  all: readonly LoadedComponent[],
  view: PackageView,
): Generator<Flaw> {
  const isIgnored = module.python.registerIgnore !== undefined;
  for (const component of isIgnored ? [] : module.python.components) {
    const [code, version] = [textIn(component.code?.value), versionOf(component)];
    if (code === undefined || version === undefined) {
      continue;
    }
    const flaw = (what: string): Flaw => flawAt(component, module, load, view, what);
    const registered = all.find((each) => each.code === code && each.version === version);
    if (!registered) {
      const others = all.filter((each) => each.code === code).map((each) => `"${each.version}"`);
      const instead = others.length > 0 ? `, and in version ${others.join(', ')} instead` : '';
      yield flaw(`"${code}" in version "${version}" is written here and was not registered${instead}.`);
      continue;
    }
    yield* otherWords('name', textIn(component.name?.value), registered.name).map(flaw);
    yield* otherWords('group', groupOf(module.python, module.file), registered.group).map(flaw);
  }
}

function otherWords(what: string, written: string | undefined, registered: string): string[] {
  return written === undefined || written === registered
    ? []
    : [`The ${what} is written "${written}", and was registered as "${registered}".`];
}

/** What was registered that nothing in the module's text shows; an attribute that is made when it runs may stand for it. */
function notWritten({ module: { components }, source }: OwnLoad, module: PackageModule, view: PackageView): Flaw[] {
  const written = module.python.components.map((component) => ({
    code: textIn(component.code?.value),
    version: versionOf(component),
  }));
  const shows = ({ code, version }: LoadedComponent): boolean =>
    written.some((each) => (each.code ?? code) === code && (each.version ?? version) === version);
  return components
    .filter(({ file }) => file !== null && fileInPackage(file, view) === module.file)
    .filter((each) => !shows(each))
    .map(({ code, version, line }) => ({
      what: `"${code}" in version "${version}" was registered from ${source.source.name}, and the text of the module does not show it: its form and its inputs are not checked.`,
      where: { file: module.file, line: line ?? 1 },
      isCertain: false,
    }));
}

function flawAt(
  component: PythonComponent,
  { file, python }: PackageModule,
  { module, source: { source } }: OwnLoad,
  { rootFolder }: PackageView,
  what: string,
): Flaw {
  const isHere = module.python !== undefined && isInside(rootFolder, module.python.file);
  const { line } = new LineIndex(python.text).positionAt(component.at.start);
  return {
    what: isHere ? what : `${what} The source ${source.name} (${source.type}) may hold another state of the module.`,
    where: { file, line: line + 1 },
    isCertain: isHere,
  };
}
