import { isObject, type Json, type JsonObject } from '../../../../base/json';
import { setOwn } from '../../../../base/own-key';
import { ControllerError, saying } from '../../calls/controller-error';
import { textAt } from './cluster-generators';
import type { GeneratorContext, RepositoryContent } from './generator-context';
import { addValues } from './own-values';
import { flattened, type ParameterSet } from './parameter-set';
import { sanitizedName } from './sanitized-name';
import type { Templates } from '../rendering/templates';

interface PathItem {
  readonly path: string;
  readonly isExcluded: boolean;
}

/**
 * What a git generator makes of the folders or files of a repository (argo-cd v3.5.7, `applicationset/generators/git.go`).
 * @throws ControllerError
 */
export async function gitSets(
  generator: JsonObject,
  { outside, templates }: GeneratorContext,
): Promise<ParameterSet[]> {
  const [directories, files] = [itemsAt(generator, 'directories'), itemsAt(generator, 'files')];
  if (directories.length === 0 && files.length === 0) {
    throw new ControllerError('ApplicationSet is empty');
  }
  const repository = await outside.repository(textAt(generator, 'repoURL'), textAt(generator, 'revision'));
  return saying('error generating params from git', () =>
    directories.length > 0
      ? ofFolders(foldersOf(repository), directories, generator, templates)
      : ofFiles(repository, files, generator, templates),
  );
}

function itemsAt(generator: JsonObject, key: string): PathItem[] {
  const items = generator[key];
  return (Array.isArray(items) ? items : [])
    .filter((item) => isObject(item))
    .map((item) => ({ path: textAt(item, 'path'), isExcluded: item['exclude'] === true }));
}

/** All folders but hidden ones and what is in these. */
function foldersOf({ paths, folders = [] }: RepositoryContent): string[] {
  const found = new Set(folders);
  for (const path of paths) {
    const parts = path.split('/').slice(0, -1);
    parts.forEach((_, index) => found.add(parts.slice(0, index + 1).join('/')));
  }
  return [...found].filter((folder) => !folder.split('/').some((part) => part.startsWith('.'))).sort();
}

async function ofFolders(
  folders: readonly string[],
  items: readonly PathItem[],
  generator: JsonObject,
  templates: Templates,
): Promise<ParameterSet[]> {
  const sets: ParameterSet[] = [];
  const patterns = items.map((item) => ({ ...item, pattern: patternOf(item.path, '[^/]') }));
  for (const folder of folders) {
    if (isChosen(folder, patterns)) {
      const set: ParameterSet = {};
      addPath(set, folder, generator, templates);
      await saying('error generating params from apps: failed to append templated values', () =>
        addValues(generator, set, templates),
      );
      sets.push(set);
    }
  }
  return sets;
}

async function ofFiles(
  repository: RepositoryContent,
  items: readonly PathItem[],
  generator: JsonObject,
  templates: Templates,
): Promise<ParameterSet[]> {
  // A path of git: without wildcards a file or all in a folder, with them a star goes over slashes.
  const patterns = items.map((item) => ({
    ...item,
    pattern: /[*?[]/.test(item.path)
      ? patternOf(item.path.replace(/\*+/g, '*'), '[\\s\\S]')
      : new RegExp(`^${escaped(item.path.replace(/\/$/, ''))}(?:/[\\s\\S]*)?$`),
  }));
  const chosen = repository.paths.filter((path) => isChosen(path, patterns));
  const sets: ParameterSet[] = [];
  for (const path of chosen.sort()) {
    const place = `unable to process file '${path}' from repository '${textAt(generator, 'repoURL')}'`;
    sets.push(...(await saying(place, async () => ofFile(path, await repository.read(path), generator, templates))));
  }
  return sets;
}

/** True for a path that an item takes and none excludes. */
function isChosen(path: string, items: readonly { readonly pattern: RegExp; readonly isExcluded: boolean }[]): boolean {
  const fitting = items.filter(({ pattern }) => pattern.test(path));
  return fitting.length > 0 && fitting.every(({ isExcluded }) => !isExcluded);
}

async function ofFile(
  path: string,
  text: string,
  generator: JsonObject,
  templates: Templates,
): Promise<ParameterSet[]> {
  const sets: ParameterSet[] = [];
  for (const found of await objectsIn(text, templates)) {
    const set: ParameterSet = templates.style.goTemplate ? { ...found } : Object.fromEntries(flattened(found));
    const slash = path.lastIndexOf('/');
    addPath(set, slash < 0 ? '.' : path.slice(0, slash), generator, templates, path.slice(slash + 1));
    await saying('failed to append templated values', () => addValues(generator, set, templates));
    sets.push(set);
  }
  return sets;
}

/** A file is one object or a list of them. */
async function objectsIn(text: string, templates: Templates): Promise<JsonObject[]> {
  try {
    return [(await templates.yaml(text)) as JsonObject];
  } catch (error) {
    if (!(error instanceof ControllerError)) {
      throw error;
    }
  }
  const items = (await saying('unable to parse file', () => templates.yaml(text, 'list'))) as Json[];
  return items.map((item) => (isObject(item) ? item : {}));
}

/** What a template can ask of the path; the prefix stands in front of it. */
function addPath(
  set: ParameterSet,
  folder: string,
  generator: JsonObject,
  { style }: Templates,
  filename?: string,
): void {
  const prefix = textAt(generator, 'pathParamPrefix');
  const basename = folder.slice(folder.lastIndexOf('/') + 1);
  const names = {
    basename,
    basenameNormalized: sanitizedName(basename),
    ...(filename !== undefined && { filename, filenameNormalized: sanitizedName(filename) }),
  };
  const segments = folder.split('/');
  if (style.goTemplate) {
    const path = { path: folder, ...names, segments };
    setOwn<unknown>(set, prefix === '' ? 'path' : prefix, prefix === '' ? path : { path });
    return;
  }
  const name = prefix === '' ? 'path' : `${prefix}.path`;
  setOwn<unknown>(set, name, folder);
  Object.entries(names).forEach(([key, value]) => setOwn<unknown>(set, `${name}.${key}`, value));
  segments.forEach((segment, index) => segment !== '' && setOwn<unknown>(set, `${name}[${index}]`, segment));
}

/** A pattern of Go's `path.Match`, or of git, by what a star stands for. */
function patternOf(glob: string, any: string): RegExp {
  let pattern = '';
  for (let at = 0; at < glob.length; at += 1) {
    const char = glob.charAt(at);
    const close = char === '[' ? glob.indexOf(']', at + 1) : -1;
    if (close > 0) {
      pattern += `[${glob.slice(at + 1, close).replace(/^!/, '^')}]`;
      at = close;
    } else if (char === '*' || char === '?') {
      pattern += char === '*' ? `${any}*` : any;
    } else {
      at += char === '\\' ? 1 : 0;
      pattern += escaped(glob.charAt(at));
    }
  }
  return new RegExp(`^${pattern}$`);
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
}
