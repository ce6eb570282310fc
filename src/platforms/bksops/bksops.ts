import type { Platform } from '../platform';
import { manifestKinds, manifestRules } from './manifest-kinds';
import { PythonFiles } from './python-files';
import { packageFinder, type BksopsPlugin } from './package-finder';
import { pythonModules } from './python-modules';
import { scaffoldComponent } from './scaffold-component';
import { scaffoldPackage } from './scaffold-package';
import { scaffoldSources } from './scaffold-sources';
import { sourceNames } from './source-names';
import { sourceReader } from './source-reader';
import { tests } from './tests/package-tests';
import { ideaFolders } from './tracked-folders';

/** BlueKing SOPS (bk-sops): Python packages of components, loaded from package sources. */
export const bksops: Platform<BksopsPlugin> = {
  id: 'bksops',
  title: 'BlueKing SOPS',
  manifestKinds,
  rules: manifestRules,
  nameReaders: [sourceNames],
  fileNameReaders: [pythonModules, ideaFolders],
  sources: sourceReader,
  finder: packageFinder,
  contract: async () => (await import('./contract/package-contract')).contract,
  sourceChecks: {
    language: 'python',
    called: 'Python module',
    ending: '.py',
    over: (files) => new PythonFiles(files),
  },
  loader: async (...asked) => (await import('./load/loader-environment')).loaderOf(...asked),
  tests,
  runsParts: true,
  scaffolds: [scaffoldPackage, scaffoldComponent, scaffoldSources],
};
