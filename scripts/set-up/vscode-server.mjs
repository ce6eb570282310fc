// A real VS Code without a screen, from the npm registry only: the package `code-server` carries a whole VS Code
// server with its web workbench, the packages `node-linux-*` the Node that it wants.
import { existsSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Refusal, mustRun, npm, root } from '../commands.mjs';

/**
 * @typedef {'newest' | 'oldest'} Lane
 * @typedef {{ folder: string, codeServer: string, node: string, nodePty?: string, ripgrep?: string }} LaneParts
 * @typedef {{ folder: string, node: string, script: string }} Installation a server: its folder, its Node, what that runs
 */

/**
 * The lanes that tests run in: the newest VS Code, and the oldest that `engines.vscode` admits.
 * code-server 4.X.Y carries VS Code 1.X.Y; `node` must satisfy its "engines".
 * `nodePty`, `ripgrep`: the native parts of the terminal and of the search for files; newer servers bring them with
 * prebuilt binaries, and older ones work with the same.
 * @type {Record<Lane, LaneParts>}
 */
export const lanes = {
  newest: { folder: '.vscode-host', codeServer: '4.139.1', node: '24.21.0' },
  oldest: {
    folder: '.vscode-host-oldest',
    codeServer: '4.100.3',
    node: '20.20.2',
    nodePty: '1.2.0-beta.15',
    ripgrep: '1.18.0',
  },
};

/** Raised when what is installed changes while the versions stay. */
const recipe = 3;

/** Parts that nothing here uses, half of the size: other vendors' services, and binaries for other systems. */
const unused = [
  'node_modules/@github',
  'node_modules/@microsoft/mxc-sdk',
  'extensions/copilot',
  'extensions/mermaid-markdown-features',
  'extensions/microsoft-authentication',
];

/**
 * The lane with a name; the newest where none is given.
 * @param {string | undefined} name
 * @returns {Lane}
 */
export function laneOf(name = 'newest') {
  if (name !== 'newest' && name !== 'oldest') {
    throw new Refusal(`There is no lane "${name}". The lanes: ${Object.keys(lanes).join(', ')}.`);
  }
  return name;
}

/**
 * Where a lane's parts are, installed or not.
 * @param {Lane} laneName
 * @returns {Installation}
 */
export function vscodeServer(laneName = 'newest') {
  const folder = path.join(root, lanes[laneName].folder);
  return {
    folder,
    node: path.join(folder, 'node/bin/node'),
    script: path.join(folder, 'code-server/lib/vscode/out/server-main.js'),
  };
}

/** @param {Lane} laneName */
export async function installVscodeServer(laneName = 'newest') {
  const lane = lanes[laneName];
  const folder = path.join(root, lane.folder);
  const stamp = path.join(folder, `.installed-${lane.codeServer}-node-${lane.node}-recipe-${recipe}`);
  if (existsSync(stamp)) {
    return;
  }
  if (process.platform !== 'linux' || !['x64', 'arm64'].includes(process.arch)) {
    throw new Refusal(
      'The VS Code server for tests is for Linux on x64 and arm64: set VSCODE_EXECUTABLE to the executable of a desktop VS Code.',
    );
  }
  console.log(`Installing VS Code 1.${lane.codeServer.slice(2)} (server) in ${lane.folder}`);
  await rm(folder, { recursive: true, force: true });
  const downloads = await mkdtemp(path.join(tmpdir(), 'plugin-workbench-host-'));
  try {
    await unpack(`node-linux-${process.arch}@${lane.node}`, downloads, path.join(folder, 'node'));
    await unpack(`code-server@${lane.codeServer}`, downloads, path.join(folder, 'code-server'));
    await installDependencies(path.join(folder, 'code-server/lib/vscode'), lane, downloads);
    // Headers for building native modules, of which there are none left.
    await rm(path.join(folder, 'node/include'), { recursive: true, force: true });
  } finally {
    await rm(downloads, { recursive: true, force: true });
  }
  await writeFile(stamp, '');
}

/**
 * Downloads a package's own files, without its dependencies and install scripts.
 * @param {string} specifier
 * @param {string} downloads
 * @param {string} target
 */
async function unpack(specifier, downloads, target) {
  await npm(['pack', '--loglevel=error', '--pack-destination', downloads, specifier], { attempts: 2, cwd: downloads });
  const name = specifier.slice(0, specifier.lastIndexOf('@')).replace('@', '').replace('/', '-');
  const archive = (await readdir(downloads)).find((file) => file.startsWith(`${name}-`) && file.endsWith('.tgz'));
  if (!archive) {
    throw new Refusal(`npm packed no ${specifier}.`);
  }
  await mkdir(target, { recursive: true });
  await mustRun('tar', ['xzf', path.join(downloads, archive), '-C', target, '--strip-components=1']);
}

/**
 * @param {string} server
 * @param {LaneParts} lane
 * @param {string} downloads
 */
async function installDependencies(server, lane, downloads) {
  // Not `npm ci`: it refuses the shipped shrinkwrap, which is slightly out of step. `npm install` keeps its pins.
  await npm(['install', '--omit=dev', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], {
    attempts: 2,
    cwd: server,
  });
  // Native modules without a prebuilt binary, both dispensable.
  const modules = path.join(server, 'node_modules');
  await copyFile(
    path.join(import.meta.dirname, 'file-log-stand-in.cjs'),
    path.join(modules, '@vscode/spdlog/index.js'),
  );
  for (const watchdog of ['@vscode/native-watchdog', 'native-watchdog']) {
    if (existsSync(path.join(modules, watchdog))) {
      await writeFile(path.join(modules, watchdog, 'index.js'), 'exports.start = () => {};\n');
    }
  }
  if (lane.nodePty) {
    await rm(path.join(modules, 'node-pty'), { recursive: true, force: true });
    await unpack(`node-pty@${lane.nodePty}`, downloads, path.join(modules, 'node-pty'));
  }
  if (lane.ripgrep) {
    const prebuilt = path.join(downloads, 'ripgrep');
    await unpack(`@vscode/ripgrep-universal@${lane.ripgrep}`, downloads, prebuilt);
    await mkdir(path.join(modules, '@vscode/ripgrep/bin'), { recursive: true });
    await copyFile(path.join(prebuilt, `bin/linux-${process.arch}/rg`), path.join(modules, '@vscode/ripgrep/bin/rg'));
  }
  for (const part of unused) {
    await rm(path.join(server, part), { recursive: true, force: true });
  }
  for (const binaries of ['node_modules/@vscode/ripgrep-universal/bin', 'node_modules/node-pty/prebuilds']) {
    await keepOnly(path.join(server, binaries), `linux-${process.arch}`);
  }
}

/**
 * @param {string} folder
 * @param {string} name
 */
async function keepOnly(folder, name) {
  for (const entry of existsSync(folder) ? await readdir(folder) : []) {
    if (entry !== name) {
      await rm(path.join(folder, entry), { recursive: true, force: true });
    }
  }
}
