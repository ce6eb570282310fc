import Module from 'node:module';
import path from 'node:path';

interface Loader {
  _load(request: string, ...rest: unknown[]): unknown;
}

/**
 * Puts a stand-in in the place of VS Code for the tests of the suite that calls this; the host suites have the real one.
 * @param editor As much of the module `vscode` as the tested files use.
 * @returns What loads a file of `src/editor/`, while the stand-in is there; each suite has such files anew.
 */
export function standInForEditor(editor: object): (file: string) => unknown {
  const loader = Module as unknown as Loader;
  const load = loader._load.bind(loader);
  const ofEditor = path.resolve('src/editor') + path.sep;
  const loadedBefore = new Map<string, NodeJS.Module>();
  const forget = (): void => {
    for (const file of Object.keys(require.cache).filter((each) => each.startsWith(ofEditor))) {
      Reflect.deleteProperty(require.cache, file);
    }
  };
  before(() => {
    Object.entries(require.cache).forEach(([file, module]) => module && loadedBefore.set(file, module));
    forget();
    loader._load = (request, ...rest) => (request === 'vscode' ? editor : load(request, ...rest));
  });
  after(() => {
    loader._load = load;
    forget();
    for (const [file, module] of loadedBefore) {
      require.cache[file] = module;
    }
  });
  // Only a require goes through the loader.
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  return (file): unknown => require(path.resolve('src/editor', file));
}
