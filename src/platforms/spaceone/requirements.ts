import type { Files } from '../../base/files';
import { basename, dirname, isInside, join, relative } from '../../base/paths';
import type { EnvironmentPlan, InstallStep } from '../../runtime/python/environment-plan';
import { PipOption } from '../../runtime/python/pip-option';
import { Requirement } from '../../runtime/python/requirement';
import type { WrittenRequirement } from '../../runtime/python/written-requirement';
import type { Dockerfile } from './dockerfile';
import { changedPackages, pythonOfImage } from './image-changes';
import { pipInstalls, type PipInstall } from './pip-lines';
import type { SpaceonePlugin } from './plugin-finder';
import { importedByTests, servicePackages } from './plugin-imports';
import { linesOf } from './requirement-files';
import type { SetupFile } from './setup-file';
import { SourceFiles } from './source-files';
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
const PYTEST = Requirement.of('pytest');
const NO_DEPENDENCIES = [PipOption.flag('--no-deps')];
const PRERELEASES = [PipOption.flag('--pre')];

/** Requirements files that count even where no Dockerfile names them. */
const CONVENTIONAL = ['pkg/pip_requirements.txt', 'pip_requirements.txt', 'requirements.txt'];

/**
 * What a plugin's environment needs: framework, service package, its own requirements from all places, debugger, test
 * library.
 * @throws BudgetSpent when its files ask for more work than any real ones
 */
