// Installing extensions for a VS Code server.
import { cp, mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { mustRun } from '../commands.mjs';

/**
 * Installs a packed extension as "Install from VSIX" does.
 * @param {import('../set-up/vscode-server.mjs').Installation} installation
 * @param {string} vsix
 * @param {{ data: string, extensions: string }} folders the server's state, and its installed extensions
 */
export async function installVsix(installation, vsix, { data, extensions }) {
  await mkdir(extensions, { recursive: true });
  await mustRun(installation.node, [
    installation.script,
    ...['--install-extension', vsix, '--extensions-dir', extensions],
    ...['--server-data-dir', data, '--accept-server-license-terms'],
  ]);
}

/**
 * Installs an extension from its folder; a server that has not been started on `extensions` before will find it.
 * @param {string} folder
 * @param {string} extensions
 */
export async function installFolder(folder, extensions) {
  const { publisher, name, version } = JSON.parse(await readFile(path.join(folder, 'package.json'), 'utf8'));
  await cp(folder, path.join(extensions, `${publisher}.${name}-${version}`), { recursive: true });
}
