import { affordable } from '../../base/budget';
import type { Files } from '../../base/files';
import { basename, dirname, isInside, isInsideAny, join, relative } from '../../base/paths';
import type { Lack, Plugin, PluginFinder } from '../../catalog/plugin';
import type { Dockerfile } from './dockerfile';
import { readDeclaration, type Declaration } from './handlers';
import { ancestors, folderOf, folderOfPackage, packageOf, type PackageFolder } from './package-folders';
import { resolve } from './image-sources';
import { SourceFiles } from './source-files';
import { declarations, serverCommandOf, type ServerCommand, type Style } from './style';

/** A plugin with all that starting it and setting it up needs. */
export interface SpaceonePlugin extends Plugin {
  readonly platform: 'spaceone';
  readonly style: Style;
  /** Dotted. */
  readonly package: string;
  /** The folder on Python's path that holds the package. */
  readonly sourceRoot: string;
  readonly dockerfile?: string;
  readonly setupFile?: string;
  /** What its Dockerfile gives to the server beside package and port; paths are those of the workspace. */
  readonly server: ServerOptions;
}

export interface ServerOptions {
  readonly workingFolder?: string;
  readonly appPath?: string;
  readonly configFile?: string;
  readonly modulePaths: readonly string[];
  readonly worker?: string;
}

/** Finds SpaceONE plugins of all three styles. */
export const pluginFinder: PluginFinder<SpaceonePlugin> = {
  platform: 'spaceone',
  markers: [
    '**/Dockerfile',
    '**/setup.py',
    '**/pkg/pip_requirements.txt',
    '**/conf/proto_conf.py',
    '**/interface/grpc/__init__.py',
    '**/main.py',
  ],
  folderOf,
  read: readPlugin,
  sought: 'a folder with a gRPC server on spaceone-core',
  lack: lackOfFolder,
};

/** For looking at files of other folders, which cost a plugin nothing of its own and never make it unreadable. */
const STEPS_FOR_NEIGHBOURS = 1_000_000;

/**
 * The plugin of a folder: as its Dockerfile starts it, else as its tree shows it.
 * @throws BudgetSpent when its files ask for more work than any real ones
 */
export async function readPlugin(folder: string, disk: Files): Promise<SpaceonePlugin | undefined> {
  const files = new SourceFiles(disk);
  const neighbours = new SourceFiles(disk, STEPS_FOR_NEIGHBOURS);
  const own = await imageOf(join(folder, 'Dockerfile'), files);
  const image = own ?? (await affordable(() => deeperImage(folder, neighbours)));
  const served = image && (await servedBy(image, folder, files));
  const found = served ?? (await inTree(folder, files, neighbours));
  if (!found) {
    return undefined;
  }
  const setupFile = await firstThere([join(folder, 'setup.py'), join(found.sourceRoot, 'setup.py')], files);
  const setup = setupFile === undefined ? undefined : await files.setupFile(setupFile);
  const version = (await readVersion([found.sourceRoot, folder], files)) ?? setup?.version;
  return {
    platform: 'spaceone',
    folder,
    name: setup?.name ?? basename(folder),
    type: found.declaration.type,
    ...(version && { version }),
    style: found.style,
    facts: [found.style],
    entry: { file: found.declaration.entry },
    methods: found.declaration.methods,
    parts: [],
    package: found.package,
    sourceRoot: found.sourceRoot,
    ...(image && { dockerfile: image.file }),
    ...(setupFile && { setupFile }),
    server: found.server,
  };
}

interface Found {
  readonly style: Style;
  readonly package: string;
  readonly sourceRoot: string;
  readonly declaration: Declaration;
  readonly server: ServerOptions;
}

interface Image {
  readonly file: string;
  readonly dockerfile: Dockerfile;
}

/** A Dockerfile one folder deeper (`docker/Dockerfile`) whose build context this folder is. */
async function deeperImage(folder: string, files: SourceFiles): Promise<Image | undefined> {
  for (const file of await files.find(folder, ['*/Dockerfile'])) {
    const image = await affordable(() => imageOf(file, files));
    if (image && (await affordable(() => servedBy(image, folder, files)))) {
      return image;
    }
  }
  return undefined;
}