export async function environmentPlan(plugin: SpaceonePlugin, files: Files): Promise<EnvironmentPlan> {
  const notes: string[] = [];
  const sources = new SourceFiles(files);
  const own = await ownRequirements(plugin, sources, notes);
  const image = plugin.dockerfile === undefined ? undefined : await sources.dockerfile(plugin.dockerfile);
  const line = image && pythonOfImage(image);
  const services = await servicePackages(plugin, files, notes);
  const generation = framework[generationOf(plugin.style)];
  const brought = services.map((name) => Requirement.of(name + generation.services));
  const base = [...generation.packages, ...brought, SETUPTOOLS, DEBUGGER].map((wanted) => own.pinned(wanted));
  const names = new Set(base.flatMap(({ name }) => name ?? []));
  const testing = await importedByTests(plugin, files, notes);
  const usesTester = testing.has('spaceone.tester');
  const usesPytest = testing.has('pytest') && !own.requirements.some(({ name }) => name === PYTEST.name);
  const tester = own.pinned(TESTER);
  const rest = own.requirements.filter((requirement) => !isCovered(requirement, names));
  const required = [...base, ...rest, ...(usesPytest ? [PYTEST] : []), ...(usesTester ? [tester] : [])];
  return {
    ...(line !== undefined && { rather: line }),
    steps: [
      { title: `SpaceONE framework ${generationOf(plugin.style)}`, requirements: base },
      ...own.steps(names),
      // What it requires is the framework, which must stay as it is.
      ...(usesPytest ? [{ title: PYTEST.line, requirements: [PYTEST] }] : []),
      ...(usesTester ? [{ title: TESTER.line, options: NO_DEPENDENCIES, requirements: [tester] }] : []),
    ],
    // None of them is the framework's own limit, so each gives way to what the plugin asks for.
    constraints: [],
    preferences: [...generation.packages, PROTOBUF, SETUPTOOLS].filter((preference) => !own.overrules(preference)),
    pins: {
      file: `spaceone/${generationOf(plugin.style)}.txt`,
      except: [...new Set(own.requirements.flatMap(({ name }) => name ?? []))],
    },
    requires: [...new Set(required.map(({ line }) => line))],
    written: own.written,
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
    /** All of them, where they stand. */
    readonly written: readonly WrittenRequirement[],
  ) {}

  /** All that have a name. */
  get requirements(): Requirement[] {
    return this.written.map(({ requirement }) => requirement).filter(({ name }) => name !== undefined);
  }

  /** The plugin's own requirement of a package where it names versions, else the given one. */
  pinned(wanted: Requirement): Requirement {
    return this.requirements.find(({ name, specifier }) => name === wanted.name && specifier !== '') ?? wanted;
  }

  /** True when the plugin itself names the one version that it wants, or one above those that a bound `<N` allows. */
  overrules({ name, specifier }: Requirement): boolean {
    const limit = Number(/<(\d+)/.exec(specifier)?.[1]);
    return this.requirements.some(
      (own) =>
        own.name === name &&
        (own.specifier.includes('==') ||
          [...own.specifier.matchAll(/(?:>=|~=|>)\s*(\d+)/g)].some(([, major]) => Number(major) >= limit)),
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

async function ownRequirements(plugin: SpaceonePlugin, files: SourceFiles, notes: string[]): Promise<OwnRequirements> {
  const dockerfile = plugin.dockerfile === undefined ? undefined : await files.dockerfile(plugin.dockerfile);
  const installs = dockerfile ? pipInstalls(dockerfile.runs) : [];
  notes.push(...(dockerfile ? changedPackages(dockerfile) : []));
  const fileSteps = new Map<string, InstallStep>();
  const fromFiles: WrittenRequirement[] = [];
  const fromImage: WrittenRequirement[] = [];
  const addFile = async (file: string, how: Pick<InstallStep, 'options' | 'constraints'> = {}): Promise<void> => {
    const lines = fileSteps.has(file) ? undefined : await linesOf(file, files);
    if (lines && lines.count > 0) {
      fileSteps.set(file, { title: relative(plugin.folder, file), files: [file], ...how });
      lines.requirements.forEach((requirement) => fromFiles.push(requirement));
    }
  };
  const imageLines: ImageLine[] = [];
  for (const install of installs) {
    const { options } = install;
    if (install.lacksAnd) {
      notes.push(
        `Line ${install.line} of the Dockerfile lacks && before "pip install": the image gets packages called pip and install instead. The environment is set up as it was meant.`,
      );
    }
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
    const requirements = requirementsOfInstall(install, notes);
    imageLines.push({ options, constraints, requirements, pre: install.pre });
    const at = { file: plugin.dockerfile ?? plugin.folder, line: install.line };
    fromImage.push(...requirements.map((requirement) => ({ requirement, at })));
    noteLocals(install, plugin, dockerfile, notes);
  }
  for (const name of CONVENTIONAL) {
    await addFile(join(plugin.folder, name));
    await addFile(join(plugin.sourceRoot, name));
  }
  const setup = plugin.setupFile === undefined ? undefined : await files.setupFile(plugin.setupFile);
  const title = plugin.setupFile ? relative(plugin.folder, plugin.setupFile) : 'setup.py';
  const fromSetup = requirementsOfSetup(setup, plugin.setupFile ?? title, title, notes);
  const requirements = fromSetup.map(({ requirement }) => requirement);
  const written = [...fromFiles, ...fromImage, ...fromSetup];
  return new OwnRequirements([...fileSteps.values()], imageLines, { title, requirements }, written);
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

function requirementsOfSetup(
  setup: SetupFile | undefined,
  file: string,
  title: string,
  notes: string[],
): WrittenRequirement[] {
  return (setup?.requires ?? []).flatMap(({ text, line }) => {
    const requirement = Requirement.read(text);
    if (!requirement && text !== '') {
      notes.push(`${title} requires ${JSON.stringify(text)}, which is no requirement; it is left out.`);
    }
    return requirement ? [{ requirement, at: { file, line } }] : [];
  });
}

/** Paths of those constraints files of the image that the workspace has. */
async function constraintsOf(
  install: PipInstall,
  plugin: SpaceonePlugin,
  dockerfile: Dockerfile | undefined,
  files: SourceFiles,
  notes: string[],
): Promise<string[]> {
  const found: string[] = [];
  for (const written of install.constraints) {
    const file = await inWorkspace(written, install, plugin, dockerfile, files);
    if (file) {
      await linesOf(file, files);
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
  files: SourceFiles,
): Promise<string | undefined> {
  const mapped = dockerfile?.sourcesOf(path, workdir).map((source) => join(folder, source)) ?? [];
  const named = ['pkg', ''].map((part) => join(folder, part, basename(path)));
  for (const file of [...mapped, ...named, join(sourceRoot, basename(path))]) {
    if (isInside(folder, file) && (await files.isThere(file))) {
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
    const sources = dockerfile?.sourcesOf(withoutExtras(local), workdir).map((source) => join(folder, source)) ?? [];
    if (own === undefined || !sources.includes(own)) {
      notes.push(`The Dockerfile installs ${local} from its own files; it is left out.`);
    }
  }
}

/** `path[extra]` without what is in brackets at its end. */
function withoutExtras(path: string): string {
  const open = path.indexOf('[');
  return open < 0 || !path.endsWith(']') ? path : path.slice(0, open);
}
