import { isOfSops } from '../taken-names';
import { rootsOf } from './source-task';
import { missingName, modelWithoutApp } from './explain-imports';
import { explainPlace } from './explain-place';
import type { Explanation, FailedModule } from './explanation';
import { removedName } from './removed-names';

/** What bamboo-pipeline brings along although SOPS has it at its root too. */
const HERE = new Set(['bamboo_engine', 'celery', 'django', 'pipeline']);

/** What a module's failure means: the first that has something to say of it (bamboo-pipeline 4.0.4). */
export function explainFailure(failed: FailedModule): Explanation {
  for (const explain of EXPLAINERS) {
    const explanation = explain(failed);
    if (explanation) {
      return explanation;
    }
  }
  return { what: 'The module raised it while it was imported.', next: 'Mend it in the module' };
}

/** How a module is written shows in its name, whatever that leads to. */
function misspelt({ module }: FailedModule): Explanation | undefined {
  if (/[,;\s]/.test(module.trim())) {
    return {
      what: `"${module}" is one text with several modules, and SOPS imports it as one name.`,
      next: 'Write each module as an item of its own',
    };
  }
  if (module !== module.trim()) {
    return {
      what: `"${module}" begins or ends with a blank, which is a part of the name.`,
      next: 'Take the blank out',
    };
  }
  return undefined;
}

/** A root package that Python finds by itself comes before that of the source, and its own modules are looked for there. */
function shadowed({ error, module }: FailedModule): Explanation | undefined {
  const root = module.split('.')[0] ?? '';
  return error.shadow === undefined || error.shadow === null
    ? undefined
    : {
        what: `"${root}" is a package that Python finds by itself as well (${error.shadow}), and SOPS takes that for the root package.`,
        next: 'Rename the root package of the source',
      };
}

function notFound(failed: FailedModule): Explanation | undefined {
  const { error, module, task } = failed;
  const name = error.type === 'ModuleNotFoundError' ? error.name : undefined;
  if (name === undefined || name === null) {
    return undefined;
  }
  const root = name.split('.')[0] ?? '';
  const roots = rootsOf(task);
  const isListed = error.frames.length === 0;
  return (
    (isListed ? notDeclared(module, roots) : undefined) ??
    repeated(name, roots) ??
    requirement(root, failed) ??
    ofSops(root) ??
    (roots.includes(root)
      ? { what: `Python finds no "${name}": what stands before its last name is a module and no package.` }
      : {
          what: `"${name}" is neither in a root package of this source nor installed for SOPS.`,
          next: `Declare "${root}" under "packages" if the source has it; else take the import out, or ask for it in the image of SOPS`,
        })
  );
}

function notDeclared(module: string, roots: readonly string[]): Explanation | undefined {
  if (module.length === 1 && !roots.includes(module)) {
    return {
      what: '"modules" is a text, and SOPS takes each letter of it for a module.',
      next: 'Write a list of modules',
    };
  }
  const root = module.split('.')[0] ?? '';
  return roots.includes(root)
    ? undefined
    : {
        what: `The loader of SOPS looks only for root packages that are keys of "packages", and "${root}" is none.`,
        next:
          roots.length === 0
            ? `Declare "${root}" under "packages"`
            : `Declare "${root}" under "packages" beside ${roots.join(', ')}, or correct the module`,
      };
}

function repeated(name: string, roots: readonly string[]): Explanation | undefined {
  const segments = name.split('.');
  const last = segments.at(-1) ?? '';
  return roots.includes(segments[0] ?? '') && segments.indexOf(last) < segments.length - 1
    ? {
        what: `The loader of SOPS declines a name whose last part stands in it before, as "${last}" does in "${name}".`,
        next: `Rename the module, so that "${last}" comes once`,
      }
    : undefined;
}

function requirement(root: string, failed: FailedModule): Explanation | undefined {
  const listed = failed.asked.flatMap(({ late, requirements }) =>
    requirements.filter(({ line, fits }) => !fits && nameOf(line) === nameOf(root)).map(({ line }) => ({ line, late })),
  );
  const inTime = listed.find(({ late }) => !late);
  const known = inTime ?? listed[0];
  const why = failed.installed
    .map(({ failures }) => failures.get(known?.line ?? ''))
    .find((each) => each !== undefined);
  if (!known) {
    return undefined;
  }
  if (!inTime) {
    return {
      what: `SOPS installs "${known.line}" of "__requirements__" only after the body of the module that lists it, and goes on when that fails.`,
      next: `List it in the root package and import "${root}" in a module that is loaded later, or have it in the image of SOPS`,
    };
  }
  return why === undefined
    ? {
        what: `SOPS installs "${known.line}" of "__requirements__" before it imports "${root}", and nothing is installed here unless that is asked for.`,
        next: 'Load it once more with its requirements installed ("load --install")',
        isKnownToSopsAlone: true,
        isInstallable: true,
      }
    : { what: `SOPS installs "${known.line}" of "__requirements__" before that, which cannot be done here. ${why}` };
}

