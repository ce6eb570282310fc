// node scripts/package.mjs   builds the product and packs it: the extension into out/plugin-workbench.vsix (what goes in:
//                            .vscodeignore), the command line into out/plugin-workbench.tgz (.npmignore)
import { mkdir, rename } from 'node:fs/promises';
import path from 'node:path';
import { isMain, main, mustRun, root, tail, which } from './commands.mjs';

export const vsix = path.join(root, 'out/plugin-workbench.vsix');

/** Builds and packs; resolves with the path of the package. */
export async function packExtension() {
  const { buildProduct } = await import('./build.mjs');
  await buildProduct({ production: true });
  await mkdir(path.dirname(vsix), { recursive: true });
  // The dependencies are in the bundles.
  const vsceArguments = ['package', '--no-dependencies', '--no-rewrite-relative-links', '--out', vsix];
  await mustRun(process.execPath, [path.join(root, 'node_modules/@vscode/vsce/vsce'), ...vsceArguments]);
  return vsix;
}

/** Packs what is built as an npm package; resolves with its path. */
export async function packCommandLine() {
  const folder = path.join(root, 'out');
  await mkdir(folder, { recursive: true });
  const told = await mustRun(which('npm') ?? 'npm', ['pack', '--silent', '--pack-destination', folder]);
  const tarball = path.join(folder, 'plugin-workbench.tgz');
  await rename(path.join(folder, tail(told, 1)), tarball);
  return tarball;
}

if (isMain(import.meta)) {
  await main(async () => {
    console.log(path.relative(root, await packExtension()));
    console.log(path.relative(root, await packCommandLine()));
  });
}
