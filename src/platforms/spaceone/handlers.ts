import { join } from '../../base/paths';
import type { Method } from '../../catalog/plugin';
import type { Statement, Token } from '../../runtime/python/source';
import {
  absoluteModule,
  assigned,
  classes,
  imports,
  type Import,
  type PythonClass,
} from '../../runtime/python/structure';
import { setOfLibrary, setOfServices, type ServiceSet } from './service-sets';
import type { SourceFiles } from './source-files';
import { declarations, type Style } from './style';

/** What a plugin's source says that it serves. */
export interface Declaration {
  readonly type: string;
  readonly entry: string;
  readonly methods: readonly Method[];
}

/** Where a package lies and which module declares its services. */
export interface PackagePlace {
  readonly sourceRoot: string;
  readonly package: string;
  readonly style: Style;
  /** The module of `-a MODULE:app`. */
  readonly appModule?: string | undefined;
}

/** Reads what a package declares; undefined when it serves no plugin API, as an ordinary project or a platform service. */
export async function readDeclaration(place: PackagePlace, files: SourceFiles): Promise<Declaration | undefined> {
  const module = place.appModule?.replaceAll('{package}', place.package) ?? declaringModule(place);
  const entry = await findModule(place.sourceRoot, module, files);
  if (!entry) {
    return undefined;
  }
  return place.style === 'PluginServer' ? routesOf(entry, place, files) : servicersOf(entry, place, files);
}

function declaringModule({ package: name, style }: PackagePlace): string {
  return `${name}.${declarations[style].replace(/(\/__init__)?\.py$/, '').replaceAll('/', '.')}`;
}

interface Module {
  readonly name: string;
  readonly file: string;
  readonly source: readonly Statement[];
}

/** Longer than the dotted name of any module. */
const LONGEST_NAME = 255;

async function findModule(root: string, name: string, files: SourceFiles): Promise<Module | undefined> {
  if (name.length > LONGEST_NAME) {
    return undefined;
  }
  const path = join(root, name.split('.').filter(Boolean).join('/'));
  for (const file of [`${path}.py`, `${path}/__init__.py`]) {
    const source = await files.source(file);
    if (source) {
      return { name, file, source };
    }
  }
  return undefined;
}

function importsOf({ name, file, source }: Module): Import[] {
  const isPackage = file.endsWith('/__init__.py');
  return imports(source).map((found) => ({ ...found, module: absoluteModule(found.module, name, isPackage) }));
}

// --- PluginServer: functions with a route ---

const SERVER_CLASS = /\.\w*PluginServer$/;

/** The routes of the entry and of the plugin's own modules that it imports. */
async function routesOf(entry: Module, place: PackagePlace, files: SourceFiles): Promise<Declaration | undefined> {
  const own = place.package.split('.')[0] ?? '';
  const modules = [entry, ...(await importedModules(entry, own, place.sourceRoot, files))];
  const server = modules.flatMap(importsOf).find(isServerImport);
  if (!server) {
    return undefined;
  }
  const methods = lastOfEach(modules.flatMap(routes));
  const services = methods.map(({ name }) => serviceOf(name));
  const type = setOfLibrary(server.module) ?? setOfServices(services);
  return { type: type?.type ?? unknownType(server.module, services), entry: entry.file, methods };
}

/** The framework or a service package brings the server class, by its name or in its module `….lib.server`. */
function isServerImport({ module, name }: Import): boolean {
  const full = name === undefined ? module : `${module}.${name}`;
  return (
    /^(spaceone|cloudforet)\./.test(module) && (SERVER_CLASS.test(full) || /\.plugin\.\w+\.lib\.server$/.test(full))
  );
}

/** A library nobody knows yet still names its service and kind. */
function unknownType(module: string, services: readonly string[]): string {
  const [, owner, kind] = /^\w+\.(\w+)\.plugin\.(\w+)/.exec(module) ?? [];
  const pascal = kind?.replace(/(?:^|_)(\w)/g, (_, letter: string) => letter.toUpperCase());
  return owner && pascal ? `${owner}.${pascal}` : (services[0] ?? 'unknown');
}

async function importedModules(entry: Module, own: string, root: string, files: SourceFiles): Promise<Module[]> {
  const names = importsOf(entry)
    .filter(({ module }) => module.split('.')[0] === own)
    .flatMap(({ module, name }) => [module, ...(name && name !== '*' ? [`${module}.${name}`] : [])])
    .filter((name) => name !== entry.name);
  const found: Module[] = [];
  for (const name of new Set(names)) {
    const module = await findModule(root, name, files);
    if (module) {
      found.push(module);
    }
  }
  return found;
}

function routes({ file, source }: Module): Method[] {
  return source.flatMap(({ tokens, line }) =>
    tokens.flatMap((token, index): Method[] => {
      const isRoute = token.text === 'route' && tokens[index - 1]?.text === '.' && tokens[index + 1]?.text === '(';
      const path = isRoute ? routePath(tokens, index + 2) : undefined;
      return path !== undefined && /^[A-Z]\w*\.[A-Za-z]\w*$/.test(path) ? [{ name: path, file, line }] : [];
    }),
  );
}

