import type { Files } from '../../base/files';
import { basename, dirname, isInside, join, relative } from '../../base/paths';
import type { EnvironmentPlan, InstallStep } from '../../runtime/python/environment-plan';
import { PipOption } from '../../runtime/python/pip-option';
import { Requirement, requirementLines } from '../../runtime/python/requirement';
import { statements } from '../../runtime/python/source';
import { imports } from '../../runtime/python/structure';
import { parseDockerfile, resolve, type Dockerfile } from './dockerfile';
import { pipInstalls, type PipInstall } from './pip-lines';
import type { SpaceonePlugin } from './plugin-finder';
import { parseSetupFile } from './setup-file';
import { generationOf } from './style';

/**
 * The framework of each generation as the index has it: 1.x ends with 1.12, 2.0 is the stable line; both pin protobuf 3.
 * `pkg_resources`, which 1.x needs to start and 2.0 for its ServerInfo service, left setuptools with release 81.
 */
const framework = {
  '1.x': {
    packages: ['spaceone-core>=1.12,<2', 'spaceone-api>=1.12,<2'].map((line) => Requirement.of(line)),
    services: '>=1.0,<2',
  },
  // The plugin server classes of most services are only in development builds: the prerelease in the specifier
  // admits them for this one package and for no other.
  '2.0': {
    packages: ['spaceone-core>=2.0,<3', 'spaceone-api>=2.0,<3'].map((line) => Requirement.of(line)),
    services: '>=2.0.dev0,<3',
  },
} as const;
const SETUPTOOLS = Requirement.of('setuptools<81');
const PROTOBUF = Requirement.of('protobuf<4');
const DEBUGGER = Requirement.of('debugpy');
const TESTER = Requirement.of('spaceone-tester');
const NO_DEPENDENCIES = [PipOption.flag('--no-deps')];
const PRERELEASES = [PipOption.flag('--pre')];

/** Services whose package is in no public index. */
const UNPUBLISHED = ['alert_manager'];

/** Requirements files that count even where no Dockerfile names them. */
const CONVENTIONAL = ['pkg/pip_requirements.txt', 'pip_requirements.txt', 'requirements.txt'];

/** What a plugin's environment needs: framework, service package, its own requirements from all places, debugger, test library. */
export async function environmentPlan(plugin: SpaceonePlugin, files: Files): Promise<EnvironmentPlan> {
  const notes: string[] = [];
  const own = await ownRequirements(plugin, files, notes);
  const services = await servicePackages(plugin, files, notes);
  const generation = framework[generationOf(plugin.style)];
  const brought = services.map((name) => Requirement.of(name + generation.services));
  const base = [...generation.packages, ...brought, SETUPTOOLS, DEBUGGER].map((wanted) => own.pinned(wanted));
  const names = new Set(base.flatMap(({ name }) => name ?? []));
  const usesTester = await importsTester(plugin, files);
  const tester = own.pinned(TESTER);
  const rest = own.requirements.filter((requirement) => !isCovered(requirement, names));
  const required = [...base, ...rest, ...(usesTester ? [tester] : [])];
  return {
    steps: [
      { title: `SpaceONE framework ${generationOf(plugin.style)}`, requirements: base },
      ...own.steps(names),
      // What it requires is the framework, which must stay as it is.
      ...(usesTester ? [{ title: TESTER.line, options: NO_DEPENDENCIES, requirements: [tester] }] : []),
    ],
    constraints: generation.packages,
    preferences: [PROTOBUF, SETUPTOOLS].filter((preference) => !own.exceeds(preference)),
    requires: [...new Set(required.map(({ line }) => line))],
    notes,
  };
}

/** True for what the first step has installed already. */
function isCovered({ name }: Requirement, names: ReadonlySet<string>): boolean {
  return name !== undefined && names.has(name);
}

/** The packages of one `pip install` of the Dockerfile. */
interface ImageLine extends Pick<InstallStep, 'options' | 'constraints'> {
  readonly requirements: readonly Requirement[];
  readonly pre: boolean;
}

/** What the plugin itself asks for: requirements files, the Dockerfile's `pip install`, setup.py. */
class OwnRequirements {
  constructor(
    private readonly fileSteps: readonly InstallStep[],
    private readonly imageLines: readonly ImageLine[],
    private readonly setup: { readonly title: string; readonly requirements: readonly Requirement[] },
    private readonly fromFiles: readonly Requirement[],
  ) {}

  /** All that have a name. */
  get requirements(): Requirement[] {
    const all = [
      ...this.fromFiles,
      ...this.imageLines.flatMap(({ requirements }) => requirements),
      ...this.setup.requirements,
    ];
    return all.filter(({ name }) => name !== undefined);
  }

