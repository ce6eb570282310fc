import type { Files } from '../../../base/files';
import { isObject, jsonIn } from '../../../base/json';
import { basename, dirname, join, relative } from '../../../base/paths';
import type { GeneratorPlugin } from './generator-finder';
import { endings, isTest } from './languages';

/** What is started of a generator: a file, or an application object that a server of its framework runs. */
export type EntryPoint =
  | { readonly is: 'module'; readonly cwd: string; readonly module: string }
  | {
      readonly is: 'application';
      readonly cwd: string;
      readonly server: 'uvicorn' | 'flask';
      readonly module: string;
      readonly name: string;
    }
  | { readonly is: 'file'; readonly cwd: string; readonly file: string; readonly options: readonly string[] }
  | { readonly is: 'package'; readonly cwd: string; readonly path: string };

/** Sources of one generator that are looked at for what starts it. */
const MOST_SOURCES = 60;

/** A source of a generator with its text. */
export interface SourceText {
  readonly file: string;
  readonly text: string;
}

/** The sources of a generator, that of its route first. */
export async function sourcesOf({ folder, code }: GeneratorPlugin, files: Files): Promise<SourceText[]> {
  const route = code?.route.file ?? folder;
  const ending = route.slice(route.lastIndexOf('.') + 1);
  const wanted = endings.includes(ending) ? [ending] : endings;
  const globs = ['', '*/', '*/*/', '*/*/*/'].flatMap((depth) => wanted.map((each) => `${depth}*.${each}`));
  const found = (await files.find(folder, globs)).filter((file) => file !== route && !isTest(file, folder));
  const all = [route, ...found].slice(0, MOST_SOURCES);
  const texts = await Promise.all(
    all.map(async (file) => ({ file, text: (await files.read(file).catch(() => undefined)) ?? '' })),
  );
  return texts.filter(({ text }) => text !== '');
}

/** What starts a generator in Python: the file that runs when it is run, or the application of its framework. */
export function pythonEntry(sources: readonly SourceText[], folder: string): EntryPoint | undefined {
  const script =
    sources.find(({ text }) => /__name__\s*==\s*["']__main__["']/.test(text) && STARTS_PYTHON.test(text)) ??
    sources.find(({ text }) => STARTS_PYTHON.test(text)) ??
    sources.find(({ file }) => basename(file) === '__main__.py');
  if (script) {
    return moduleOf(script.file, sources, folder);
  }
  for (const { file, text } of sources) {
    const [, name = '', framework = ''] =
      /^(\w+)\s*(?::[^=\n]{0,80})?=\s*(?:\w+\.)?(FastAPI|Starlette|Litestar|Quart|Flask)\(/m.exec(text) ?? [];
    if (name !== '') {
      const { cwd, module } = moduleOf(file, sources, folder);
      return { is: 'application', cwd, server: framework === 'Flask' ? 'flask' : 'uvicorn', module, name };
    }
  }
  return undefined;
}

const STARTS_PYTHON =
  /\bserve_forever\s*\(|\b(?:uvicorn|hypercorn)\.run\s*\(|\bweb\.run_app\s*\(|\bserve\s*\(|\.run\s*\(|\bstart_server\s*\(/;

/** A file as `python -m` names it: dotted where packages lie around it, and run from the folder around them. */
function moduleOf(file: string, sources: readonly SourceText[], folder: string): Extract<EntryPoint, { is: 'module' }> {
  const isPackage = (at: string): boolean =>
    at !== folder &&
    (sources.some(({ file: each }) => each === join(at, '__init__.py')) || hasRelativeImport(at, sources));
  let cwd = dirname(file);
  while (isPackage(cwd)) {
    cwd = dirname(cwd);
  }
  const module = relative(cwd, file)
    .replace(/(?:\/__main__)?\.py$/, '')
    .replaceAll('/', '.');
  return { is: 'module', cwd, module };
}

function hasRelativeImport(at: string, sources: readonly SourceText[]): boolean {
  return sources.some(({ file, text }) => dirname(file) === at && /^[ \t]*from[ \t]+\.+\w*[ \t]+import\b/m.test(text));
}

/** What starts a generator in Node: what its package names, or else the file that listens. */
export async function nodeEntry(
  sources: readonly SourceText[],
  folder: string,
  files: Files,
): Promise<EntryPoint | undefined> {
  const text = await files.read(join(folder, 'package.json')).catch(() => undefined);
  const manifest = jsonIn(text ?? '') ?? null;
  const scripts = isObject(manifest) && isObject(manifest['scripts']) ? manifest['scripts'] : {};
  const started = /(?:^|\s)([\w./-]+\.[cm]?[jt]s)\b/.exec(
    typeof scripts['start'] === 'string' ? scripts['start'] : '',
  )?.[1];
  const named = started === undefined ? undefined : join(folder, started.replace(/^\.\//, ''));
  const isThere = named !== undefined && (await files.find(dirname(named), [basename(named)])).includes(named);
  const listens = sources.find(({ text }) => /\.listen\s*\(|\bserve\s*\(/.test(text))?.file;
  const file = isThere ? named : (listens ?? sources[0]?.file);
  const usesTsx = /"tsx"\s*:/.test(JSON.stringify(manifest)) && /\.[cm]?ts$/.test(file ?? '');
  return file === undefined
    ? undefined
    : { is: 'file', cwd: folder, file, options: usesTsx ? ['--import', 'tsx'] : [] };
}

/** What starts a generator in Go: the package with `main`, that of the route first. */
export function goEntry(sources: readonly SourceText[], folder: string): EntryPoint | undefined {
  const main = sources.find(({ text }) => /^package main\b/m.test(text) && /^func main\(\)/m.test(text));
  return (
    main && { is: 'package', cwd: folder, path: `./${relative(folder, dirname(main.file))}`.replace(/\/$/, '') || '.' }
  );
}
