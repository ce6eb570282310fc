// npm start   installs what is missing, builds, and opens VS Code on examples/ with the extension running: the desktop
//             VS Code where "code" is on the PATH, else a VS Code server, whose URL it prints.
//
//   -- --server    the VS Code server in any case; --port N for a port of your choice
//   -- --tour      no person needed: the host suites whose names begin with "tour" drive the workbench and tell what they saw,
//                  with pictures in out/tour, out/tour-sops and out/tour-generators
import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { main, mustRun, root, which } from './commands.mjs';
import { installVsix } from './host/extensions.mjs';
import { setUp } from './set-up.mjs';
import { vscodeServer } from './set-up/vscode-server.mjs';
import { wordsOf } from './words.mjs';

const examples = path.join(root, 'examples');
const state = path.join(root, 'out/start');

/** The desktop's own "code"; the one in a terminal of a remote window cannot load an extension from a folder. */
function desktopCode() {
  return process.env['VSCODE_IPC_HOOK_CLI'] ? undefined : which('code');
}

/** @param {string} code */
async function openDesktop(code) {
  await setUp('packages');
  const { buildProduct } = await import('./build.mjs');
  await buildProduct();
  await mustRun(code, ['--new-window', `--extensionDevelopmentPath=${root}`, examples], {
    advice: '"npm start -- --server" uses a VS Code server instead.',
  });
  console.log('VS Code opens examples/ with Plugin Workbench from this checkout.');
}

/**
 * Installs the packed extension into a folder of its own; resolves with that folder.
 * @param {import('./set-up/vscode-server.mjs').Installation} installation
 */
async function installExtension(installation) {
  const { packExtension } = await import('./package.mjs');
  const vsix = await packExtension();
  const extensions = path.join(state, 'extensions');
  await rm(extensions, { recursive: true, force: true });
  await installVsix(installation, vsix, { data: path.join(state, 'data'), extensions });
  return extensions;
}

/** @param {{ port: number }} options */
async function openServer({ port }) {
  await setUp('packages', 'server');
  const installation = vscodeServer();
  const extensions = await installExtension(installation);
  const { quietSettings, startServer } = await import('./host/server.mjs');
  const data = path.join(state, 'data');
  const isFirst = !existsSync(path.join(data, 'data/User/settings.json'));
  const options = { data, extensions, port, gallery: true, ...(isFirst ? { settings: quietSettings } : {}) };
  const server = await startServer(installation, options);
  console.log(`\nVS Code with Plugin Workbench: ${server.url({ folder: examples })}\nCtrl+C ends it.`);
  await new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
      process.on(signal, resolve);
    }
    void server.ended.then(resolve);
  });
  await server.stop();
}

async function tour() {
  await setUp('packages', 'python', 'server', 'chromium');
  const { buildHostTests } = await import('./build.mjs');
  await buildHostTests();
  const { runHostTests } = await import('./host-tests.mjs');
  const runFailedAgain = await runHostTests({ suites: ['tour', 'tour-sops', 'tour-generators'] });
  const results = await runFailedAgain();
  console.log('Pictures in out/tour, out/tour-sops and out/tour-generators');
  return results.some(({ state }) => state === 'failed') ? 1 : 0;
}

await main(async () => {
  const { values } = wordsOf(import.meta, {
    options: {
      server: { type: 'boolean', default: false },
      port: { type: 'string', default: '0' },
      tour: { type: 'boolean', default: false },
    },
  });
  if (values.tour) {
    return tour();
  }
  const code = values.server ? undefined : desktopCode();
  return code ? openDesktop(code) : openServer({ port: Number(values.port) });
});