  /** The plugin's own requirement of a package where it names versions, else the given one. */
  pinned(wanted: Requirement): Requirement {
    return this.requirements.find(({ name, specifier }) => name === wanted.name && specifier !== '') ?? wanted;
  }

  /** True when the plugin asks for a version above the one that a constraint `name<N` allows. */
  exceeds({ name, specifier }: Requirement): boolean {
    const limit = specifier.slice(1);
    return this.requirements.some(
      (own) =>
        own.name === name &&
        [...own.specifier.matchAll(/(?:>=|==|~=|>)(\d+)/g)].some(([, major]) => Number(major) >= Number(limit)),
    );
  }

  /** The steps that bring what the first one has not. */
  steps(covered: ReadonlySet<string>): InstallStep[] {
    const missing = (all: readonly Requirement[]): Requirement[] => all.filter((each) => !isCovered(each, covered));
    const image = this.imageLines.map(({ pre, requirements, ...how }): InstallStep => {
      const wanted = missing(requirements);
      const title = wanted.map(({ line }) => line).join(' ');
      // `--pre` for one package alone, so that its dependencies stay stable.
      return { title, ...how, requirements: pre ? wanted.map((each) => each.admittingPrereleases()) : wanted };
    });
    const setup = { title: this.setup.title, requirements: missing(this.setup.requirements) };
    return [...this.fileSteps, ...[...image, setup].filter(({ requirements }) => requirements?.length !== 0)];
  }
}

async function ownRequirements(plugin: SpaceonePlugin, files: Files, notes: string[]): Promise<OwnRequirements> {
  const text = plugin.dockerfile && (await files.read(plugin.dockerfile));
  const dockerfile = text ? parseDockerfile(text) : undefined;
  const installs = dockerfile ? pipInstalls(dockerfile.runs) : [];
  const fileSteps = new Map<string, InstallStep>();
  const fromFiles: Requirement[] = [];
  const addFile = async (file: string, how: Pick<InstallStep, 'options' | 'constraints'> = {}): Promise<void> => {
    const lines = fileSteps.has(file) ? undefined : await linesOf(file, files);
    if (lines && lines.count > 0) {
      fileSteps.set(file, { title: relative(plugin.folder, file), files: [file], ...how });
      fromFiles.push(...lines.requirements);
    }
  };
  const imageLines: ImageLine[] = [];
  for (const install of installs) {
    const { options } = install;
    const constraints = await constraintsOf(install, plugin, dockerfile, files, notes);
    const admitting = install.pre ? [...PRERELEASES, ...options] : options;
    for (const written of install.files) {
      const file = await inWorkspace(written, install, plugin, dockerfile, files);
      if (file) {
        await addFile(file, { options: admitting, constraints });
      } else {
        notes.push(`The Dockerfile installs ${written}, which is not in the workspace.`);
      }
    }
    imageLines.push({ options, constraints, requirements: requirementsOfInstall(install, notes), pre: install.pre });
    noteLocals(install, plugin, dockerfile, notes);
  }
  for (const name of CONVENTIONAL) {
    await addFile(join(plugin.folder, name));
    await addFile(join(plugin.sourceRoot, name));
  }
  const setup = parseSetupFile((plugin.setupFile && (await files.read(plugin.setupFile))) ?? '');
  const title = plugin.setupFile ? relative(plugin.folder, plugin.setupFile) : 'setup.py';
  const requirements = requirementsOfSetup(setup.requires, title, notes);
  return new OwnRequirements([...fileSteps.values()], imageLines, { title, requirements }, fromFiles);
}

/** An environment has a pip of its own, which is new enough. */
function requirementsOfInstall({ requirements }: PipInstall, notes: string[]): Requirement[] {
  return requirements.flatMap((word) => {
    const requirement = Requirement.readArgument(word);
    if (!requirement) {
      notes.push(
        word.includes('$')
          ? `The Dockerfile installs ${word}, whose value is only known when the image is built.`
          : `The Dockerfile installs ${JSON.stringify(word)}, which is no requirement; it is left out.`,
      );
    }
    return requirement && requirement.name !== 'pip' ? [requirement] : [];
  });
}

function requirementsOfSetup(lines: readonly string[], title: string, notes: string[]): Requirement[] {
  return lines.flatMap((line) => {
    const requirement = Requirement.read(line);
    if (!requirement && line !== '') {
      notes.push(`${title} requires ${JSON.stringify(line)}, which is no requirement; it is left out.`);
    }
    return requirement ? [requirement] : [];
  });
}

