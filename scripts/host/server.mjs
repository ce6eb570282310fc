// Starts a VS Code server on loopback and stops it with all of its own processes.
import { spawn } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, readFile, realpath, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Refusal } from '../commands.mjs';
import { end, markedProcesses, waitUntilGone } from './processes.mjs';

/** Settings that keep a fresh window quiet: nothing pops up, nothing looks for a network. */
export const quietSettings = {
  'chat.disableAIFeatures': true,
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  // As on a desktop; in a browser a slow test would find its own edits on the disk.
  'files.autoSave': 'off',
  'git.openRepositoryInParentFolders': 'never',
  'remote.autoForwardPorts': false,
  'security.workspace.trust.startupPrompt': 'never',
  'telemetry.telemetryLevel': 'off',
  'typescript.disableAutomaticTypeAcquisition': true,
  'update.showReleaseNotes': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
};

/** Marks the processes of one server, so that they are told apart from what extensions have started. */
const serverMark = 'PLUGIN_WORKBENCH_VSCODE_SERVER';

/**
 * @typedef {object} ServerOptions
 * @property {string} data the folder for its state
 * @property {string} extensions the folder of installed extensions
 * @property {Record<string, unknown>} [settings] written into `data` when given
 * @property {number} [port] 0 takes a free one
 * @property {boolean} [trustEverything] no workspace trust
 * @property {boolean} [forTests] obeys extensionDevelopmentPath and extensionTestsPath in the URL, which a built server
 *   otherwise ignores
 * @property {boolean} [gallery] knows the gallery of extensions
 */

/**
 * Starts a server and resolves when it listens. Its `url(query)` holds the token without which it answers nobody.
 * @param {import('../set-up/vscode-server.mjs').Installation} installation
 * @param {ServerOptions} options
 */
export async function startServer(installation, options) {
  const { data, extensions, settings, port = 0, trustEverything = true, forTests = false, gallery = false } = options;
  const tokenFile = path.join(data, 'connection-token');
  const token = randomBytes(16).toString('hex');
  await mkdir(path.join(data, 'data/User'), { recursive: true });
  await writeFile(tokenFile, token, { mode: 0o600 });
  if (settings) {
    await writeFile(path.join(data, 'data/User/settings.json'), JSON.stringify(settings, undefined, 2));
  }
  const mark = randomUUID();
  const logFile = path.join(data, 'server.log');
  const child = spawn(
    installation.node,
    [
      installation.script,
      ...['--host', '127.0.0.1', '--port', String(port), '--connection-token-file', tokenFile],
      ...['--server-data-dir', data, '--extensions-dir', extensions],
      ...['--accept-server-license-terms', '--disable-telemetry'],
      ...(trustEverything ? ['--disable-workspace-trust'] : []),
      ...(forTests ? ['--enable-smoke-test-driver'] : []),
    ],
    // A group of its own: Ctrl+C in the terminal is for this script, which then stops the server in its own order.
    {
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
      env: { ...process.env, [serverMark]: mark, ...(gallery ? {} : { EXTENSIONS_GALLERY: '{}' }) },
    },
  );
  const ended = new Promise((resolve) => child.once('close', resolve));
  const listeningPort = await untilListening(child, logFile);
  return {
    port: listeningPort,
    pid: child.pid,
    ended,
    /** @param {Record<string, string>} [query] */
    url: (query = {}) => `http://127.0.0.1:${listeningPort}/?${new URLSearchParams({ tkn: token, ...query })}`,
    async stop() {
      child.kill('SIGTERM');
      await ended;
      // Its extension hosts notice by themselves and deactivate their extensions first; what those started is not ours.
      const node = await realpath(installation.node);
      const own = () => markedProcesses(serverMark, mark).filter(({ executable }) => executable === node);
      end(await waitUntilGone(own, 10_000));
    },
  };
}

/**
 * @param {import('node:child_process').ChildProcessByStdio<null, import('node:stream').Readable, import('node:stream').Readable>} child
 * @param {string} logFile
 * @returns {Promise<number>} its port
 */
function untilListening(child, logFile) {
  const log = createWriteStream(logFile);
  return new Promise((resolve, reject) => {
    let output = '';
    /** @param {string} chunk */
    const take = (chunk) => {
      output += chunk;
      log.write(chunk);
      const port = /Extension host agent listening on (\d+)/.exec(output)?.[1];
      if (port) {
        resolve(Number(port));
      }
    };
    child.stdout.setEncoding('utf8').on('data', take);
    child.stderr.setEncoding('utf8').on('data', take);
    child.once('error', (error) => reject(new Refusal(`The VS Code server did not start: ${error.message}`)));
    child.once('close', async (code) => {
      log.end();
      reject(
        new Refusal(
          `The VS Code server ended while starting (exit code ${code}):\n${output || (await readFile(logFile, 'utf8'))}`,
        ),
      );
    });
  });
}