/** The first argument of a call, or `plugin_method=`, as one text. */
function routePath(tokens: readonly Token[], first: number): string | undefined {
  const isNamed = tokens[first]?.text === 'plugin_method' && tokens[first + 1]?.text === '=';
  const start = isNamed ? first + 2 : first;
  let end = start;
  while (tokens[end]?.kind === 'string') {
    end += 1;
  }
  const parts = tokens.slice(start, end);
  return parts.length > 0 && parts.every(({ formatted }) => !formatted)
    ? parts.map(({ text }) => text).join('')
    : undefined;
}

/** The framework keeps the function that was routed last. */
function lastOfEach(methods: readonly Method[]): Method[] {
  return [...new Map(methods.map((method) => [method.name, method])).values()];
}

/** `Collector` of `Collector.collect`. */
function serviceOf(name: string): string {
  return name.slice(0, name.indexOf('.'));
}

// --- PROTO and GRPCServer: servicer classes ---

/** Servicer classes that the entry names and that stand for an API of `spaceone.api.<owner>.plugin`. */
async function servicersOf(entry: Module, place: PackagePlace, files: SourceFiles): Promise<Declaration | undefined> {
  const named = place.style === 'PROTO' ? protoMap(entry) : addedServices(entry);
  const modules = new Map<string, ApiModule | undefined>();
  const servicers = new Map<PythonClass, Servicer>();
  for (const { module: name, name: own } of named) {
    const module = modules.has(name) ? modules.get(name) : await readApiModule(name, place.sourceRoot, files);
    modules.set(name, module);
    const servicer = module?.classes.get(own);
    if (module && servicer) {
      servicers.set(servicer, { owner: module.owner, file: module.file, own: servicer });
    }
  }
  return declarationOf([...servicers.values()], entry);
}

function declarationOf(servicers: readonly Servicer[], entry: Module): Declaration | undefined {
  const owner = servicers[0]?.owner;
  if (!owner) {
    return undefined;
  }
  const type = setOfServices(
    servicers.map(({ own }) => own.name),
    owner,
  );
  return {
    type: type?.type ?? `${owner}.${servicers[0]?.own.name ?? ''}`,
    entry: entry.file,
    methods: servicers.flatMap(({ own, file }) => methodsOf(own, file, type)),
  };
}

interface Servicer {
  readonly owner: string;
  readonly file: string;
  readonly own: PythonClass;
}

interface ServicerName {
  readonly module: string;
  readonly name: string;
}

/** `PROTO = {'module': ['Class', …], …}`. */
function protoMap({ source }: Module): ServicerName[] {
  const tokens = assigned(source, 'PROTO') ?? [];
  let module = '';
  return tokens.flatMap(({ kind, text }, index) => {
    if (kind !== 'string') {
      return [];
    }
    if (tokens[index + 1]?.text === ':') {
      module = text;
      return [];
    }
    return module ? [{ module, name: text }] : [];
  });
}

/** `app.add_service(Class)` with the module from which the class is imported. */
function addedServices(entry: Module): ServicerName[] {
  const known = new Map(
    importsOf(entry)
      .reverse()
      .map((found) => [found.local, found]),
  );
  return entry.source.flatMap(({ tokens }) => {
    const start = tokens.findIndex(({ text }, index) => text === 'add_service' && tokens[index + 1]?.text === '(');
    const end = tokens.findIndex(({ text }, index) => index > start && text === ')');
    const argument =
      start < 0
        ? ''
        : tokens
            .slice(start + 2, end)
            .map(({ text }) => text)
            .join('');
    const cut = argument.lastIndexOf('.');
    const found = known.get(cut < 0 ? argument : argument.slice(0, cut));
    if (!argument) {
      return [];
    }
    if (!found) {
      return [{ module: entry.name, name: argument }];
    }
    const { module, name } = found;
    return cut < 0
      ? [{ module, name: name ?? argument }]
      : [{ module: name ? `${module}.${name}` : module, name: argument.slice(cut + 1) }];
  });
}

/** A module with servicers of one API. */
interface ApiModule {
  readonly file: string;
  /** The platform service whose API it implements. */
  readonly owner: string;
  readonly classes: ReadonlyMap<string, PythonClass>;
}

async function readApiModule(name: string, root: string, files: SourceFiles): Promise<ApiModule | undefined> {
  const found = await findModule(root, name, files);
  const owner =
    found &&
    importsOf(found)
      .map((taken) => API_MODULE.exec(`${taken.module}.${taken.name ?? ''}`)?.[1])
      .find((candidate) => candidate !== undefined);
  if (!found || owner === undefined) {
    return undefined;
  }
  // Of two classes with one name the first is taken.
  const known = classes(found.source).reverse();
  return { file: found.file, owner, classes: new Map(known.map((own) => [own.name, own])) };
}

const API_MODULE = /^(?:spaceone|cloudforet)\.api\.(\w+)\.plugin(?:\.|$)/;

const NOT_A_METHOD = /^(staticmethod|classmethod|property|.*\.setter)$/;

function methodsOf(own: PythonClass, file: string, type: ServiceSet | undefined): Method[] {
  const known = type?.services[own.name];
  return own.methods
    .filter(({ name, decorators }) =>
      known
        ? known.includes(name)
        : !name.startsWith('_') && !decorators.some((decorator) => NOT_A_METHOD.test(decorator)),
    )
    .map(({ name, line }) => ({ name: `${own.name}.${name}`, file, line }));
}