/** Paths of those constraints files of the image that the workspace has. */
async function constraintsOf(
  install: PipInstall,
  plugin: SpaceonePlugin,
  dockerfile: Dockerfile | undefined,
  files: Files,
  notes: string[],
): Promise<string[]> {
  const found: string[] = [];
  for (const written of install.constraints) {
    const file = await inWorkspace(written, install, plugin, dockerfile, files);
    if (file) {
      found.push(file);
    } else {
      notes.push(`The Dockerfile constrains versions by ${written}, which is not in the workspace.`);
    }
  }
  return found;
}

/** The workspace's file that an image knows by a path; by its name alone where the Dockerfile does not tell. */
async function inWorkspace(
  path: string,
  { workdir }: PipInstall,
  { folder, sourceRoot }: SpaceonePlugin,
  dockerfile: Dockerfile | undefined,
  files: Files,
): Promise<string | undefined> {
  const mapped = dockerfile?.sourcesOf(resolve(workdir, path)).map((source) => join(folder, source)) ?? [];
  const named = ['pkg', ''].map((part) => join(folder, part, basename(path)));
  for (const file of [...mapped, ...named, join(sourceRoot, basename(path))]) {
    if (isInside(folder, file) && (await files.read(file)) !== undefined) {
      return file;
    }
  }
  return undefined;
}

/** The plugin's own folder is not installed: it runs from its source, and its setup.py is read for what it requires. */
function noteLocals(
  { locals, workdir }: PipInstall,
  { folder, setupFile }: SpaceonePlugin,
  dockerfile: Dockerfile | undefined,
  notes: string[],
): void {
  const own = setupFile === undefined ? undefined : dirname(setupFile);
  for (const local of locals) {
    const path = resolve(workdir, local.replace(/\[.*\]$/, ''));
    const sources =
      dockerfile?.sourcesOf(path).map((source) => join(folder, ...source.split('/').filter(Boolean))) ?? [];
    if (own === undefined || !sources.includes(own)) {
      notes.push(`The Dockerfile installs ${local} from its own files; it is left out.`);
    }
  }
}

/** The requirements in a file and those that it refers to, and how many lines there are in all. */
async function linesOf(
  file: string,
  files: Files,
  seen = new Set<string>(),
): Promise<{ requirements: Requirement[]; count: number } | undefined> {
  const text = seen.has(file) ? undefined : await files.read(file);
  if (text === undefined) {
    return undefined;
  }
  seen.add(file);
  const requirements: Requirement[] = [];
  let count = 0;
  for (const line of requirementLines(text)) {
    count++;
    if (line.is === 'requirement') {
      requirements.push(line.requirement);
    } else if (line.is === 'file') {
      requirements.push(...((await linesOf(beside(file, line.path), files, seen))?.requirements ?? []));
    }
  }
  return { requirements, count };
}

/** A path as a requirements file writes it, seen from its folder; a drive's letter stays in front. */
function beside(file: string, path: string): string {
  return resolve(dirname(file), path).replace(/^\/(?=[A-Za-z]:\/)/, '');
}

/** Packages of the services whose modules the plugin imports and neither brings itself nor has from the framework. */
async function servicePackages({ sourceRoot }: SpaceonePlugin, files: Files, notes: string[]): Promise<string[]> {
  const sources = await files.find(sourceRoot, ['**/*.py']);
  const own = (...parts: string[]): boolean => {
    const path = join(sourceRoot, 'spaceone', ...parts);
    return sources.some((file) => file === `${path}.py` || isInside(path, file));
  };
  const services = new Set<string>();
  for (const module of await importedModules(sources, files)) {
    const [namespace, service = '', part] = module.split('.');
    const isBrought = own(service) && (part !== 'plugin' || own(service, 'plugin'));
    if (namespace === 'spaceone' && service && !['core', 'api', 'tester'].includes(service) && !isBrought) {
      services.add(service);
    }
  }
  return [...services].sort().flatMap((service) => {
    if (UNPUBLISHED.includes(service)) {
      notes.push(`The plugin imports spaceone.${service}, which no package of the public index brings.`);
      return [];
    }
    return [`spaceone-${service.replaceAll('_', '-')}`];
  });
}

async function importsTester({ folder }: SpaceonePlugin, files: Files): Promise<boolean> {
  const sources = await files.find(folder, ['{test,tests}/**/*.py', 'src/{test,tests}/**/*.py']);
  return (await importedModules(sources, files)).some((module) => /^spaceone\.tester(\.|$)/.test(module));
}

async function importedModules(sources: readonly string[], files: Files): Promise<string[]> {
  const found = await Promise.all(
    sources.map(async (file) => {
      const text = (await files.read(file)) ?? '';
      // Most files do not name the framework at all.
      return text.includes('spaceone')
        ? imports(statements(text)).map(({ module, name }) =>
            name && /^spaceone(\.\w+)?$/.test(module) ? `${module}.${name}` : module,
          )
        : [];
    }),
  );
  return found.flat();
}
