// The packages of package-lock.json, brought in step with it.
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { npm, root } from '../commands.mjs';

export async function installNpmPackages() {
  if (await inStep()) {
    return;
  }
  console.log('Installing the npm packages of package-lock.json');
  await npm(['ci', '--no-audit', '--no-fund', '--loglevel=error'], { attempts: 2 });
}

/** True when every package of the lock is installed in its version; optional ones may be for other systems. */
async function inStep() {
  const installedList = path.join(root, 'node_modules/.package-lock.json');
  if (!existsSync(installedList)) {
    return false;
  }
  const { packages: wanted } = JSON.parse(await readFile(path.join(root, 'package-lock.json'), 'utf8'));
  const { packages: installed } = JSON.parse(await readFile(installedList, 'utf8'));
  return Object.entries(wanted).every(([place, { version, optional }]) => {
    const isProject = place === '';
    return isProject || (installed[place] ? installed[place].version === version : optional === true);
  });
}