async function imageOf(file: string, files: SourceFiles): Promise<Image | undefined> {
  const dockerfile = await files.dockerfile(file);
  return dockerfile && { file, dockerfile };
}

/** What an image starts, found again in the folder that it is built from. */
async function servedBy({ dockerfile }: Image, folder: string, files: SourceFiles): Promise<Found | undefined> {
  const command = serverCommandOf(dockerfile);
  if (!command) {
    return undefined;
  }
  const place = { package: command.package, style: command.style, appModule: command.appPath?.split(':')[0] };
  for (const sourceRoot of sourceRoots(command, dockerfile, folder)) {
    const declaration = await readDeclaration({ ...place, sourceRoot }, files);
    if (declaration) {
      const server = await serverOptions(command, dockerfile, { folder, sourceRoot }, files);
      return { style: command.style, package: command.package, sourceRoot, declaration, server };
    }
  }
  return undefined;
}

/** Where the package can lie: as the image has it (`-s` seen from its working folder), then `src`, then the folder itself. */
function sourceRoots({ sourceRoot, modulePaths }: ServerCommand, dockerfile: Dockerfile, folder: string): string[] {
  const mapped = [sourceRoot ?? '.', ...modulePaths].flatMap((path) => dockerfile.sourcesOf(path));
  const paths = [...mapped, sourceRoot ?? '', 'src', ''].filter((path) => !path.startsWith('/'));
  return [...new Set(paths.map((path) => inFolder(folder, path)))];
}

/** A path that never leads out of the folder. */
function inFolder(folder: string, path: string): string {
  return join(folder, resolve('/', path).slice(1));
}

async function serverOptions(
  command: ServerCommand,
  dockerfile: Dockerfile,
  { folder, sourceRoot }: { folder: string; sourceRoot: string },
  files: SourceFiles,
): Promise<ServerOptions> {
  const places = (path: string): string[] => dockerfile.sourcesOf(path).map((source) => inFolder(folder, source));
  const holdsFiles = async (candidate: string): Promise<boolean> =>
    (await files.find(candidate, ['*', '*/*'])).length > 0;
  const configFile = command.configFile && (await firstThere(places(command.configFile), files));
  const modulePaths: string[] = [];
  for (const path of command.modulePaths) {
    const place = await firstOf(places(path), holdsFiles);
    if (place && place !== sourceRoot) {
      modulePaths.push(place);
    }
  }
  const workingFolder = places('.').find((place) => place !== sourceRoot && isInside(place, sourceRoot));
  return {
    modulePaths,
    ...(workingFolder && { workingFolder }),
    ...(command.appPath && { appPath: command.appPath }),
    ...(configFile && { configFile }),
    ...(command.worker && /^\d+$/.test(command.worker) && { worker: command.worker }),
  };
}

/** The first package of the folder that declares a plugin; one inside another, as in a platform service, does not count. */
async function inTree(folder: string, files: SourceFiles, neighbours: SourceFiles): Promise<Found | undefined> {
  const depths = (file: string, least: number, most: number): string[] =>
    Array.from({ length: most - least + 1 }, (_, index) => '*/'.repeat(index + least) + file);
  const markers = await files.find(folder, [
    ...depths(declarations.PROTO, 0, 4),
    ...depths(declarations.GRPCServer, 0, 4),
    ...depths(declarations.PluginServer, 0, 4),
  ]);
  const packages = markers
    .flatMap((marker) => packageOf(marker) ?? [])
    .sort((a, b) => a.folder.length - b.folder.length || ORDER.indexOf(a.style) - ORDER.indexOf(b.style));
  const folders = new Set(packages.map((each) => each.folder));
  for (const candidate of packages) {
    const isInAnother = isInsideAny(folders, dirname(candidate.folder));
    if (isInAnother || !(await owns(folder, candidate, neighbours))) {
      continue;
    }
    const { style, sourceRoot } = candidate;
    const place = { style, sourceRoot, package: relative(sourceRoot, candidate.folder).replaceAll('/', '.') };
    const declaration = await readDeclaration(place, files);
    if (declaration) {
      return { ...place, declaration, server: { modulePaths: [] } };
    }
  }
  return undefined;
}