/** A distribution's name as the index compares it, without its version. */
function nameOf(line: string): string {
  return (/^[\w.-]+/.exec(line.trim())?.[0] ?? '').toLowerCase().replace(/[-_.]+/g, '-');
}

function ofSops(root: string): Explanation | undefined {
  return isOfSops(root) && !HERE.has(root)
    ? {
        what: `"${root}" is a part of SOPS itself, which is not here: whether the module loads shows only there.`,
        isKnownToSopsAlone: true,
      }
    : undefined;
}

function syntax({ error }: FailedModule): Explanation | undefined {
  if (!error.syntax) {
    return undefined;
  }
  const { message, syntax, type } = error;
  if (syntax.text.startsWith('<')) {
    return {
      what: 'The address answered with a page instead of the file, most often one to log in: the loader of SOPS sends no credentials.',
      next: 'Give the raw address of a repository that everybody may read, or use another type of source',
    };
  }
  if (
    /Missing parentheses in call|multiple exception types must be parenthesized|leading zeros in decimal/.test(message)
  ) {
    return { what: 'The module is written for Python 2, and SOPS runs Python 3.11.', next: 'Write it for Python 3' };
  }
  return type === 'TabError'
    ? { what: 'Its lines are indented with tabs and blanks, which Python 3 does not mix.', next: 'Indent with blanks' }
    : { what: `The line is no Python 3.11: ${syntax.text}`, next: 'Correct the line' };
}

function removed({ error }: FailedModule): Explanation | undefined {
  const name = /^cannot import name '(\w+)'/.exec(error.message)?.[1] ?? error.name?.split('.').at(-1);
  const found =
    name === undefined || !['ImportError', 'ModuleNotFoundError'].includes(error.type) ? undefined : removedName(name);
  return (
    found && {
      what: `Django has no "${name ?? ''}" since ${found.since}, and SOPS runs Django 4.2.`,
      next: `Import "${found.instead}" instead`,
    }
  );
}

/** The bound is that of our own process, and SOPS has another (runtime/loading/supervised.py). */
export const OUT_OF_MEMORY = 'Here a process that loads packages has 4 GB of memory, and this asked for more.';

function memory({ error }: FailedModule): Explanation | undefined {
  return error.type === 'MemoryError'
    ? { what: OUT_OF_MEMORY, next: 'Let the module or its source take less while it is imported' }
    : undefined;
}

function metaclass({ error }: FailedModule): Explanation | undefined {
  const [, component, what] = /^component (\S+) (name|code|service) can't be empty/.exec(error.message) ?? [];
  if (component !== undefined && error.type === 'ValueError') {
    return what === 'service'
      ? {
          what: `The component ${component} has no "bound_service" that is a class derived from Service.`,
          next: 'Write "bound_service" with the class of its service, not with an instance',
        }
      : {
          what: `The component ${component} has no "${what ?? ''}", which SOPS knows it by.`,
          next: `Give it a "${what ?? ''}"`,
        };
  }
  if (error.type === 'TypeError' && error.message.includes('issubclass() arg 1 must be a class')) {
    return { what: '"bound_service" is no class.', next: 'Write the class of the service, not an instance' };
  }
  const name = error.type === 'NameError' ? /^name '(\w+)' is not defined/.exec(error.message)?.[1] : undefined;
  return name === undefined
    ? undefined
    : { what: `Nothing is called "${name}" where it is used.`, next: `Define or import "${name}" before that line` };
}

function settings({ error }: FailedModule): Explanation | undefined {
  const name = /^Settings object has no attribute (\w+)/.exec(error.message)?.[1];
  return name === undefined
    ? undefined
    : {
        what: `The settings of "pipeline.conf" have no "${name}".`,
        next: 'Import "settings" from "gcloud.conf", as the plugins of SOPS do',
      };
}

const EXPLAINERS: readonly ((failed: FailedModule) => Explanation | undefined)[] = [
  misspelt,
  shadowed,
  notFound,
  explainPlace,
  syntax,
  memory,
  removed,
  missingName,
  modelWithoutApp,
  metaclass,
  settings,
];
