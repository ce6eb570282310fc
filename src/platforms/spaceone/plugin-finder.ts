import type { Files } from '../../base/files';
import { basename, dirname, isInside, join, relative } from '../../base/paths';
import type { Plugin, PluginFinder } from '../../catalog/plugin';
import { parseDockerfile, resolve, type Dockerfile } from './dockerfile';
import { readDeclaration, type Declaration } from './handlers';
import { parseSetupFile } from './setup-file';
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
export const pluginFinder: PluginFinder = {
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
};

/**
 * The folder that a marker's path speaks for. A package under `src` belongs to the folder above `src`; elsewhere a
 * namespace package belongs to the folder that holds the namespace, and a single package with `main.py` to itself
 * (as `spaceone create-project` writes it) until the folder around it shows itself as the plugin by a marker of its own.
 */
function folderOf(marker: string): string | undefined {
  const folder = dirname(marker);
  switch (basename(marker)) {
    case 'Dockerfile':
      return folder;
    case 'setup.py':
      return basename(folder) === 'src' ? dirname(folder) : folder;
    case 'pip_requirements.txt':
      return dirname(folder);
    default: {
      const found = packageOf(marker);
      return found && folderOfPackage(found);
    }
  }
}

/** A package that a declaring file shows. */
interface PackageFolder {
  readonly style: Style;
  readonly folder: string;
  readonly sourceRoot: string;
}

function packageOf(marker: string): PackageFolder | undefined {
  const style = (Object.keys(declarations) as Style[]).find((name) => marker.endsWith(`/${declarations[name]}`));
  const folder = style && marker.slice(0, -declarations[style].length - 1);
  // The service packages keep the patterns of `spaceone create-project` beside their plugin libraries.
  return folder && !/\/plugin\/\w+\/skeleton$/.test(folder)
    ? { style, folder, sourceRoot: sourceRootOf(style, folder) }
    : undefined;
}

/** What holds the package or its namespace; a folder `spaceone` above a `main.py` counts as namespace only under `src`. */
function sourceRootOf(style: Style, packageFolder: string): string {
  const parent = dirname(packageFolder);
  const isNamespace = NAMESPACES.includes(basename(parent));
  return isNamespace && (style !== 'PluginServer' || basename(dirname(parent)) === 'src') ? dirname(parent) : parent;
}

const NAMESPACES: readonly string[] = ['spaceone', 'cloudforet'];

function folderOfPackage({ style, folder, sourceRoot }: PackageFolder): string {
  if (basename(sourceRoot) === 'src') {
    return dirname(sourceRoot);
  }
  return style === 'PluginServer' ? folder : sourceRoot;
}

function ancestors(folder: string, count: number): string[] {
  const found: string[] = [];
  for (let above = dirname(folder); found.length < count && above !== found.at(-1); above = dirname(above)) {
    found.push(above);
  }
  return found;
}

