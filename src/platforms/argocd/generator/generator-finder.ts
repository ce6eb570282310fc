import type { Files } from '../../../base/files';
import { basename, dirname, isInside, join, withAncestors } from '../../../base/paths';
import { isAbort, type FilePlace } from '../../../base/workbench-error';
import type { Plugin, PluginFinder } from '../../../catalog/plugin';
import { SETTINGS_FILE } from './generator-settings';
import { manifestsOf, mayHoldConnections, type GeneratorManifests } from './generator-manifests';
import { endings, isTest, languageOf, type Language } from './languages';
import { servedRouteIn } from './served-route';

/** A plugin generator: code that serves it, its manifests, or both. */
export interface GeneratorPlugin extends Plugin {
  readonly platform: 'argocd';
  /** Undefined for one of which only the manifests are here. */
  readonly code: GeneratorCode | undefined;
  readonly manifests: GeneratorManifests;
}

export interface GeneratorCode {
  readonly language: Language['title'];
  readonly runs: Language['runs'];
  /** Where its route is served. */
  readonly route: Required<FilePlace>;
}

/** The one call of every generator. */
export const EXECUTE = 'getparams.execute';

const PROJECT_FILES = [
  SETTINGS_FILE,
  'Dockerfile',
  'go.mod',
  'package.json',
  'pyproject.toml',
  'requirements.txt',
  'Cargo.toml',
  'Gemfile',
  'pom.xml',
  'build.gradle',
  'build.gradle.kts',
  'composer.json',
];

/** How files are called in which a server alone in its folder stands. */
const SERVER_NAMES = [
  'main',
  'app',
  'index',
  'server',
  'plugin',
  'generator',
  'handler',
  '*server*',
  '*plugin*',
  '*generator*',
  '*argo*',
];

/** How deep below its folder the code of a server lies. */
const DEPTHS = ['', '*/', '*/*/', '*/*/*/'];
/** Names of files in which a route stands most often. */
const LIKELY = /main|app|index|serv|plugin|generator|handler|rout|api|http|argo|execute|param|control/i;
/** Sources of one folder that are looked at, the nearest first: a workspace may have hundreds of projects. */
const MOST_LIKELY = 60;
const MOST_OTHERS = 20;

/** Finds generators by the route that their code serves, and by ConfigMaps that ApplicationSets are told their servers by. */
export const generatorFinder: PluginFinder<GeneratorPlugin> = {
  platform: 'argocd',
  markers: [
    ...PROJECT_FILES.map((name) => `**/${name}`),
    ...SERVER_NAMES.flatMap((name) => endings.map((ending) => `**/${name}.${ending}`)),
    ...['yaml', 'yml'].map((ending) => `**/*.${ending}`),
  ],
  folderOf: (marker) => (/\.ya?ml$/.test(marker) && !mayHoldConnections(marker) ? undefined : dirname(marker)),
  hangsOn: (folder, file) => /\.ya?ml$/.test(file) && isInside(dirname(folder), file),
  read: readGenerator,
  sought: `a folder with an HTTP server of ${EXECUTE} or the ConfigMap of one`,
};

/** The generator of a folder: a project's with its sources below it, that of a source alone, or one that only manifests show. */
export async function readGenerator(folder: string, files: Files): Promise<GeneratorPlugin | undefined> {
  const around = await projectAround(folder, files);
  const code = around === undefined || around === folder ? await codeIn(folder, around === folder, files) : undefined;
  if (code) {
    return generator(folder, code, await manifestsOf(folder, files));
  }
  const manifests = await manifestsOf(folder, files, 'itself');
  const isOfCode = manifests.connections.length > 0 && (await belongsToCode(folder, files));
  return manifests.connections.length > 0 && !isOfCode ? generator(folder, undefined, manifests) : undefined;
}

