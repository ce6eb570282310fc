// The suites of test/host, and the workspaces that their windows open.
import { existsSync } from 'node:fs';
import { cp, mkdir, readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import { Refusal, root } from '../commands.mjs';

/** Spaces and letters outside ASCII, as people's folders have them. */
const difficultFolder = 'plug-ins prüfen 測試';

/** Workspaces that stand elsewhere than in test/fixtures/workspaces. */
const elsewhere = new Map([
  ['examples', 'examples'],
  ['stand-in', 'test/stand-in'],
]);

/**
 * What a suite.json may say; host-tests.mjs tells what each word means.
 * @typedef {object} Suite
 * @property {string} workspace
 * @property {string | undefined} workspaceFile
 * @property {string[]} alsoInWorkspace
 * @property {string[]} notInWorkspace
 * @property {string | undefined} open
 * @property {boolean} trusted
 * @property {boolean} freshHome
 * @property {Record<string, unknown>} settings
 * @property {string[]} extraExtensions
 * @property {boolean} withStandIn
 * @property {string | undefined} proposedApi
 * @property {boolean} drivesWindow
 * @property {boolean} onlyByName
 * @property {number} timeoutSeconds
 */

/** @type {Suite} */
const defaults = {
  workspace: 'none',
  workspaceFile: undefined,
  alsoInWorkspace: [],
  notInWorkspace: [],
  open: undefined,
  trusted: true,
  freshHome: false,
  settings: {},
  extraExtensions: [],
  withStandIn: false,
  proposedApi: undefined,
  drivesWindow: false,
  onlyByName: false,
  timeoutSeconds: 300,
};

/**
 * The suites with these names, in their order; without names, all but those that run only by name.
 * @param {readonly string[]} names
 * @returns {Promise<[name: string, Suite][]>}
 */
export async function findSuites(names) {
  const folders = await readdir(path.join(root, 'test/host'));
  const all = folders.filter((name) => existsSync(fileOf(name))).sort();
  const unknown = names.find((name) => !all.includes(name));
  if (unknown) {
    throw new Refusal(`There is no suite "${unknown}" in test/host. The suites: ${all.join(', ')}.`);
  }
  const wanted = names.length > 0 ? names : all;
  /** @type {[name: string, Suite][]} */
  const suites = await Promise.all(wanted.map(async (name) => [name, await readSuite(name)]));
  return suites.filter(([, { onlyByName }]) => names.length > 0 || !onlyByName);
}

/** @param {string} name */
function fileOf(name) {
  return path.join(root, 'test/host', name, 'suite.json');
}

/**
 * @param {string} name
 * @returns {Promise<Suite>}
 */
async function readSuite(name) {
  /** @type {Partial<Suite>} */
  const said = JSON.parse(await readFile(fileOf(name), 'utf8'));
  const unknown = Object.keys(said).find((key) => !(key in defaults));
  if (unknown) {
    throw new Refusal(`test/host/${name}/suite.json: there is no "${unknown}" in a suite.`);
  }
  return { ...defaults, ...said };
}

/**
 * Makes the workspace of a suite in a folder of the run's own; resolves with its path, undefined where it has none.
 * @param {string} name the suite's
 * @param {Suite} suite
 * @param {string} scratch
 */
export async function prepareWorkspace(name, { workspace, alsoInWorkspace, notInWorkspace }, scratch) {
  if (workspace === 'none') {
    return undefined;
  }
  const folder = path.join(scratch, difficultFolder, workspace);
  await mkdir(folder, { recursive: true });
  if (workspace !== 'empty') {
    const original = path.join(root, elsewhere.get(workspace) ?? `test/fixtures/workspaces/${workspace}`);
    if (!existsSync(original)) {
      throw new Refusal(`There is no workspace "${workspace}": ${path.relative(root, original)} is missing.`);
    }
    const left = new Set(['.venv', '__pycache__', ...notInWorkspace]);
    await cp(original, folder, { recursive: true, filter: (file) => !left.has(path.basename(file)) });
  }
  for (const more of alsoInWorkspace) {
    await cp(path.join(root, 'test/host', name, more), path.join(folder, more), { recursive: true });
  }
  return folder;
}
