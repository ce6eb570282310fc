/** What tools write for themselves, where no plugin and no manifest of a person is. */
const NAMES = new Set([
  '.git',
  'node_modules',
  'venv',
  '__pycache__',
  '.tox',
  'site-packages',
  '.mypy_cache',
  '.test-env',
]);

/** What an interrupted writing has left (runtime/scaffold/stage.ts) holds copies of files that are somewhere else. */
const STAGE = '.plugin-workbench-';

/** An environment of Python, one that is being made, and those that were put aside. */
const ENVIRONMENT = /^\.venv(?:\.|$)/;

/** True for the name of a folder in which nothing is looked for, and whose changes nobody needs to hear of. */
export function isNeverEntered(name: string): boolean {
  return NAMES.has(name) || ENVIRONMENT.test(name) || name.startsWith(STAGE);
}