function generator(
  folder: string,
  code: GeneratorCode | undefined,
  manifests: GeneratorManifests,
): GeneratorPlugin | undefined {
  const [connection] = manifests.connections;
  const entry = code?.route ?? connection?.place;
  return (
    entry && {
      platform: 'argocd',
      folder,
      name: code ? basename(folder) : (connection?.name ?? basename(folder)),
      type: 'generator',
      facts: factsOf(code, manifests),
      entry,
      methods: code ? [{ name: EXECUTE, ...code.route }] : [],
      parts: [
        ...manifests.connections.map(({ name, place }) => ({ sort: 'connection', name, ...place })),
        ...manifests.sets.map(({ name, place }) => ({ sort: 'ApplicationSet', name, ...place })),
      ],
      code,
      manifests,
    }
  );
}

function factsOf(code: GeneratorCode | undefined, { connections, sets }: GeneratorManifests): string[] {
  const used = sets.length === 1 ? 'used by one ApplicationSet' : `used by ${sets.length} ApplicationSets`;
  return [
    code?.language ?? 'no code here',
    ...(connections.length === 0
      ? ['no ConfigMap here']
      : [sets.length === 0 ? 'used by no ApplicationSet here' : used]),
  ];
}

/** The code of a folder: where it is a project also what lies below, up to the next project. */
async function codeIn(folder: string, isProject: boolean, files: Files): Promise<GeneratorCode | undefined> {
  const found = await files.find(
    folder,
    (isProject ? DEPTHS : ['']).map((depth) => `${depth}*`),
  );
  const isOfProject = (file: string): boolean => PROJECT_FILES.includes(basename(file)) && dirname(file) !== folder;
  const inner = new Set(found.filter(isOfProject).map((file) => dirname(file)));
  const sources = found.filter(
    (file) =>
      languageOf(file) && !isTest(file, folder) && ![...withAncestors(dirname(file))].some((each) => inner.has(each)),
  );
  sources.sort((one, other) => one.split('/').length - other.split('/').length);
  const isLikely = (file: string): boolean => LIKELY.test(basename(file));
  const nearest = [
    ...sources.filter(isLikely).slice(0, MOST_LIKELY),
    ...sources.filter((file) => !isLikely(file)).slice(0, MOST_OTHERS),
  ];
  for (const file of nearest) {
    const language = languageOf(file);
    const line = language && (await routeLineIn(file, files));
    if (language && line !== undefined) {
      return { language: language.title, runs: language.runs, route: { file, line } };
    }
  }
  const settings = isProject ? await files.read(join(folder, SETTINGS_FILE)).catch(() => undefined) : undefined;
  return settings === undefined
    ? undefined
    : { language: 'its own command', runs: undefined, route: { file: join(folder, SETTINGS_FILE), line: 1 } };
}

/** The 1-based line; undefined for a file that serves nothing, or cannot be read. */
async function routeLineIn(file: string, files: Files): Promise<number | undefined> {
  const text = await files.read(file).catch((error: unknown) => {
    if (isAbort(error)) {
      throw error;
    }
    return undefined;
  });
  const at = text === undefined ? undefined : servedRouteIn(text);
  return at === undefined ? undefined : (text ?? '').slice(0, at).split('\n').length;
}

/** The nearest project in whose sources a folder lies; undefined when there is none. */
async function projectAround(folder: string, files: Files): Promise<string | undefined> {
  for (const above of [...withAncestors(folder)].slice(0, DEPTHS.length)) {
    if ((await files.find(above, PROJECT_FILES).catch(() => [])).length > 0) {
      return above;
    }
  }
  return undefined;
}

/** True for manifests beside the code of a generator, or below it: they are shown with it. */
async function belongsToCode(folder: string, files: Files): Promise<boolean> {
  for (const above of [...withAncestors(folder)].slice(0, DEPTHS.length)) {
    const found = await codeIn(above, true, files).catch(() => undefined);
    if (found) {
      return true;
    }
  }
  return false;
}
