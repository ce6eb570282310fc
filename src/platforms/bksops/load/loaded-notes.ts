import type { LoadedComponent } from './loader-event';
import type { TriedModule } from './load-sources';
import { nameIn, type TriedModules } from './tried-modules';

/** What is to be known of a module besides its fate. SOPS tells none of it. */
export function notesOf(tried: TriedModule, all: TriedModules): string[] {
  return [
    ...shadow(tried),
    ...nothing(tried),
    ...tried.components.flatMap((component) => [...twins(component, tried, all), ...form(component)]),
    ...all.unmetOf(tried).map(({ message }) => message),
    ...leavings(tried),
  ];
}

/** Python's own packages come before those of a source, and those of an earlier source before those of a later one. */
function shadow(tried: TriedModule): string[] {
  const found = tried.trial?.is === 'loaded' ? tried.trial.loaded.shadow : undefined;
  const root = nameIn(tried).split('.')[0] ?? '';
  if (!found) {
    return [];
  }
  return found.source !== null
    ? [
        `The root package "${root}" is that of the source ${found.source}, which was loaded before: its "__init__.py" is used, and the one of this source is not.`,
      ]
    : [
        `The root package "${root}" is ${found.file}, which Python finds by itself: the "__init__.py" and "__requirements__" of the source are not used. Rename the root package.`,
      ];
}

function nothing({ trial, components }: TriedModule): string[] {
  if (trial?.is !== 'loaded' || components.length > 0) {
    return [];
  }
  if (trial.loaded.ignored) {
    return ['It registers no component, because its "__register_ignore__" is true.'];
  }
  return [
    trial.loaded.isPackage
      ? 'It registers no component: it is a package, and SOPS does not look for modules in one. List the modules themselves.'
      : 'It registers no component.',
  ];
}

/** Which components of a module replace others or are replaced, of one with the same code and version. */
export function replacementsOf(tried: TriedModule, all: TriedModules): string[] {
  return tried.components.flatMap((component) => twins(component, tried, all));
}

/** Of two components with one code and version SOPS has the one that was registered last. */
function twins(component: LoadedComponent, tried: TriedModule, all: TriedModules): string[] {
  const { before, last } = all.twinsOf(component, tried);
  const called = `"${component.code}" version ${component.version}`;
  const nameOf = (module: TriedModule): string =>
    module.task === tried.task ? nameIn(module) : `${nameIn(module)} of ${module.task.source.name}`;
  return [
    ...(before
      ? [
          `Its component ${called} silently replaces that of ${nameOf(before)}. Give one of them another code or version.`,
        ]
      : []),
    ...(last ? [`Its component ${called} is silently replaced by that of ${nameOf(last)}.`] : []),
  ];
}

function form({ code, hasForm, embedded }: LoadedComponent): string[] {
  return hasForm && !embedded
    ? [
        `The form of "${code}" stays blank: SOPS serves no static files of a remote package. Write the form's text into "form" and set "embedded_form = True".`,
      ]
    : [];
}

function leavings({ trial, unseen }: TriedModule): string[] {
  const forks = trial?.is === 'loaded' ? trial.loaded.forks : 0;
  return [
    ...(forks > 0 ? ['It forks the process while it is imported: SOPS would go on in each of them.'] : []),
    ...(unseen > 0 ? [`It printed ${unseen} bytes more than are kept.`] : []),
  ];
}