/** The plugin of a folder: as its Dockerfile starts it, else as its tree shows it. */
export async function readPlugin(folder: string, files: Files): Promise<SpaceonePlugin | undefined> {
  const image = await readImage(folder, files);
  const served = image && (await servedBy(image, folder, files));
  const found = served ?? (await inTree(folder, files));
  if (!found) {
    return undefined;
  }
  const setupFile = await firstThere([join(folder, 'setup.py'), join(found.sourceRoot, 'setup.py')], files);
  const setup = parseSetupFile((setupFile && (await files.read(setupFile))) ?? '');
  const version = (await readVersion([found.sourceRoot, folder], files)) ?? setup.version;
  return {
    platform: 'spaceone',
    folder,
    name: setup.name ?? basename(folder),
    type: found.declaration.type,
    ...(version && { version }),
    style: found.style,
    entry: found.declaration.entry,
    handlers: found.declaration.handlers,
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

/** The folder's own Dockerfile, else one a folder deeper (`docker/Dockerfile`) whose build context this folder is. */
async function readImage(folder: string, files: Files): Promise<Image | undefined> {
  const own = await imageOf(join(folder, 'Dockerfile'), files);
  if (own) {
    return own;
  }
  for (const file of await files.find(folder, ['*/Dockerfile'])) {
    const image = await imageOf(file, files);
    if (image && (await servedBy(image, folder, files))) {
      return image;
    }
  }
  return undefined;
}

async function imageOf(file: string, files: Files): Promise<Image | undefined> {
  const text = await files.read(file);
  const dockerfile = text === undefined ? undefined : parseDockerfile(text);
  return dockerfile && { file, dockerfile };
}

/** What an image starts, found again in the folder that it is built from. */
async function servedBy({ dockerfile }: Image, folder: string, files: Files): Promise<Found | undefined> {
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
  const inImage = [sourceRoot ?? '.', ...modulePaths].map((path) => resolve(dockerfile.workdir, path));
  const mapped = inImage.flatMap((path) => dockerfile.sourcesOf(path));
  const paths = [...mapped, sourceRoot ?? '', 'src', ''].filter((path) => !path.startsWith('/'));
  return [...new Set(paths.map((path) => inFolder(folder, path)))];
}

function inFolder(folder: string, path: string): string {
  return join(folder, ...resolve('/', path).split('/').slice(1));
}

async function serverOptions(
  command: ServerCommand,
  dockerfile: Dockerfile,
  { folder, sourceRoot }: { folder: string; sourceRoot: string },
  files: Files,
): Promise<ServerOptions> {
  const places = (path: string): string[] =>
    dockerfile.sourcesOf(resolve(dockerfile.workdir, path)).map((source) => inFolder(folder, source));
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
async function inTree(folder: string, files: Files): Promise<Found | undefined> {
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
  for (const candidate of packages) {
    const around = packages.some(
      ({ folder: other }) => other !== candidate.folder && isInside(other, candidate.folder),
    );
    if (around || !(await owns(folder, candidate, files))) {
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
async function owns(folder: string, candidate: PackageFolder, files: Files): Promise<boolean> {
  const owner = await ownerOf(candidate, files);
  return owner === folder || (candidate.folder === folder && !(await isProject(owner, files)));
}

async function isProject(folder: string, files: Files): Promise<boolean> {
  const signs = ['Dockerfile', 'setup.py', 'src/setup.py', 'pkg/pip_requirements.txt'];
  return (
    (await firstThere(
      signs.map((sign) => join(folder, sign)),
      files,
    )) !== undefined
  );
}

/** The plugin folder to which a package belongs, with what stands around it. */
async function ownerOf(candidate: PackageFolder, files: Files): Promise<string> {
  for (const above of ancestors(candidate.folder, 4)) {
    const image = await imageOf(join(above, 'Dockerfile'), files);
    const served = image && (await servedBy(image, above, files));
    if (served && join(served.sourceRoot, ...served.package.split('.')) === candidate.folder) {
      return above;
    }
  }
  const folder = folderOfPackage(candidate);
  const around = dirname(folder);
  return folder === candidate.folder && (await isProject(around, files)) ? around : folder;
}

async function readVersion(folders: readonly string[], files: Files): Promise<string | undefined> {
  for (const folder of folders) {
    const line = (await files.read(join(folder, 'VERSION')))?.trim().split('\n')[0]?.trim();
    if (line) {
      return line;
    }
  }
  return undefined;
}

function firstThere(candidates: readonly string[], files: Files): Promise<string | undefined> {
  return firstOf(candidates, async (file) => (await files.read(file)) !== undefined);
}

async function firstOf<T>(candidates: readonly T[], fits: (candidate: T) => Promise<boolean>): Promise<T | undefined> {
  for (const candidate of candidates) {
    if (await fits(candidate)) {
      return candidate;
    }
  }
  return undefined;
}
