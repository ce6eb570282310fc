import Module from 'node:module';
import path from 'node:path';

interface Loader {
  _load(request: string, ...rest: unknown[]): unknown;
}

/**
 * Puts a stand-in in the place of VS Code for the tests of the suite that calls this; the host suites have the real one.
 * @param editor As much of the module `vscode` as the tested files use.
 * @returns What loads a file of `src/editor/`, while the stand-in is there; such a file keeps its first stand-in.
 */
export function standInForEditor(editor: object): (file: string) => unknown {
  const loader = Module as unknown as Loader;
  const load = loader._load.bind(loader);
  before(() => {
    loader._load = (request, ...rest) => (request === 'vscode' ? editor : load(request, ...rest));
  });
  after(() => {
    loader._load = load;
  });
  // Only a require goes through the loader.
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  return (file): unknown => require(path.resolve('src/editor', file));
}