const ORDER: readonly Style[] = ['PROTO', 'GRPCServer', 'PluginServer'];

/** True when the package is the folder's; a package in a folder `src` of many projects is its own. */
async function owns(folder: string, candidate: PackageFolder, files: SourceFiles): Promise<boolean> {
  const owner = await ownerOf(candidate, files);
  return owner === folder || (candidate.folder === folder && !(await affordable(() => isProject(owner, files))));
}

async function isProject(folder: string, files: SourceFiles): Promise<boolean> {
  const signs = ['Dockerfile', 'setup.py', 'src/setup.py', 'pkg/pip_requirements.txt'];
  return (
    (await firstThere(
      signs.map((sign) => join(folder, sign)),
      files,
    )) !== undefined
  );
}

/** The plugin folder to which a package belongs, with what stands around it. */
async function ownerOf(candidate: PackageFolder, files: SourceFiles): Promise<string> {
  for (const above of ancestors(candidate.folder, 4)) {
    const served = await affordable(async () => {
      const image = await imageOf(join(above, 'Dockerfile'), files);
      return image && servedBy(image, above, files);
    });
    if (served && join(served.sourceRoot, served.package.replaceAll('.', '/')) === candidate.folder) {
      return above;
    }
  }
  const folder = folderOfPackage(candidate);
  const around = dirname(folder);
  return folder === candidate.folder && (await affordable(() => isProject(around, files))) ? around : folder;
}

async function readVersion(folders: readonly string[], files: SourceFiles): Promise<string | undefined> {
  for (const folder of folders) {
    const line = (await files.read(join(folder, 'VERSION')))?.trim().split('\n')[0]?.trim();
    if (line) {
      return line;
    }
  }
  return undefined;
}

/** What the folder's declaring file lacks, where a Dockerfile of ours or the signs of a project around a package show one. */
async function lackOfFolder(folder: string, disk: Files): Promise<Lack | undefined> {
  const files = new SourceFiles(disk);
  return affordable(async () => {
    const image = (await imageOf(join(folder, 'Dockerfile'), files)) ?? (await deeperServer(folder, files));
    const command = image && serverCommandOf(image.dockerfile);
    if (image && command) {
      const roots = sourceRoots(command, image.dockerfile, folder);
      const file = `${command.package.replaceAll('.', '/')}/${declarations[command.style]}`;
      const entry = await firstThere(
        roots.map((root) => join(root, file)),
        files,
      );
      return entry === undefined
        ? {
            what: `the package ${command.package}, which its Dockerfile starts, has no ${declarations[command.style]}`,
            where: { file: image.file },
          }
        : lackOf(command.style, entry, folder);
    }
    if (!(await isProject(folder, files))) {
      return undefined;
    }
    const globs = Object.values(declarations).flatMap((file) => [`src/*/${file}`, `src/spaceone/*/${file}`]);
    const [found] = (await files.find(folder, globs)).flatMap((file) => {
      const style = packageOf(file)?.style;
      return style ? [{ style, file }] : [];
    });
    return found && lackOf(found.style, found.file, folder);
  });
}

async function deeperServer(folder: string, files: SourceFiles): Promise<Image | undefined> {
  for (const file of await files.find(folder, ['*/Dockerfile'])) {
    const image = await imageOf(file, files);
    if (image && serverCommandOf(image.dockerfile)) {
      return image;
    }
  }
  return undefined;
}

function lackOf(style: Style, entry: string, folder: string): Lack {
  const makes: Readonly<Record<Style, string>> = {
    PROTO: 'names no service of a plugin in PROTO',
    GRPCServer: 'makes no GRPCServer with a service of a plugin',
    PluginServer: 'makes no PluginServer',
  };
  return { what: `${relative(folder, entry)} ${makes[style]}`, where: { file: entry } };
}

function firstThere(candidates: readonly string[], files: SourceFiles): Promise<string | undefined> {
  return firstOf(candidates, (file) => files.isThere(file));
}

async function firstOf<T>(candidates: readonly T[], fits: (candidate: T) => Promise<boolean>): Promise<T | undefined> {
  for (const candidate of candidates) {
    if (await fits(candidate)) {
      return candidate;
    }
  }
  return undefined;
}
