// node scripts/set-up.mjs [PART…]   installs what is missing; all parts when none is named.
import { Refusal, isMain, main } from './commands.mjs';
import { installChromium } from './set-up/chromium.mjs';
import { buildEngine } from './set-up/engine.mjs';
import { installNpmPackages } from './set-up/npm-packages.mjs';
import { installPythonEnvironments } from './set-up/python.mjs';
import { generateSchemas } from './set-up/schemas.mjs';
import { installVscodeServer } from './set-up/vscode-server.mjs';

const parts = {
  packages: async () => {
    await installNpmPackages();
    await generateSchemas();
  },
  engine: buildEngine,
  server: () => installVscodeServer('newest'),
  'oldest-server': () => installVscodeServer('oldest'),
  chromium: installChromium,
  python: installPythonEnvironments,
};

/** @typedef {keyof typeof parts} Part */

/**
 * Installs the parts that are missing: each tells what it does, and is silent and quick when there is nothing to do.
 * @param {...Part} names
 */
export async function setUp(...names) {
  const wanted = new Set(names);
  if (wanted.delete('packages')) {
    await parts.packages();
  }
  // The others wait for the network most of the time and do not touch each other's files.
  const results = await Promise.allSettled([...wanted].map((name) => parts[name]()));
  const failed = results.filter((result) => result.status === 'rejected').map((result) => result.reason);
  const bug = failed.find((reason) => !(reason instanceof Refusal));
  if (bug) {
    throw bug;
  }
  if (failed.length > 0) {
    throw new Refusal(failed.map((reason) => reason.message).join('\n'));
  }
}

if (isMain(import.meta)) {
  await main(async () => {
    const names = process.argv.slice(2);
    const unknown = names.find((name) => !(name in parts));
    if (unknown) {
      throw new Refusal(`"${unknown}" is not a part. The parts: ${Object.keys(parts).join(', ')}.`);
    }
    await setUp(.../** @type {Part[]} */ (names.length > 0 ? names : Object.keys(parts)));
  });
}
