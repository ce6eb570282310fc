import type { Files } from '../../../base/files';
import { basename, dirname, isInside, join, relative } from '../../../base/paths';
import type { SpaceonePlugin } from '../plugin-finder';

/** Where a file of tests stands, and what it needs to run. */
export interface TestPlace {
  readonly file: string;
  /** Tells it from all others of the plugin, such as `test.api.test_collector`. */
  readonly module: string;
  /** The name by which Python imports it from {@link top}. */
  readonly imported: string;
  /** The folder that holds its outermost package, or itself: the first on Python's path. */
  readonly top: string;
  /** The folder in which it runs. */
  readonly folder: string;
  /** The file that tells spaceone-tester where the plugin answers. */
  readonly config: string | undefined;
}

/** Files of tests as unittest and pytest name them. */
const GLOBS = ['{test,tests}/**/test*.py', '{test,tests}/**/*_test.py', 'src/{test,tests}/**/test*.py'];

/** True for a file that may hold tests of a plugin, by its name. */
export function mayBeTests(file: string): boolean {
  return /\/tests?\/(?:.*\/)?(?:test[^/]*|[^/]*_test)\.py$/.test(file);
}

/** The files of tests of a plugin, in the order of their paths. */
export async function testPlaces({ folder }: SpaceonePlugin, files: Files): Promise<TestPlace[]> {
  const found = (await files.find(folder, GLOBS)).filter((file) =>
    relative(folder, file).slice(0, -'.py'.length).split('/').every(isName),
  );
  const known = new Map<string, Promise<boolean>>();
  const isThere = (file: string): Promise<boolean> => {
    const asked = known.get(file) ?? files.read(file).then((text) => text !== undefined);
    known.set(file, asked);
    return asked;
  };
  return Promise.all(found.map((file) => placeOf(file, folder, isThere)));
}

/** What Python can import. */
function isName(word: string): boolean {
  return /^[\p{L}_][\p{L}\p{N}_]*$/u.test(word);
}

async function placeOf(file: string, plugin: string, isThere: (file: string) => Promise<boolean>): Promise<TestPlace> {
  let top = dirname(file);
  while (top !== plugin && (await isThere(join(top, '__init__.py')))) {
    top = dirname(top);
  }
  const config = await configOf(file, plugin, isThere);
  const dotted = (from: string): string => relative(from, file).slice(0, -'.py'.length).replaceAll('/', '.');
  return {
    file,
    module: dotted(plugin),
    imported: dotted(top),
    top,
    // The tester looks for its files where it is started.
    folder: config === undefined ? plugin : dirname(config),
    config,
  };
}

/** The nearest `config.yml` between a file and the plugin's folder (spaceone-tester 1.11.0, unittest.py). */
async function configOf(
  file: string,
  plugin: string,
  isThere: (file: string) => Promise<boolean>,
): Promise<string | undefined> {
  for (let at = dirname(file); isInside(plugin, at) && basename(at) !== ''; at = dirname(at)) {
    for (const name of ['config.yml', 'config.yaml']) {
      if (await isThere(join(at, name))) {
        return join(at, name);
      }
    }
    if (at === plugin) {
      return undefined;
    }
  }
  return undefined;
}
